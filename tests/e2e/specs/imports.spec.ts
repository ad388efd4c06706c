// Bringing exports in: archives, folders, columns of another name, and what is kept here.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page, TestInfo } from "@playwright/test";
import type { Member } from "../archives.ts";
import { zip } from "../archives.ts";
import { expect, test } from "../fixtures/index.ts";
import { open } from "../verbs.ts";
import { put } from "../words.ts";

const header =
  "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
const rows = `${header}2026-09,DPOR,t,s,Sales,300\n2026-10,DPOR,t,s,Sales,300\n`;
const usage =
  "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionID,Workload,MAU\n2026-10,DPOR,t,s,Business Central,12\n";

async function give(page: Page, ...files: { name: string; content: string | Buffer }[]): Promise<void> {
  await page.locator("#exports").setInputFiles(
    files.map(({ name, content }) => ({ name, mimeType: "", buffer: Buffer.from(content) })),
  );
}

/** The line of a file in the list. */
function line(page: Page, name: string) {
  return page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
}

/** Files on the disk, for a folder to be chosen. */
async function folder(info: TestInfo, files: Record<string, string | Buffer>): Promise<string> {
  const root = info.outputPath("exports");
  for (const [name, content] of Object.entries(files)) {
    const path = `${root}/${name}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return root;
}

test("archives are unpacked here: zip and gz, packed and stored", async ({ page, words, inspect }) => {
  await open(page, "/portfolio");
  const members: Member[] = [
    { name: "2026/revenue.csv", text: rows },
    { name: "2026/usage.tsv", text: usage.replaceAll(",", "\t"), stored: true },
    { name: "2026/notes.pdf", text: "%PDF" },
    { name: "__MACOSX/2026/._revenue.csv", text: "x" },
  ];
  await give(page, { name: "exports.zip", content: zip(members) }, { name: "more.csv.gz", content: gzipSync(rows) });
  await expect(line(page, "exports.zip").getByText(put(words.opened, "2"))).toBeVisible();
  await expect(line(page, "exports.zip:2026/revenue.csv").getByText(put(words.fileRead, words.revenueExport, "2"))).toBeVisible();
  await expect(line(page, "exports.zip:2026/usage.tsv").getByText(put(words.fileRead, words.usageExport, "1"))).toBeVisible();
  await expect(line(page, "more.csv.gz").getByText(put(words.fileRead, words.revenueExport, "2"))).toBeVisible();
  await expect(page.getByText(put(words.filesRead, "3"))).toBeVisible();
  await inspect(page, "imports-archives");
});

test("hostile and broken archives are told by name, and good files beside them count", async ({ page, words, inspect }) => {
  await open(page, "/portfolio");
  const good = zip([{ name: "a.csv", text: rows }]);
  const damaged = Buffer.from(zip([{ name: "a.csv", text: rows, stored: true }]));
  // A digit of the last row: behind the header of 30 bytes and the name of 5.
  const digit = 35 + rows.length - 2;
  damaged[digit] = (damaged[digit] ?? 0) ^ 1;
  await give(
    page,
    { name: "bomb.zip", content: zip([{ name: "bomb.csv", text: header + "0".repeat(5_000_000), says: 100 }]) },
    { name: "secret.zip", content: zip([{ name: "secret.csv", text: rows, encrypted: true }]) },
    { name: "cut.zip", content: good.subarray(0, -30) },
    { name: "damaged.zip", content: damaged },
    { name: "pictures.zip", content: zip([{ name: "a.png", text: "x" }]) },
    { name: "cut.csv.gz", content: gzipSync(rows.repeat(50)).subarray(0, -12) },
    { name: "book.xlsx", content: zip([{ name: "[Content_Types].xml", text: "<x/>" }]) },
    { name: "good.zip", content: good },
  );
  await expect(line(page, "bomb.zip:bomb.csv").getByText(words.zipLength)).toBeVisible();
  await expect(line(page, "secret.zip:secret.csv").getByText(words.zipEncrypted)).toBeVisible();
  await expect(line(page, "cut.zip").getByText(words.zipNoDirectory)).toBeVisible();
  await expect(line(page, "damaged.zip:a.csv").getByText(words.zipChecksum)).toBeVisible();
  await expect(line(page, "pictures.zip").getByText(words.nothingInside)).toBeVisible();
  await expect(line(page, "cut.csv.gz").getByText(words.damaged)).toBeVisible();
  await expect(line(page, "book.xlsx").getByText(/CSV/)).toBeVisible();
  await expect(line(page, "good.zip:a.csv").getByText(put(words.fileRead, words.revenueExport, "2"))).toBeVisible();
  await inspect(page, "imports-hostile");
});

test("a folder is looked into", async ({ page, words }, info) => {
  await open(page, "/portfolio");
  const root = await folder(info, {
    "2026/revenue.csv": rows,
    "2026/usage.csv": usage,
    "2026/picture.png": "x",
    ".hidden/revenue.csv": rows,
  });
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: words.chooseFolder }).click();
  await (await asked).setFiles(root);
  await expect(line(page, "exports/2026/revenue.csv").getByText(put(words.fileRead, words.revenueExport, "2"))).toBeVisible();
  await expect(line(page, "exports/2026/usage.csv").getByText(put(words.fileRead, words.usageExport, "1"))).toBeVisible();
  await expect(page.getByText(put(words.passedOver, "2"))).toBeVisible();
});

test("what is cancelled does not count, and can be read again", async ({ page, words }, info) => {
  // However fast the machine: the file's first piece is there only when the test says so.
  await page.addInitScript(() => {
    const gate = globalThis as unknown as { held: boolean };
    const read = Blob.prototype.arrayBuffer;
    gate.held = true;
    Blob.prototype.arrayBuffer = async function () {
      while (gate.held) await new Promise((later) => setTimeout(later, 20));
      return read.call(this);
    };
  });
  await open(page, "/portfolio");
  const large = info.outputPath("large.csv");
  const month = (number: number) => `2026-${String((number % 12) + 1).padStart(2, "0")}`;
  const many = Array.from({ length: 40_000 }, (_, at) => `${month(at)},DPOR,t${at % 5000},s${at},Sales,300\n`);
  await writeFile(large, header + many.join(""));
  await page.locator("#exports").setInputFiles(large);
  const hold = (held: boolean) => page.evaluate((now) => ((globalThis as unknown as { held: boolean }).held = now), held);
  await page.getByRole("button", { name: put(words.cancelFile, "large.csv") }).click();
  await hold(false);
  await expect(line(page, "large.csv").getByText(words.cancelled)).toBeVisible();
  await expect(page.locator("#scorecard")).toBeHidden();
  await hold(true);
  await page.getByRole("button", { name: put(words.againFile, "large.csv") }).click();
  await expect(line(page, "large.csv").getByRole("progressbar")).toBeVisible();
  await hold(false);
  await expect(page.getByRole("button", { name: put(words.removeExport, "large.csv") })).toBeVisible();
  await expect(page.locator("#scorecard")).toBeVisible();
});

test("columns of other names are asked for once, and remembered", async ({ page, words, inspect }) => {
  await open(page, "/portfolio");
  const text = "Periode,Art,Kunde,Aftale,Produkt,Beløb,Land\n2026-10,DPOR,t,s,Sales,300,DK\n";
  await give(page, { name: "own.csv", content: text });
  await expect(line(page, "own.csv").getByText(words.noKnownColumn)).toBeVisible();
  await page.getByRole("button", { name: put(words.chooseColumnsFile, "own.csv") }).click();
  // What is needed and not said yet is told by name.
  await page.getByRole("button", { name: words.readSo }).click();
  await expect(page.getByRole("alert").getByText(put(words.columnsMissing, words.columnMonth).slice(0, -1))).toBeVisible();
  await inspect(page, "imports-columns");
  const columns: [string, string][] = [
    [words.columnMonth, "Periode"],
    [words.columnAssociation, "Art"],
    [words.columnTenant, "Kunde"],
    [words.columnSubscription, "Aftale"],
    [words.columnWorkload, "Produkt"],
    [words.columnAmount, "Produkt"],
  ];
  const choose = async (label: string, column: string) => {
    const select = page.getByLabel(label, { exact: true });
    const option = select.locator("option").filter({ hasText: new RegExp(`^${column}( |$)`) });
    await select.selectOption((await option.getAttribute("value")) ?? "");
  };
  for (const [label, column] of columns) await choose(label, column);
  await page.getByRole("button", { name: words.readSo }).click();
  await expect(page.getByRole("alert").getByText(/Produkt/)).toBeVisible();
  await choose(words.columnAmount, "Beløb");
  await page.getByRole("button", { name: words.readSo }).click();
  await expect(line(page, "own.csv").getByText(put(words.fileRead, words.revenueExport, "1"))).toBeVisible();

  // After a reload a file with this header is read at once; the choice can be taken back.
  await open(page, "/portfolio");
  await give(page, { name: "own-again.csv", content: text.replace("2026-10", "2026-11") });
  const own = line(page, "own-again.csv");
  await expect(own.getByText(put(words.fileRead, words.revenueExport, "1"))).toBeVisible();
  await own.getByText(put(words.columnsUnderstood, "6", "7")).click();
  await expect(own.getByRole("cell", { name: "Beløb" })).toBeVisible();
  await own.getByRole("button", { name: words.forgetColumns }).click();
  await expect(own.getByText(words.noKnownColumn)).toBeVisible();
});

test("a header that leaves a choice is asked about before a row counts", async ({ page, words }) => {
  await open(page, "/portfolio");
  const twice = `${header.trim()},Workloads\n2026-10,DPOR,t,s,Marketing,300,Sales\n`;
  await give(page, { name: "twice.csv", content: twice });
  await expect(line(page, "twice.csv").getByText(put(words.columnsDoubtful, words.columnWorkload))).toBeVisible();
  await page.getByRole("button", { name: put(words.chooseColumnsFile, "twice.csv") }).click();
  await page.getByLabel(words.columnWorkload, { exact: true }).selectOption("6");
  await page.getByRole("button", { name: words.readSo }).click();
  await expect(line(page, "twice.csv").getByText(put(words.fileRead, words.revenueExport, "1"))).toBeVisible();
  await expect(page.getByText(words.unknownWorkload)).toBeHidden();
});

test("files are kept on this device if asked, and deleted", async ({ page, words, inspect }) => {
  await open(page, "/portfolio");
  const long = header + "2026-10,DPOR,t,s,Sales,300\n".repeat(5000);
  await give(page, { name: "a.csv", content: rows }, { name: "b.zip", content: zip([{ name: "c.csv", text: long }]) });
  await expect(page.getByText(put(words.filesRead, "2"))).toBeVisible();
  await page.getByLabel(words.keep).check();
  const kept = new RegExp(put(words.kept, "2", ".*", ".*").replaceAll(".", "\\.").replaceAll("\\.*", ".*"));
  await expect(page.getByText(kept)).toBeVisible();
  // The links to the parts of the page stay at the top: nothing is to lie half under them.
  await page.evaluate(() => scrollTo(0, 0));
  await inspect(page, "imports-kept");

  await open(page, "/portfolio");
  await expect(line(page, "a.csv").getByText(put(words.fileRead, words.revenueExport, "2"))).toBeVisible();
  await expect(line(page, "b.zip:c.csv")).toBeVisible();
  await expect(page.getByLabel(words.keep)).toBeChecked();
  // The same file given again is not counted again.
  await page.getByRole("button", { name: words.keepDelete }).click();
  await expect(page.getByText(kept)).toBeHidden();
  await expect(page.getByLabel(words.keep)).not.toBeChecked();

  await open(page, "/portfolio");
  await expect(page.getByRole("button", { name: words.trySample })).toBeVisible();
  await expect(line(page, "a.csv")).toBeHidden();
});

test("where nothing may be kept it works, and says so", async ({ page, words }) => {
  await page.addInitScript(() => {
    const denied = { get: () => { throw new DOMException("denied", "SecurityError"); } };
    Object.defineProperty(window, "indexedDB", denied);
    Object.defineProperty(window, "localStorage", denied);
  });
  await open(page, "/portfolio");
  await give(page, { name: "a.csv", content: rows });
  await expect(page.getByText(put(words.fileRead, words.revenueExport, "2"))).toBeVisible();
  await page.getByLabel(words.keep).click();
  await expect(page.getByText(words.keepForbidden)).toBeVisible();
  await expect(page.getByLabel(words.keep)).not.toBeChecked();
});

test("invented figures at a click, marked as such and gone at a click", async ({ page, words, language, inspect }) => {
  await open(page, "/portfolio");
  await page.getByRole("button", { name: words.trySample }).click();
  await expect(page.getByText(words.sampleHere)).toBeVisible();
  // With the approved claim of the example.
  await expect(page.getByText(language === "da" ? "70,07" : "70.07").first()).toBeVisible();
  await inspect(page, "imports-sample");
  // Own files and invented ones do not mix.
  await give(page, { name: "a.csv", content: rows });
  await expect(page.getByText(words.sampleWent)).toBeVisible();
  await expect(page.getByText(words.sampleHere)).toBeHidden();
  await page.getByRole("button", { name: put(words.removeExport, "a.csv") }).click();
  await page.getByRole("button", { name: words.trySample }).click();
  await page.getByRole("button", { name: words.sampleRemove }).click();
  await expect(page.getByRole("button", { name: words.trySample })).toBeVisible();
});
