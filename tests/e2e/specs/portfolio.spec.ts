// The portfolio: points from exports, without an account.
import { writeFile } from "node:fs/promises";
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, open } from "../verbs.ts";
import { put } from "../words.ts";

const exports = ["nordlys-revenue.csv", "nordlys-usage.csv", "nordlys-skills.csv"];

test("points from the three exports, computed here", async ({ page, words, language, inspect, request }) => {
  const files = [];
  for (const name of exports) {
    const answer = await request.get(`/api/v1/demo/exports/${name}`);
    files.push({ name, mimeType: "text/csv", buffer: await answer.body() });
  }
  await open(page, "/");
  await page.getByRole("link", { name: words.toPortfolio }).click();
  await expectHeading(page, words.portfolio);
  await inspect(page, "portfolio-empty");
  // Nothing leaves the browser: no request carries a file.
  const sent: string[] = [];
  page.on("request", (made) => {
    if (made.method() !== "GET") sent.push(`${made.method()} ${made.url()}`);
  });
  await page.locator("#exports").setInputFiles(files);
  await expect(page.getByText(language === "da" ? "67,07" : "67.07").first()).toBeVisible();
  await expect(page.getByText(words.forecast).first()).toBeVisible();
  await expect(page.getByText(words.window).first()).toBeVisible();
  expect(sent).toEqual([]);
  await inspect(page, "portfolio-exports");
});

test("files that are no exports are told with line and column, good rows kept", async ({ page, words, language, inspect }) => {
  await open(page, "/portfolio");
  const header = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
  const csv = (name: string, text: string | Buffer) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("#exports").setInputFiles([
    csv("people.csv", "name,age\nAnna,7\n"),
    csv("wide.csv", Buffer.from(header, "utf16le")),
    csv("revenue.csv", `${header}2026-10,DPOR,t,s,Sales,300\n2026-10,DPOR,t,s,Marketing,300\n`),
  ]);
  await expect(page.getByText(words.noKnownColumn)).toBeVisible();
  await expect(page.getByText(words.utf16)).toBeVisible();
  const place = language === "da" ? "linje 3, kolonne 5" : "line 3, column 5";
  const told = page.getByRole("listitem").getByText(new RegExp(`${words.unknownWorkload}.*${place}`));
  await expect(told).toBeVisible();
  await inspect(page, "portfolio-bad-files");
});

test("a broken file given again is not counted again", async ({ page, words }, info) => {
  await open(page, "/portfolio");
  const header = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
  // From the disk: a file is known by its name, size and time.
  const broken = info.outputPath("broken.csv");
  // A quote that is never closed, after a good row.
  await writeFile(broken, `${header}2026-10,DPOR,t,s,Sales,300\n2026-10,DPOR,"${"x".repeat(2_000_000)}`);
  await page.locator("#exports").setInputFiles(broken);
  await expect(page.getByText(put(words.rowTooLong, "3", "3"))).toBeVisible();
  await page.locator("#exports").setInputFiles(broken);
  await expect(page.getByText(words.fileTwice)).toBeVisible();
});
