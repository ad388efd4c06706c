// A claim takes five minutes and at most twelve typed answers, for somebody who has never seen it.
import type { Page } from "@playwright/test";
import { Filer } from "../fixtures/filer.ts";
import { expect, test } from "../fixtures/index.ts";
import { exportFiles, granly, subscription as subscriptionOf, tenant } from "../fixtures/partner.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import type { Language, Words } from "../words.ts";
import { put } from "../words.ts";

const MOST_ANSWERS = 12;
const FIVE_MINUTES = 300;
const product = "Business Central";
const customerTenant = "7c1e4f0a-2b3d-4e5f-8a90-1b2c3d4e5f60";
/** A subscription for each language: both go through one server. */
const subscription: Record<Language, string> = {
  en: "e2d9c9f0-5f74-4a90-8c63-99a5f3b4db27",
  da: "f3eadaf1-6085-4ba1-9d74-aab6a4c5ec38",
};

/** The customer of the opportunity: one that has no claim yet, in neither language's run. */
const customer: Record<Language, { number: number; name: string }> = {
  en: { number: 41, name: "Engblomme Gartneri" },
  da: { number: 42, name: "Åkande Gartneri" },
};

/** The invented exports with this customer in the place of another. */
function exportsWith({ number, name }: { number: number; name: string }): ReturnType<typeof exportFiles> {
  const instead = (text: string) =>
    text
      .replaceAll(granly.name, name)
      .replaceAll(tenant(granly.number), tenant(number))
      .replaceAll(subscriptionOf(granly.number), subscriptionOf(number));
  return exportFiles().map((file) => ({ ...file, buffer: Buffer.from(instead(file.buffer.toString())) }));
}

test("from nothing", async ({ page, words, language, request }) => {
  test.setTimeout(180_000);
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/claims");
  const filer = new Filer(page);
  await filer.press(page.getByRole("link", { name: words.newClaim }).first());
  await expectHeading(page, words.whichKind);
  await filer.read();
  await filer.press(page.getByRole("radio", { name: words.kindInfluenced, exact: true }));
  await filer.press(page.getByRole("button", { name: words.goOn, exact: true }));

  await expectHeading(page, words.association);
  await filer.read();
  await chooseLocation(page, words, filer);
  await filer.type(words.customerName, "Lærkevang Byg");
  await filer.paste(words.tenantId, customerTenant);
  await filer.type(words.domain, "laerkevang.example");
  await filer.paste(words.subscriptionId, subscription[language]);
  await filer.type(words.start, "2025-06-01");
  // The seller is the last claim's, which is right here.
  await filer.press(page.getByRole("checkbox", { name: product, exact: true }));
  await filer.press(page.getByRole("button", { name: words.goOn, exact: true }));

  const done = "Business Central i drift på tre lagre, oplæring af fire";
  await work(page, words, filer, { done, since: "2025-07-01", amount: "1800" });
  await proveAndSend(page, words, filer, customerTenant, "laerkevang.example");
  judge("from nothing", language, filer);
});

test("from an opportunity", async ({ page, words, language, request }) => {
  test.setTimeout(180_000);
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/portfolio");
  await page.locator("#exports").setInputFiles(exportsWith(customer[language]));
  const start = page.getByRole("button", { name: put(words.startClaim, product, customer[language].name) });
  await expect(start).toBeVisible();
  const filer = new Filer(page);
  await filer.press(start);

  await expectHeading(page, words.association);
  await filer.read();
  await chooseLocation(page, words, filer);
  await filer.type(words.domain, "gartneri.example");
  await filer.type(words.start, "2025-06-01");
  await filer.press(page.getByRole("button", { name: words.goOn, exact: true }));

  await work(page, words, filer, {});
  await proveAndSend(page, words, filer, tenant(customer[language].number), "gartneri.example");
  judge("from an opportunity", language, filer);
});

/** Who has several locations says which. */
async function chooseLocation(page: Page, words: Words, filer: Filer): Promise<void> {
  const location = page.getByRole("combobox", { name: words.location });
  if (await location.isVisible()) {
    await filer.press(location);
    await location.selectOption({ index: 1 });
  }
}

/** What was done, since when and what it brings, where that is not known; then whom to ask. */
async function work(
  page: Page,
  words: Words,
  filer: Filer,
  unknown: { done?: string; since?: string; amount?: string },
): Promise<void> {
  await expectHeading(page, words.revenue);
  await filer.read();
  if (unknown.done) await filer.type(words.workDone, unknown.done);
  if (unknown.since) await filer.type(words.workedSince, unknown.since);
  if (unknown.amount) await filer.type(put(words.monthlyRevenue, product), unknown.amount);
  await filer.type(words.contactName, "Karen Lærke");
  await filer.type(words.contactTitle, "Direktør");
  await filer.type(words.contactEmail, "karen@byg.example");
  await filer.press(page.getByRole("button", { name: words.goOn, exact: true }));
}

async function proveAndSend(page: Page, words: Words, filer: Filer, tenantId: string, domain: string): Promise<void> {
  await expectHeading(page, words.proof);
  await filer.read();
  const buffer = Buffer.from(`%PDF-1.4\n% ${domain} ${Date.now()}\n%%EOF\n`);
  await filer.give({ name: "proof.pdf", mimeType: "application/pdf", buffer });
  await expect(page.getByRole("button", { name: put(words.removeFile, "proof.pdf") })).toBeVisible();
  await filer.type(words.acknowledgedOn, new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  for (const named of [put(words.namesTenant, tenantId), put(words.namesDomain, domain), put(words.namesProduct, product)]) {
    await filer.press(page.getByRole("checkbox", { name: named }));
  }
  await filer.press(page.getByRole("button", { name: words.goOn, exact: true }));

  await expectHeading(page, words.check);
  await filer.read();
  await filer.press(page.getByRole("button", { name: words.send, exact: true }));
  await expectHeading(page, words.sent);
}

function judge(way: string, language: Language, filer: Filer): void {
  // The figures are what this test is for: they stand in its output.
  console.log(`five minutes, ${way}, ${language}: ${filer.told}`);
  expect(filer.typed.length, filer.typed.join(", ")).toBeLessThanOrEqual(MOST_ANSWERS);
  expect(filer.seconds, filer.told).toBeLessThan(FIVE_MINUTES);
}
