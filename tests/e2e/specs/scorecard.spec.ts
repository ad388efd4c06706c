// The scorecard: a figure unfolds to pairs, rows and rule; any month; files; a hundred thousand pairs.
import { readFile } from "node:fs/promises";
import type { Download, Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { open } from "../verbs.ts";
import type { Words } from "../words.ts";
import { put } from "../words.ts";

const header =
  "FiscalMonthName,PartnerAssociationType,CustomerName,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";

/** Two months, three customers: one came, one stayed, one went; a row that no rule knows. */
const small = `${header}2026-10,DPOR,"Havn, A/S",11111111-1111-4111-8111-111111111111,21111111-1111-4111-8111-111111111111,Sales,900.50
2026-10,CSP Tier 2,"Havn, A/S",11111111-1111-4111-8111-111111111111,21111111-1111-4111-8111-111111111111,Sales,400
2026-10,PAL,"Havn, A/S",11111111-1111-4111-8111-111111111111,21111111-1111-4111-8111-111111111111,Sales,5000
2026-10,DPOR,=Formel ApS,12222222-2222-4222-8222-222222222222,22222222-2222-4222-8222-222222222222,Finance,300
2025-10,DPOR,=Formel ApS,12222222-2222-4222-8222-222222222222,22222222-2222-4222-8222-222222222222,Finance,300
2025-10,DPOR,Skov,13333333-3333-4333-8333-333333333333,23333333-3333-4333-8333-333333333333,Sales,700
2026-10,DPOR,Skov,13333333-3333-4333-8333-333333333333,23333333-3333-4333-8333-333333333333,Nothing,700
`;

async function give(page: Page, name: string, text: string): Promise<void> {
  await page.locator("#exports").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
}

async function stands(page: Page, words: Words): Promise<void> {
  const heading = page.getByRole("heading", { level: 2, name: words.scorecard, exact: true });
  await expect(heading).toBeVisible({ timeout: 30_000 });
}

function grid(page: Page, words: Words): Locator {
  return page.getByRole("grid", { name: words.netAdds });
}

async function downloaded(page: Page, button: Locator): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await button.click();
  const file: Download = await coming;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("a metric unfolds to pairs, a pair to its rows, and both to the rule", async ({ page, words, inspect }) => {
  await open(page, "/portfolio");
  await give(page, "revenue.csv", small);
  await stands(page, words);
  const metric = page.getByRole("article", { name: words.netAdds });
  await metric.getByRole("button", { name: words.netAdds, exact: true }).click();
  await expect(metric.getByRole("link", { name: words.rule }).first()).toHaveAttribute(
    "href",
    "/rules#metric-business_applications-smb-net_customer_adds",
  );
  const rows = grid(page, words).getByRole("rowgroup").nth(1).getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(grid(page, words)).toHaveAttribute("aria-rowcount", "4");
  await expect(rows.first()).toContainText("Havn, A/S");
  // Found by a word, by an ID as it was pasted, and not found.
  const find = metric.getByLabel(words.findPair);
  await find.fill("  FORMEL finance ");
  await expect(rows).toHaveCount(1);
  await expect(metric.getByRole("status")).toHaveText(put(words.pairsFound, "1", "3"));
  await find.fill("{13333333-3333-4333-8333-333333333333}");
  await expect(rows).toContainText(["Skov"]);
  await find.fill("nobody");
  await expect(metric.getByRole("status")).toHaveText(words.noPairFound);
  await find.fill("");
  await expect(rows).toHaveCount(3);
  // Sorted by name, and the other way round.
  const byName = grid(page, words).getByRole("columnheader").first();
  await byName.getByRole("button").click();
  await expect(byName).toHaveAttribute("aria-sort", "ascending");
  await expect(rows.last()).toContainText("Skov");
  await byName.getByRole("button").click();
  await expect(rows.first()).toContainText("Skov");
  // The pair with its associations: one counts, one is smaller, one is set aside.
  await rows.filter({ hasText: "Havn" }).getByRole("button").click();
  const pair = page.locator("#pair-place-net_customer_adds");
  await expect(pair.getByRole("heading", { level: 5 })).toBeFocused();
  await expect(pair.getByText(put(words.firstRow, "revenue.csv", "2")).first()).toBeVisible();
  const associations = pair.getByRole("table").first().getByRole("row");
  await expect(associations.filter({ hasText: "DPOR" })).toContainText(words.pairCounts);
  await expect(associations).toHaveCount(4);
  await inspect(page, "scorecard-unfolded");
  await page.keyboard.press("Escape");
  await expect(pair.getByRole("heading")).toHaveCount(0);
  await expect(rows.filter({ hasText: "Havn" }).getByRole("button")).toBeFocused();
  // What was set aside is told here too.
  await expect(page.getByRole("region", { name: words.asideTitle, exact: true })).toContainText(words.unknownWorkload);
});

test("the score of any month of the data, and what its figures lack", async ({ page, words }) => {
  await open(page, "/portfolio");
  await give(page, "revenue.csv", small);
  await stands(page, words);
  const metric = page.getByRole("article", { name: words.netAdds });
  const month = page.locator("#month");
  await expect(month).toHaveValue("2026-10");
  await expect(page.getByRole("button", { name: words.monthAfter })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: words.monthBefore }).click();
  await expect(month).toHaveValue("2025-10");
  // Two counted then; the year before has no row at all.
  await expect(metric.getByText(words.noRows)).toBeVisible();
  await expect(page.getByRole("button", { name: words.monthBefore })).toHaveAttribute("aria-disabled", "true");
  await month.selectOption("2026-10");
  await expect(metric.getByText(words.noRows)).toHaveCount(0);
});

