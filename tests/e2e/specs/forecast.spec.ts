// The months to come, where claims are missing, the plan, and a claim begun from it.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { claimsFile, exportFiles, fjordbo, granly, month, strandgaard, subscription, tenant } from "../fixtures/partner.ts";
import { account, expectHeading, open } from "../verbs.ts";
import type { Language, Words } from "../words.ts";
import { put } from "../words.ts";

const product = "Business Central";
/** From here on claims that are sent today count in any case. */
const target = 3;

/** Points as the language writes them. */
function points(language: Language, text: string): string {
  return language === "da" ? text.replace(".", ",") : text;
}

/** A month in words. */
function named(language: Language, after: number): string {
  const locale = language === "da" ? "da-DK" : "en-GB";
  const date = new Date(`${month(after)}-15T12:00:00Z`);
  return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(date);
}

async function giveExports(page: Page): Promise<void> {
  await page.locator("#exports").setInputFiles(exportFiles());
  await expect(page.getByRole("listbox")).toBeVisible();
}

/** The totals of a month in the table behind the chart. */
async function totals(page: Page, language: Language, after: number): Promise<string[]> {
  const row = page.locator("#forecast-table").getByRole("row").filter({ hasText: named(language, after) });
  return (await row.getByRole("cell").allTextContents()).slice(0, 3);
}

test("three readings side by side, by keyboard and as a table", async ({ page, words, language, inspect }) => {
  await open(page, "/portfolio");
  const asked: string[] = [];
  page.on("request", (made) => {
    if (made.url().includes("/api/v1/claims")) asked.push(made.url());
  });
  await giveExports(page);
  await page.locator("#claims-file").setInputFiles(claimsFile());
  await expect(page.getByText(put(words.claimsRead, "claims.json", "3"))).toBeVisible();
  await page.getByText(words.forecastTable, { exact: true }).click();
  const exact = (...texts: string[]) => texts.map((text) => points(language, text));
  await expect.poll(() => totals(page, language, target)).toEqual(exact("62.00", "65.00", "68.00"));
  // Growth and a deployment of three months ago are in the baseline then, and the claim a month later.
  expect(await totals(page, language, 10)).toEqual(exact("38.00", "41.00", "44.00"));
  expect((await totals(page, language, 11)).at(0)).toBe(points(language, "35.00"));
  await expect(page.getByText(words.neverQualifies).first()).toBeVisible();

  // One stop for the Tab key; arrow keys within. What is heard is the option.
  const months = page.getByRole("listbox", { name: words.forecastMonths });
  await months.focus();
  await months.press("End");
  await expect(page.getByRole("heading", { name: put(words.storyOf, named(language, 12)) })).toBeVisible();
  await months.press("Home");
  for (let step = 0; step < 5 + target; step++) await months.press("ArrowRight");
  const chosen = months.getByRole("option", { selected: true });
  await expect(chosen).toHaveAttribute(
    "aria-label",
    put(words.forecastPoint, named(language, target), ...exact("62.00", "65.00", "68.00")),
  );
  expect(await months.getAttribute("aria-activedescendant")).toBe(await chosen.getAttribute("id"));
  await expect(page.getByRole("heading", { name: put(words.storyOf, named(language, target)) })).toBeVisible();
  await page.getByRole("radio", { name: words.readingPending }).check();
  await expect(page.locator(".story").getByText(points(language, "65.00"), { exact: true })).toBeVisible();

  // Why it falls: the pair by its name.
  const comes = page.getByRole("region", { name: words.comesAndGoes });
  await expect(comes.getByText(put(words.joinsBaseline, `Bakkehuset Bageri – ${product}`))).toBeVisible();
  await inspect(page, "forecast");

  // A claim that is switched off counts no more.
  await page.getByRole("checkbox", { name: "A-1", exact: true }).uncheck();
  await expect.poll(() => totals(page, language, target)).toEqual(exact("59.00", "62.00", "65.00"));
  expect(asked, "nobody is signed in").toEqual([]);
});

test("a claims file with faults is told by claim and field", async ({ page, words }) => {
  await open(page, "/portfolio");
  const faulty = JSON.stringify([{ id: "C-9", association: "CPOR RevRec", state: "granted", customerTenantId: "x" }]);
  // Given among the exports, it is known for what it is.
  await page.locator("#exports").setInputFiles({
    name: "faulty.json",
    mimeType: "application/json",
    buffer: Buffer.from(faulty),
  });
  await expect(page.getByText(put(words.claimsFaults, "faulty.json"))).toBeVisible();
  await expect(page.getByText("state:").first()).toBeVisible();
  await expect(page.getByText(/C-9/).first()).toBeVisible();
});

