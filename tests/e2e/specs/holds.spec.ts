// A reviewer holds a claim that cannot be decided yet: both sides see why, and a colleague ends it.
import { expect, test } from "../fixtures/index.ts";
import { sendClaim } from "../fixtures/sent.ts";
import { account, accounts, open, signIn } from "../verbs.ts";

test("a claim is held by keyboard with a reason, seen by both sides, and let go by a colleague", async ({
  page,
  words,
  inspect,
  request,
  visitor,
}) => {
  const [first, second] = (await accounts(request)).filter((one) => one.role === "reviewer");
  const partner = await account(request, "partner");
  if (!first || !second) throw new Error("the demonstration lacks a reviewer");
  const reference = await sendClaim(request, partner, "Strandgadens Bogbinderi");

  await signIn(page, words, first);
  await open(page, `/review/${reference}`);
  const hold = page.getByRole("region", { name: words.holdTitle, exact: true });
  await hold.getByText(words.holdThis, { exact: true }).first().press("Enter");
  await hold.getByRole("button", { name: words.holdThis }).press("Enter");
  const summary = page.getByRole("alert").filter({ hasText: words.problem });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveCount(2);
  await inspect(page, "hold-faults");
  await hold.getByLabel(words.holdReason, { exact: true }).selectOption({ label: words.holdCustomer });
  await hold.getByLabel(words.holdLong, { exact: true }).selectOption("3");
  await hold.getByLabel(words.holdNote, { exact: true }).fill("Karen is back on Monday.");
  await hold.getByRole("button", { name: words.holdThis }).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: words.holdTold })).toBeVisible();
  await expect(hold.getByText("Karen is back on Monday.")).toBeVisible();
  // Nothing is decided meanwhile.
  await expect(page.getByRole("radio", { name: words.approve, exact: true })).toHaveCount(0);
  await inspect(page, "hold-held");

  const home = await visitor();
  await signIn(home, words, partner);
  await open(home, `/claims/${reference}`);
  await expect(home.getByText("Karen is back on Monday.").first()).toBeVisible();
  await expect(home.getByText(first.name).first()).toBeVisible();
  await inspect(home, "hold-own");

  const desk = await visitor();
  await signIn(desk, words, second);
  await open(desk, "/review");
  const row = desk.getByRole("row").filter({ hasText: reference });
  await expect(row.getByText(words.heldUntil)).toBeVisible();
  await inspect(desk, "hold-queue");
  await row.getByRole("link").click();
  await desk.getByRole("button", { name: words.holdEnd }).press("Enter");
  await expect(desk.getByRole("alert").filter({ hasText: words.holdEnded })).toBeVisible();
  await expect(desk.getByRole("radio", { name: words.approve, exact: true })).toBeVisible();
});
