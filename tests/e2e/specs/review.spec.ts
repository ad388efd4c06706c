// In whose hands a claim is, and what the partner will read, before anything is decided.
import { expect, test } from "../fixtures/index.ts";
import { sendClaim } from "../fixtures/sent.ts";
import { account, accounts, open, signIn } from "../verbs.ts";
import type { Language } from "../words.ts";
import { put } from "../words.ts";

/** A partner and a customer of its own for each language: both go through one server. */
const claims: Record<Language, { partner: string; customer: string }> = {
  en: { partner: "Havblik Consulting", customer: "Skovly Møbler" },
  da: { partner: "Fjordvang ApS", customer: "Vestervang Is" },
};

test("a reviewer finds a claim by partner, takes it, hands it over and puts it back", async ({
  page,
  words,
  language,
  inspect,
  request,
}) => {
  const reviewer = await account(request, "reviewer");
  const colleague = (await accounts(request)).filter((one) => one.role === "reviewer")[1];
  if (!colleague) throw new Error("the demonstration has no second reviewer");
  const { partner, customer } = claims[language];
  const claimant = (await accounts(request)).find((one) => one.organisation === partner);
  if (!claimant) throw new Error(`the demonstration has nobody of ${partner}`);
  const reference = await sendClaim(request, claimant, customer);

  await signIn(page, words, reviewer);
  await open(page, "/review");
  const partners = page.getByRole("combobox", { name: words.partner });
  const option = partners.locator("option").filter({ hasText: partner });
  await partners.selectOption((await option.getAttribute("value")) ?? "");
  const queue = page.getByRole("table", { name: words.review, exact: true });
  const rows = queue.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(rows.filter({ hasNotText: partner })).toHaveCount(0);
  await page.getByRole("combobox", { name: words.whoHasIt }).selectOption("nobody");
  await expect(rows.filter({ hasText: reviewer.name })).toHaveCount(0);
  await inspect(page, "review-of-one-partner");

  await rows.filter({ hasText: reference }).getByRole("link").click();
  const hands = page.getByRole("region", { name: words.whoReviews });
  // Who looks at a claim that nobody has, has it.
  await expect(hands.getByText(words.youHaveIt)).toBeVisible();

  await hands.getByText(words.handOver, { exact: true }).first().click();
  await hands.getByRole("button", { name: words.handOver }).click();
  await expect(page.getByRole("alert").filter({ hasText: words.problem })).toBeFocused();
  await hands.getByRole("combobox", { name: words.handOverTo }).selectOption({ label: colleague.name });
  await hands.getByRole("button", { name: words.handOver }).click();
  await expect(hands.getByText(put(words.hasIt, colleague.name))).toBeVisible();
  await expect(page.getByText(put(words.assignedTo, colleague.name))).toBeVisible();
  await inspect(page, "review-handed-over");

  await hands.getByRole("button", { name: words.takeIt }).click();
  await expect(hands.getByText(words.youHaveIt)).toBeVisible();

  await page.getByRole("radio", { name: words.askPartner }).check();
  await page.getByLabel(words.wordsForPartner, { exact: true }).fill("Which workload is it about?");
  const preview = page.getByRole("region", { name: words.partnerReads });
  await expect(preview.getByText("Which workload is it about?")).toBeVisible();
  await inspect(page, "review-preview");

  await hands.getByRole("button", { name: words.putBack }).click();
  await expect(hands.getByText(words.nobodyHasIt)).toBeVisible();
});