test("opportunities are ticked, the plan is made, and a claim begins with what is known", async ({
  page,
  words,
  language,
  inspect,
  request,
}) => {
  await open(page, "/portfolio");
  await giveExports(page);
  await page.locator("#claims-file").setInputFiles(claimsFile());
  await page.getByLabel(words.countsIn, { exact: true }).selectOption(month(target));
  const list = page.getByRole("region", { name: words.opportunities, exact: true });
  const names = list.getByRole("checkbox");
  await expect(names).toHaveCount(3);
  // By gain, then by known revenue.
  await expect(list.getByRole("row").nth(1)).toContainText(granly.name);
  await expect(list.getByRole("row").nth(2)).toContainText(words.revenueNotKnown);
  await expect(list.getByRole("row").nth(3)).toContainText(strandgaard.name);
  await page.getByLabel(words.findOpportunity, { exact: true }).fill("fjord");
  await expect(names).toHaveCount(1);
  await page.getByLabel(words.findOpportunity, { exact: true }).fill("");

  const sum = (gain: string, ticked: number, total: string) =>
    put(words.tickedSum, points(language, gain), named(language, target), String(ticked), points(language, total));
  await list.getByRole("checkbox", { name: `${granly.name} – ${product}` }).check();
  await expect(page.getByText(sum("+3.00", 1, "71.00"))).toBeVisible();
  await page.getByText(words.forecastTable, { exact: true }).click();
  await expect
    .poll(async () => (await totals(page, language, target)).at(2))
    .toBe(points(language, "71.00"));
  await page.getByRole("button", { name: words.clearTicks }).click();

  // The plan: one claim more than is sent and drafted.
  await expect(page.getByRole("heading", { name: put(words.planFor, named(language, target)) })).toBeVisible();
  const plan = put(words.planOne, named(language, target), points(language, "71.00"), points(language, "68.00"));
  await expect(page.getByText(plan)).toBeVisible();
  await page.getByRole("button", { name: words.planTick }).click();
  await expect(page.getByText(sum("+3.00", 1, "71.00"))).toBeVisible();
  await inspect(page, "opportunities");
  // Where growth is gone, claims alone cannot.
  await page.getByLabel(words.countsIn, { exact: true }).selectOption(month(10));
  await expect(page.getByText(put(words.planNever, named(language, 10)))).toBeVisible();
  await page.getByLabel(words.countsIn, { exact: true }).selectOption(month(target));

  // Two are begun one after the other; the second waits.
  await page.getByRole("button", { name: words.clearTicks }).click();
  await list.getByRole("checkbox", { name: `${granly.name} – ${product}` }).check();
  await list.getByRole("checkbox", { name: `${fjordbo.name} – ${product}` }).check();
  await expect(page.getByText(/2 (ticked|hak)/)).toBeVisible();
  await page.getByRole("button", { name: words.startTicked }).click();
  await signInHere(page, words, request);
  await expect(page).toHaveURL(/\/claims\/CD-[^/]+\/association$/);
  // The first by name of tenant.
  await expectKnown(page, words, fjordbo);

  await open(page, "/portfolio");
  await expect(page.getByRole("heading", { name: words.oneMoreToStart })).toBeVisible();
  await page.getByRole("button", { name: new RegExp(granly.name) }).first().click();
  await expect(page).toHaveURL(/\/claims\/CD-[^/]+\/association$/);
  await expectKnown(page, words, granly);
  await page.getByRole("link", { name: words.portfolio }).or(page.locator("a[href='/portfolio']")).first().click();
  await expectHeading(page, words.portfolio);
  await expect(page.getByRole("heading", { name: words.oneMoreToStart })).toHaveCount(0);
});

async function signInHere(page: Page, words: Words, request: Parameters<typeof account>[0]): Promise<void> {
  const partner = await account(request, "partner");
  // The key that carries the claim is in the address, and nothing of the customer.
  await expect(page).toHaveURL(/\/claims\/new\?from=[0-9a-f]{32}$/);
  await page.getByLabel(words.email, { exact: true }).fill(partner.email);
  await page.getByLabel(words.password, { exact: true }).fill(partner.password);
  await page.getByRole("button", { name: words.signIn, exact: true }).click();
}

async function expectKnown(page: Page, words: Words, customer: { number: number; name: string }): Promise<void> {
  await expectHeading(page, words.association);
  await expect(page.getByLabel(words.customerName, { exact: true })).toHaveValue(customer.name);
  await expect(page.getByLabel(words.tenantId, { exact: true })).toHaveValue(tenant(customer.number));
  await expect(page.getByLabel(words.subscriptionId, { exact: true })).toHaveValue(subscription(customer.number));
  await expect(page.getByRole("checkbox", { name: product, exact: true })).toBeChecked();
}