test("tables as files that a spreadsheet opens as they are meant", async ({ page, words }) => {
  await open(page, "/portfolio");
  await give(page, "revenue.csv", small);
  await stands(page, words);
  const metrics = await downloaded(
    page,
    page.getByRole("button", { name: put(words.download, words.metricsTable), exact: true }),
  );
  expect(metrics.name).toBe("claimdesk-scorecard-2026-10.csv");
  expect(metrics.text).toMatch(/^\uFEFF/);
  const lines = metrics.text.split("\r\n");
  expect(lines).toHaveLength(7);
  expect(lines[1]).toContain(words.netAdds);
  expect(lines[1]).toContain(",2026-10,SMB,2,2,0,0.00,15");
  const metric = page.getByRole("article", { name: words.netAdds });
  await metric.getByRole("button", { name: words.netAdds, exact: true }).click();
  // All pairs, whatever is shown; quoted, and no formula.
  await metric.getByLabel(words.findPair).fill("Skov");
  await expect(metric.getByRole("status")).toHaveText(put(words.pairsFound, "1", "3"));
  const pairs = await downloaded(page, metric.getByRole("button", { name: put(words.download, words.netAdds) }));
  expect(pairs.name).toBe("claimdesk-net_customer_adds-2026-10.csv");
  expect(pairs.text).toContain('"Havn, A/S",11111111-1111-4111-8111-111111111111,Sales,900.5,,900.5,');
  expect(pairs.text).toContain("'=Formel ApS,12222222-2222-4222-8222-222222222222,Finance,300,300,0,");
  expect(pairs.text).toContain("Skov,13333333-3333-4333-8333-333333333333,Sales,,700,-700,");
});

test("an anniversary is kept on this device and opens the renewal's window", async ({ page, words, inspect }) => {
  await open(page, "/portfolio");
  await give(page, "revenue.csv", small);
  await stands(page, words);
  await expect(page.getByRole("heading", { name: words.window })).toBeVisible();
  await page.getByLabel(words.anniversary, { exact: true }).fill("2024-03-31");
  await expect(page.getByRole("heading", { name: words.renewal, exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: words.pointsByMonth }).getByText(words.renewalOpen).first()).toBeVisible();
  await inspect(page, "scorecard-renewal");
  await open(page, "/portfolio");
  await give(page, "revenue.csv", small);
  await stands(page, words);
  await expect(page.getByLabel(words.anniversary, { exact: true })).toHaveValue("2024-03-31");
  await page.getByRole("button", { name: words.noAnniversary }).click();
  await expect(page.getByRole("heading", { name: words.window })).toBeVisible();
});

test("a hundred thousand pairs: only those in view are there, and the keys reach all", async ({ page, words, language }) => {
  const pairs = 100_000;
  const lines = [header];
  for (let number = 0; number < pairs / 2; number++) {
    const tenant = `aaaaaaaa-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
    const name = `Kunde ${((number * 7919) % (pairs / 2)).toString().padStart(5, "0")}`;
    for (const product of ["Sales", "Finance"]) {
      lines.push(`2026-10,DPOR,${name},${tenant},${tenant.replace("aaaaaaaa", "bbbbbbbb")},${product},${number % 900}\n`);
    }
  }
  await open(page, "/portfolio");
  await give(page, "revenue.csv", lines.join(""));
  await stands(page, words);
  const metric = page.getByRole("article", { name: words.netAdds });
  await metric.getByRole("button", { name: words.netAdds, exact: true }).click();
  const list = grid(page, words);
  await expect(list).toHaveAttribute("aria-rowcount", String(pairs + 1));
  const rows = list.getByRole("rowgroup").nth(1).getByRole("row");
  const bounded = async () => expect(await rows.count()).toBeLessThan(60);
  await expect(rows.first()).toBeVisible();
  await bounded();
  const number = (count: number) => count.toLocaleString(language === "da" ? "da-DK" : "en-GB");
  await list.getByRole("columnheader").first().getByRole("button").click();
  await expect(rows.first()).toContainText("Kunde 00000");
  const at = (place: number) => list.locator(`[aria-rowindex="${place + 1}"]`).getByRole("button");
  await at(1).focus();
  await page.keyboard.press("ArrowDown");
  await expect(at(2)).toBeFocused();
  await page.keyboard.press("End");
  await expect(at(pairs)).toBeFocused();
  await expect(at(pairs)).toContainText("Kunde 49999");
  await bounded();
  await page.keyboard.press("PageUp");
  await expect(at(pairs)).not.toBeFocused();
  await page.keyboard.press("Home");
  await expect(at(1)).toBeFocused();
  await bounded();
  await metric.getByLabel(words.findPair).fill("kunde 49997 finance");
  await expect(metric.getByRole("status")).toHaveText(put(words.pairsFound, "1", number(pairs)));
  await expect(rows).toHaveCount(1);
});
