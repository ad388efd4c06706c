// How reviewers see to one another: a second pair of eyes before an approval, a second look after
// it, a decision that is undone, and the month that closes it.
import { expect, test } from "../fixtures/index.ts";
import { sendClaim } from "../fixtures/sent.ts";
import type { Account } from "../verbs.ts";
import { account, accounts, open, signIn } from "../verbs.ts";
import type { Language } from "../words.ts";
import { put } from "../words.ts";

/** A partner and a customer of its own for each language: both go through one server. */
const claims: Record<Language, { partner: string; customer: string }> = {
  en: { partner: "Havblik Consulting", customer: "Klitgaarden Hotel" },
  da: { partner: "Fjordvang ApS", customer: "Mosevang Mejeri" },
};

test("an approval of much waits for a colleague, is looked at again, and undone", async ({
  page,
  words,
  language,
  inspect,
  request,
  visitor,
}) => {
  const everybody = await accounts(request);
  const [first, second] = everybody.filter((one) => one.role === "reviewer");
  const { partner, customer } = claims[language];
  const claimant = everybody.find((one) => one.organisation === partner);
  if (!first || !second || !claimant) throw new Error("the demonstration lacks somebody");
  const reference = await sendClaim(request, claimant, customer, "6400.00");

  await signIn(page, words, first);
  await open(page, `/review/${reference}`);
  await page.getByRole("radio", { name: words.approve, exact: true }).check();
  await expect(page.getByText(words.needsSecond)).toBeVisible();
  await page.getByLabel(words.noteOptional, { exact: true }).fill("The proof is good.");
  await inspect(page, "quality-proposing");
  await page.getByRole("button", { name: words.sendDecision }).click();
  await expect(page.getByRole("alert").filter({ hasText: words.toldProposed })).toBeVisible();
  const eyes = page.getByRole("region", { name: words.secondEyes });
  await expect(eyes.getByText(second.name)).toBeVisible();
  await expect(eyes.getByRole("button", { name: words.confirm, exact: true })).toHaveCount(0);
  await inspect(page, "quality-proposed");

  // The colleague finds it in the queue, and the partner has not heard of it.
  const desk = await visitor();
  await signIn(desk, words, second);
  await open(desk, "/review");
  const row = desk.getByRole("row").filter({ hasText: reference });
  // Alone among what waits for a second reviewer, or beside others that do.
  const rows = desk.getByRole("table", { name: words.review }).getByRole("row");
  await expect.poll(() => rows.count(), "the heads of the table and a claim").toBeGreaterThan(1);
  const all = await rows.count();
  const chosen = desk.locator("#state");
  await expect(chosen.getByRole("option", { name: words.waitsForSecond })).toHaveCount(1);
  await chosen.selectOption("second_eyes");
  await expect.poll(() => rows.count()).toBeLessThan(all);
  await expect(row.getByText(put(words.waitsForYou, first.name))).toBeVisible();
  await inspect(desk, "quality-queue");
  await row.getByRole("link").click();
  const theirs = desk.getByRole("region", { name: words.secondEyes });
  await theirs.getByText(words.giveBack, { exact: true }).first().click();
  await theirs.getByRole("button", { name: words.giveBack }).click();
  await expect(desk.getByRole("alert").filter({ hasText: words.problem })).toBeFocused();
  await inspect(desk, "quality-to-confirm");
  await theirs.getByRole("button", { name: words.confirm, exact: true }).press("Enter");
  await expect(desk.getByRole("alert").filter({ hasText: words.decisionDone })).toBeVisible();

  // Whoever has proposed it sees what became of it, and does not look at it again.
  await open(page, `/review/${reference}`);
  const stands = page.getByRole("region", { name: words.stands });
  await expect(stands.getByText(words.lookWaits)).toBeVisible();
  await stands.getByText(words.undoDecision, { exact: true }).first().click();
  await stands.getByRole("button", { name: words.undoDecision }).click();
  await expect(page.getByRole("alert").filter({ hasText: words.problem })).toBeFocused();
  await stands.getByLabel(words.undoNote).fill("The proof is of another tenant.");
  await inspect(page, "quality-undoing");
  await stands.getByRole("button", { name: words.undoDecision }).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: words.toldUndone })).toBeVisible();
  await expect(page.getByText(words.undone).first()).toBeVisible();

  const home = await visitor();
  await signIn(home, words, claimant);
  await open(home, `/claims/${reference}`);
  await expect(home.getByText("The proof is of another tenant.").first()).toBeVisible();
  await expect(home.getByText(words.proposedEvent)).toHaveCount(0);
  await inspect(home, "quality-undone-own");
});

test("a colleague looks again at a rejection and does not agree", async ({
  page,
  words,
  language,
  inspect,
  request,
}) => {
  const everybody = await accounts(request);
  const [first, second] = everybody.filter((one) => one.role === "reviewer");
  const { partner, customer } = claims[language];
  const claimant = everybody.find((one) => one.organisation === partner);
  if (!first || !second || !claimant) throw new Error("the demonstration lacks somebody");
  const reference = await sendClaim(request, claimant, `${customer} 2`);
  await rejected(request, first, reference);

  await signIn(page, words, second);
  await open(page, "/review");
  const looks = page.getByRole("table", { name: words.look });
  await looks.getByRole("link", { name: reference }).click();
  const stands = page.getByRole("region", { name: words.stands });
  await expect(stands.getByRole("radio", { name: words.right })).toBeVisible();
  await stands.getByRole("button", { name: words.lookSend }).click();
  await expect(page.getByRole("alert").filter({ hasText: words.problem })).toBeFocused();
  await stands.getByRole("radio", { name: words.wrong }).check();
  await stands.getByLabel(words.lookNote, { exact: true }).fill("Page two names the work.");
  await inspect(page, "quality-look");
  await stands.getByRole("button", { name: words.lookSend }).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: words.toldLooked })).toBeVisible();
  // What is wrong can be undone at once.
  await expect(stands.getByLabel(words.undoNote)).toBeVisible();
  await inspect(page, "quality-looked");
  await open(page, "/review/figures");
  await expect(page.getByText(words.looksAgreed)).toBeVisible();
  await inspect(page, "quality-figures");
});

test("an administrator posts the months in their order", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/admin");
  const months = page.getByRole("table", { name: words.months });
  // Only the earliest that is open has one.
  await expect(months.getByRole("button")).toHaveCount(1);
  await inspect(page, "quality-months");
  // One month for each language: both go through one server.
  const row = months.getByRole("row").filter({ has: page.getByRole("button") });
  const name = (await row.getByRole("rowheader").first().textContent()) ?? "";
  await row.getByRole("button", { name: put(words.postMonth, name) }).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: put(words.monthIsPosted, name) })).toBeVisible();
  await expect(months.getByRole("row").filter({ hasText: name }).getByRole("button")).toHaveCount(0);
});

/** Rejects a claim as this reviewer, who stays signed in with `request`. */
async function rejected(
  request: Parameters<typeof sendClaim>[0],
  reviewer: Account,
  reference: string,
): Promise<void> {
  const { email, password } = reviewer;
  await request.post("/api/v1/session", { data: { email, password } });
  const path = `/api/v1/review/claims/${reference}`;
  const opened = await request.post(`${path}/open`);
  const version = opened.headers().etag ?? "";
  const answer = await request.post(`${path}/reject`, {
    headers: { "If-Match": version },
    data: { reason: "insufficient_proof", note: "The proof does not show the work." },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}
