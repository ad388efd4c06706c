// The rules: made from the programme, with places that the rest of the page links to.
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, open } from "../verbs.ts";
import { put } from "../words.ts";

test("the tables of both tracks, and axe has nothing to say", async ({ page, words, inspect }) => {
  await open(page, "/");
  await page.getByRole("navigation").getByRole("link", { name: words.rules }).click();
  await expectHeading(page, words.rules);
  const table = (track: string) => page.getByRole("table", { name: put(words.rulesMetrics, track) });
  await expect(table("SMB").getByRole("row")).toHaveCount(6);
  await expect(table("Enterprise")).toContainText(/1[.,]500/);
  await inspect(page, "rules");
});

test("a designation is chosen in the page and kept in the address", async ({ page, words, inspect }) => {
  await open(page, "/rules");
  const table = (track: string) => page.getByRole("table", { name: put(words.rulesMetrics, track) });
  await page.getByLabel(words.rulesDesignation, { exact: true }).selectOption({ label: "Solutions Partner for Security" });
  await page.getByLabel(words.rulesTrack, { exact: true }).selectOption({ label: "SMB" });
  await expect(page).toHaveURL(/\?designation=security&track=smb$/);
  await expect(table("SMB").getByRole("row")).toHaveCount(5);
  await expect(table("Enterprise")).toHaveCount(0);
  await page.reload();
  await expect(table("SMB").getByRole("row")).toHaveCount(5);
  await expect(page.getByLabel(words.rulesTrack, { exact: true })).toHaveValue("smb");
  await inspect(page, "rules-security");
});

test("a link to a metric, a rule, a reading, a source or a word leads there", async ({ page }) => {
  for (const anchor of [
    "metric-security-smb-intermediate_certifications",
    "rule-acknowledgement_dated",
    "reading-3",
    "source-BA26",
    "term-mcv",
  ]) {
    await open(page, `/rules#${anchor}`);
    const place = page.locator(`#${anchor}`);
    await expect(place).toBeFocused();
    await expect(place).toBeInViewport();
    // The next is a document of its own, not a leap within this one.
    await page.goto("about:blank");
  }
});

test("sources are a step away from what rests on them, and back is back", async ({ page, words }) => {
  await open(page, "/rules?designation=modern_work");
  const usage = page.locator(".card", { has: page.locator("#metric-modern_work-smb-usage_growth") });
  await expect(usage).toContainText(words.rulesAllAt);
  await expect(usage).toContainText("CPOR: 500 · CSP: 2");
  await usage.getByRole("link", { name: "MW26" }).click();
  await expect(page).toHaveURL(/\?designation=modern_work#source-MW26$/);
  await expect(page.locator("#source-MW26")).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/\?designation=modern_work$/);
});

test("the programme's own prose says what language it is in", async ({ page, words, language }) => {
  await open(page, "/rules");
  const readings = page.locator("section", { has: page.getByRole("heading", { name: words.rulesReadings }) });
  const subject = readings.getByRole("heading", { level: 3 }).first();
  await expect(subject).toHaveText("What a net customer add is");
  const marked = subject.locator("[lang=en]");
  await expect(marked).toHaveCount(language === "da" ? 1 : 0);
  if (language === "da") await expect(marked).toBeVisible();
});

test("going from the portfolio to a rule and back keeps what was read", async ({ page, words }) => {
  await open(page, "/portfolio");
  const header = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
  const buffer = Buffer.from(`${header}2026-10,DPOR,t,s,Sales,300\n`);
  await page.locator("input[type=file]").setInputFiles([{ name: "revenue.csv", mimeType: "text/csv", buffer }]);
  await expect(page.getByText("revenue.csv").first()).toBeVisible();
  await page.getByRole("contentinfo").getByRole("link", { name: words.rulesAndSources }).click();
  await expectHeading(page, words.rules);
  await page.goBack();
  await expectHeading(page, words.portfolio);
  await expect(page.getByText("revenue.csv").first()).toBeVisible();
});
