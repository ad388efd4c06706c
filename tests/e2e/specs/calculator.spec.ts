// The calculator: by hand and from exports, without an account.
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, open } from "../verbs.ts";
import { put } from "../words.ts";

const exports = ["nordlys-revenue.csv", "nordlys-usage.csv", "nordlys-skills.csv"];

test("points by hand, at once, with what blocks", async ({ page, words, language, inspect }) => {
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await inspect(page, "calculator-empty");
  const big = (text: string) => (language === "da" ? text.replaceAll(",", ".") : text);
  await page.getByLabel(words.netAdds, { exact: true }).fill("3");
  await page.getByLabel(words.intermediate, { exact: true }).fill("5");
  await page.getByLabel(words.advanced, { exact: true }).fill("1");
  await page.getByLabel(words.usageNow, { exact: true }).fill(big("31,000"));
  await page.getByLabel(words.usageBaseline, { exact: true }).fill(big("25,000"));
  await page.getByLabel(words.deployments, { exact: true }).fill("1");
  await expect(page.getByText(language === "da" ? "64,50" : "64.50").first()).toBeVisible();
  await page.getByRole("radio", { name: words.enterprise, exact: true }).check();
  await expect(page.getByText(language === "da" ? "20,14" : "20.14").first()).toBeVisible();
  await expect(page.getByText(put(words.baselineTooLow, big("50,000")))).toBeVisible();
  await inspect(page, "calculator-manual");
  await page.getByLabel(words.deployments, { exact: true }).fill("many");
  await page.getByLabel(words.deployments, { exact: true }).blur();
  await expect(page.getByText(words.notACount)).toBeVisible();
  await inspect(page, "calculator-fault");
});

test("points from the three exports, computed here", async ({ page, words, language, inspect, request }) => {
  const files = [];
  for (const name of exports) {
    const answer = await request.get(`/api/v1/demo/exports/${name}`);
    files.push({ name, mimeType: "text/csv", buffer: await answer.body() });
  }
  await open(page, "/");
  // Nothing leaves the browser: no request carries a file.
  const sent: string[] = [];
  page.on("request", (made) => {
    if (made.method() !== "GET") sent.push(`${made.method()} ${made.url()}`);
  });
  await page.locator("input[type=file]").setInputFiles(files);
  await expect(page.getByText(language === "da" ? "59,57" : "59.57").first()).toBeVisible();
  await expect(page.getByText(words.forecast).first()).toBeVisible();
  await expect(page.getByText(words.window).first()).toBeVisible();
  expect(sent).toEqual([]);
  await inspect(page, "calculator-exports");
});

test("files that are no exports are told with line and column, good rows kept", async ({ page, words, language, inspect }) => {
  await open(page, "/");
  const header = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
  const csv = (name: string, text: string | Buffer) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("input[type=file]").setInputFiles([
    csv("people.csv", "name,age\nAnna,7\n"),
    csv("wide.csv", Buffer.from(header, "utf16le")),
    csv("revenue.csv", `${header}2026-10,DPOR,t,s,Sales,300\n2026-10,DPOR,t,s,Marketing,300\n`),
  ]);
  await expect(page.getByText(words.noKnownColumn)).toBeVisible();
  await expect(page.getByText(words.utf16)).toBeVisible();
  const place = language === "da" ? "linje 3, kolonne 5" : "line 3, column 5";
  await expect(page.getByText(new RegExp(`${words.unknownWorkload}.*${place}`))).toBeVisible();
  await inspect(page, "calculator-bad-files");
});

test("a broken file given again is not counted again", async ({ page, words }) => {
  await open(page, "/");
  const header = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
  const broken = {
    name: "broken.csv",
    mimeType: "text/csv",
    // A quote that is never closed, after a good row.
    buffer: Buffer.from(`${header}2026-10,DPOR,t,s,Sales,300\n2026-10,DPOR,"${"x".repeat(2_000_000)}`),
  };
  await page.locator("input[type=file]").setInputFiles(broken);
  await expect(page.getByText(put(words.rowTooLong, "3", "3"))).toBeVisible();
  await page.locator("input[type=file]").setInputFiles(broken);
  await expect(page.getByText(words.fileTwice)).toBeVisible();
});
