// The papers of a claim: the template for the customer's signature comes back as the proof, and
// what the text of a proof does not name is hinted at, for the partner and for the reviewer.
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import type { Language } from "../words.ts";
import { put } from "../words.ts";

interface Claim {
  reference: string;
  version: number;
}

/** Customers of their own for each language: both go through one server. */
const tenants: Record<Language, [string, string]> = {
  en: ["e1000000-0000-4000-8000-000000000001", "e1000000-0000-4000-8000-000000000002"],
  da: ["da000000-0000-4000-8000-000000000001", "da000000-0000-4000-8000-000000000002"],
};

test("a signed template is a proof without a hint, and another customer's is not", async ({
  page,
  words,
  language,
  visitor,
  inspect,
  request,
}) => {
  test.setTimeout(180_000);
  await signIn(page, words, await account(request, "partner"));
  const [own, others] = tenants[language];
  const claim = await draft(page, own, ["Business Central", "Power BI"]);
  const other = await draft(page, others, ["Power BI"]);

  await open(page, `/claims/${claim.reference}/proof`);
  await expectHeading(page, words.proof);
  const danish = await download(page, page.getByRole("link", { name: words.templateDanish }));
  expect(danish.name).toBe(`Dokumentation for udført arbejde ${claim.reference}.pdf`);
  const english = await download(page, page.getByRole("link", { name: words.templateEnglish }));
  expect(english.name).toBe(`Proof of execution ${claim.reference}.pdf`);
  for (const file of [danish, english]) expect(file.content.subarray(0, 5).toString()).toBe("%PDF-");

  const signed = language === "da" ? danish : english;
  await give(page, "signed.pdf", signed.content);
  await expect(page.getByRole("button", { name: put(words.removeFile, "signed.pdf") })).toBeVisible();
  await expect(page.getByText(words.hints)).toHaveCount(0);
  await inspect(page, "papers-proof");

  await page.getByRole("button", { name: put(words.removeFile, "signed.pdf") }).click();
  const theirs = await page.request.get(`/api/v1/claims/${other.reference}/template?language=${language}`);
  await give(page, "theirs.pdf", await theirs.body());
  await expect(page.getByText(words.hintTenant)).toBeVisible();
  await expect(page.getByText(put(words.hintProduct, "Business Central"))).toBeVisible();
  await expect(page.getByText(put(words.hintProduct, "Power BI"))).toHaveCount(0);
  await inspect(page, "papers-hints");

  // What is hinted at follows the form; and it keeps nobody from going on.
  await page.getByLabel(words.acknowledgedOn, { exact: true }).fill("2026-01-05");
  const day = language === "da" ? "5. jan. 2026" : "5 Jan 2026";
  await expect(page.getByText(put(words.hintDay, day))).toBeVisible();
  await page.getByLabel(words.acknowledgedOn, { exact: true }).fill(yesterday());
  await expect(page.getByText(put(words.hintDay, day))).toHaveCount(0);
  await page.getByRole("button", { name: words.goOn, exact: true }).click();
  await expectHeading(page, words.check);
  await expect(page.getByText(words.hintTenant)).toBeVisible();
  await inspect(page, "papers-check");
  await page.getByRole("button", { name: words.send, exact: true }).click();
  await expectHeading(page, words.sent);

  await open(page, `/claims/${claim.reference}`);
  const bundle = await download(page, page.getByRole("link", { name: words.bundleDanish }));
  expect(bundle.name).toBe(`Partner Center ${claim.reference}.zip`);
  expect(bundle.content.subarray(0, 2).toString()).toBe("PK");
  await inspect(page, "papers-claim");

  const desk = await visitor();
  await signIn(desk, words, await account(request, "reviewer"));
  await open(desk, `/review/${claim.reference}`);
  await expect(desk.getByText(words.hintTenant)).toBeVisible();
  const pack = await download(desk, desk.getByRole("link", { name: words.pack }));
  expect(pack.name).toBe(`Evidence ${claim.reference}.zip`);
  await inspect(desk, "papers-review");
});

/** A draft with every answer, made without the page: this spec is about what comes after. */
async function draft(page: Page, tenant: string, products: string[]): Promise<Claim> {
  const session = await (await page.request.get("/api/v1/session")).json();
  const form = {
    partnerLocationId: session.user.organisation.locations[0],
    customerName: "Ærø Færger",
    customerTenantId: tenant,
    customerDomain: "aeroefaerger.example",
    subscriptionId: tenant.replace("-4000-8000-", "-4000-9000-"),
    channel: "csp",
    subscriptionStart: "2025-06-01",
    transactingPartnerName: "Kystlicens A/S",
    transactingPartnerId: "6400030",
    products: products.map((workload) => ({ workload, monthlyRevenueUsd: "800.00" })),
    workDone: "Indførte økonomistyring på tre øer.",
    workedSince: "2025-07-01",
    customerContactName: "Karen Skov",
    customerContactTitle: "Økonomichef",
    customerContactEmail: "karen@aeroefaerger.example",
    partnerContactName: session.user.name,
    partnerContactEmail: session.user.email,
    acknowledgedOn: yesterday(),
    proofNamesTenant: true,
    proofNamesDomain: true,
    proofProducts: products,
  };
  const answer = await page.request.post("/api/v1/claims", { data: { form } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Claim;
}

async function give(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/pdf", buffer });
}

async function download(page: Page, link: Locator): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
}
