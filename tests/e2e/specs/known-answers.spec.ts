// Which kind of recognition it is, and what need not be typed because it was told before.
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, chooseInfluenced, expectHeading, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

/** A claim of the own organisation that was sent, as the server knows it. */
interface Sent {
  reference: string;
  answers: { customerName: string; customerTenantId: string; customerContactName: string; transactingPartnerName: string };
}

/** The customer of the claim that was changed last, asked with the page's own session. */
async function lastTold(page: Page): Promise<Sent> {
  const answer = await page.request.get("/api/v1/claims/customers");
  const known = (await answer.json()) as { customers: Sent[] };
  const [last] = known.customers;
  if (!last) throw new Error("the demonstration has no claim that was sent");
  return last;
}

test("the kind is asked once, and another kind says what to do instead", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/claims/new");
  await expectHeading(page, words.whichKind);
  await inspect(page, "kind");

  await page.getByRole("button", { name: words.goOn, exact: true }).click();
  const summary = page.getByRole("alert").filter({ hasText: words.problem });
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: words.kindMissing }).click();
  await expect(page.getByRole("radio", { name: words.kindInfluenced, exact: true })).toBeFocused();
  await inspect(page, "kind-faults");

  // By the keyboard: one down is the next kind.
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: words.kindUsage, exact: true })).toBeChecked();
  await page.keyboard.press("Enter");
  await expectHeading(page, words.usageTitle);
  await expect(page).toHaveURL(/\/claims\/kind\/usage$/);
  await inspect(page, "kind-usage");
  await page.getByRole("link", { name: words.chooseKindAgain, exact: true }).click();

  await chooseInfluenced(page, words);
  await expect(page).toHaveURL(/\/association$/);
  // Not asked again; and there is a way back to the question.
  await open(page, "/claims/new");
  await expect(page).toHaveURL(/\/association$/);
  await page.getByRole("link", { name: words.anotherKind, exact: true }).click();
  await expectHeading(page, words.whichKind);
  await expect(page.getByRole("radio", { name: words.kindInfluenced, exact: true })).toBeChecked();
});

test("a customer seen before is offered, taken by a press and given back by another", async ({
  page,
  words,
  inspect,
  request,
}) => {
  await signIn(page, words, await account(request, "partner"));
  const { reference, answers } = await lastTold(page);
  await open(page, "/claims/new");
  await chooseInfluenced(page, words);
  await expect(page).toHaveURL(/\/association$/);
  // The seller of the last claim stands there, and it is said that it is.
  await expect(page.getByLabel(words.seller, { exact: true })).toHaveValue(answers.transactingPartnerName);
  await expect(page.getByText(put(words.sellerFrom, reference))).toBeVisible();

  const tenant = page.getByLabel(words.tenantId, { exact: true });
  await page.getByLabel(words.customerName, { exact: true }).pressSequentially(answers.customerName.slice(0, 5));
  const offer = page.getByRole("button", { name: put(words.useLastTime, answers.customerName) }).first();
  await expect(offer).toBeVisible();
  // Nothing is filled in before it is pressed.
  await expect(tenant).toHaveValue("");
  await inspect(page, "known-offered");
  await offer.press("Enter");
  await expect(page.getByText(words.filledIn)).toBeVisible();
  await expect(tenant).toHaveValue(answers.customerTenantId);
  await expect(page.getByLabel(words.customerName, { exact: true })).toHaveValue(answers.customerName);
  await inspect(page, "known-taken");
  await page.getByRole("button", { name: words.undo, exact: true }).click();
  await expect(tenant).toHaveValue("");
  await expect(page.getByLabel(words.customerName, { exact: true })).toBeFocused();
});

test("an offer that comes late does not move the field somebody is typing in", async ({ page, words, request }) => {
  await signIn(page, words, await account(request, "partner"));
  const { answers } = await lastTold(page);
  await open(page, "/claims/new");
  await chooseInfluenced(page, words);
  await expect(page).toHaveURL(/\/association$/);

  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/v1/claims/customers?*", async (route) => {
    await asked;
    await route.continue();
  });
  await page.getByLabel(words.customerName, { exact: true }).fill(answers.customerName);
  const typing = page.getByLabel(words.subscriptionId, { exact: true });
  await typing.focus();
  // The offer's place is in view above it.
  await typing.evaluate((element) => element.scrollIntoView({ block: "end" }));
  const offer = page.getByRole("button", { name: put(words.useLastTime, answers.customerName) }).first();
  await expect(offer).toBeHidden();
  const before = await typing.boundingBox();
  answer();
  await expect(offer).toBeAttached();
  await expect.poll(async () => await typing.boundingBox()).toEqual(before);
  await expect(typing).toBeInViewport();
});

test("a decided claim is copied as a new one, without what has to be new", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "partner"));
  const approved = await anApprovedClaim(page.request);
  await open(page, `/claims/${approved.reference}`);
  await inspect(page, "claim-copy");
  await page.getByRole("button", { name: words.copyClaim, exact: true }).click();
  await expect(page).toHaveURL(/\/association$/);
  await expect(page).not.toHaveURL(new RegExp(approved.reference));
  await expect(page.getByLabel(words.customerName, { exact: true })).toHaveValue(approved.customerName);
  await expect(page.getByLabel(words.tenantId, { exact: true })).not.toHaveValue("");
  await expect(page.getByLabel(words.subscriptionId, { exact: true })).toHaveValue("");
  await expect(page.getByLabel(words.start, { exact: true })).toHaveValue("");
  await page.goto(page.url().replace("association", "revenue"));
  await expect(page.getByLabel(words.workDone, { exact: true })).not.toHaveValue("");
  await page.goto(page.url().replace("revenue", "proof"));
  await expect(page.getByLabel(words.acknowledgedOn, { exact: true })).toHaveValue("");
});

async function anApprovedClaim(request: APIRequestContext): Promise<{ reference: string; customerName: string }> {
  const answer = await request.get("/api/v1/claims?state=approved");
  const page = (await answer.json()) as { claims: { reference: string; customerName: string }[] };
  const [first] = page.claims;
  if (!first) throw new Error("the demonstration has no approved claim");
  return first;
}
