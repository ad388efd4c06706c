// The whole way once: points from exports, a claim in three steps, review, credit for both.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, accounts, chooseInfluenced, expectHeading, fill, open, signIn } from "../verbs.ts";
import type { Language, Words } from "../words.ts";
import { put } from "../words.ts";

const workload = "Business Central";
/** A subscription for each language: both go through one server. */
const subscription: Record<Language, string> = {
  en: "c0b7a7de-3d52-4f7e-8a41-77e3d1f2b905",
  da: "d1c8b8ef-4e63-4f8f-9b52-88f4e2a3ca16",
};

test("a partner claims, a reviewer approves, both are credited", async ({ page, words, language, visitor, inspect, request }) => {
  test.setTimeout(240_000);
  const partner = await account(request, "partner");
  const reviewer = await account(request, "reviewer");
  const seller = (await accounts(request)).find((one) => one.organisation?.startsWith("Kystlicens"));
  if (!seller) throw new Error("the demonstration has no selling partner");

  await signIn(page, words, partner);
  await open(page, "/claims");
  await inspect(page, "claims");
  await page.getByRole("link", { name: words.newClaim }).or(page.getByRole("button", { name: words.newClaim })).first().click();
  await chooseInfluenced(page, words);

  await associate(page, words, language, inspect);
  await influence(page, words, inspect);
  await prove(page, words, inspect);
  const reference = await send(page, words, inspect);

  const desk = await visitor();
  await signIn(desk, words, reviewer);
  await open(desk, "/review");
  await inspect(desk, "review");
  await approve(desk, words, reference, inspect);

  await open(page, `/claims/${reference}`);
  await expect(page.getByText(words.approved, { exact: true }).first()).toBeVisible();
  await inspect(page, "claim-approved");
  await open(page, "/credits");
  await expect(page.getByRole("row").filter({ hasText: reference }).getByText(words.influencing)).toBeVisible();
  await inspect(page, "credits");

  const shop = await visitor();
  await signIn(shop, words, seller);
  await open(shop, "/credits");
  const credited = shop.getByRole("row").filter({ hasText: `Skovbrynet ${language}` });
  await expect(credited.getByText(words.transacting)).toBeVisible();
  // The seller is told of the own credit and of nothing else.
  await expect(shop.getByText(reference)).toHaveCount(0);
  await expect(shop.getByText(partner.organisation ?? "", { exact: true })).toHaveCount(0);
});

type Inspect = (page: Page, name: string) => Promise<void>;

async function associate(page: Page, words: Words, language: Language, inspect: Inspect): Promise<void> {
  await expect(page).toHaveURL(/\/association$/);
  await expectHeading(page, words.association);
  await inspect(page, "association");

  // Nothing is wrong before the button is pressed; then each fault is told twice, with one cure.
  await page.getByRole("button", { name: words.goOn, exact: true }).click();
  const summary = page.getByRole("alert").filter({ hasText: words.problem });
  await expect(summary).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`^${words.errorTitle}`));
  await summary.getByRole("link", { name: words.customerNameMissing }).click();
  await expect(page.getByLabel(words.customerName, { exact: true })).toBeFocused();
  await inspect(page, "association-faults");

  const location = page.getByRole("combobox", { name: words.location });
  if (await location.isVisible()) await location.selectOption({ index: 1 });
  await page.getByRole("radio", { name: words.csp }).check();
  await fill(page, {
    [words.customerName]: `Skovbrynet ${language}`,
    // As it is pasted: in capitals, with blanks around it.
    [words.tenantId]: "  5F1D8C1E-7A34-4C1F-9A0E-2B6F4D9C0A17 ",
    [words.domain]: "https://www.skovbrynet.example/om-os",
    [words.subscriptionId]: subscription[language],
    [words.start]: "2025-06-01",
    [words.seller]: "Kystlicens A/S",
    [words.sellerId]: "6400030",
  });
  await page.getByRole("checkbox", { name: workload, exact: true }).check();
  await page.getByRole("button", { name: words.goOn, exact: true }).click();
}

async function influence(page: Page, words: Words, inspect: Inspect): Promise<void> {
  await expectHeading(page, words.revenue);
  await fill(page, {
    [words.workDone]: "Indførte Business Central i tre lande",
    [words.workedSince]: "2025-07-01",
    [put(words.monthlyRevenue, workload)]: "1800",
    [words.contactName]: "Karen Skov",
    [words.contactTitle]: "Økonomichef",
    [words.contactEmail]: "karen@skovbrynet.example",
  });
  await expect(page.getByLabel(words.ownEmail, { exact: true })).not.toHaveValue("");
  await inspect(page, "revenue");
  // What was typed comes back after a reload.
  await page.reload();
  await expect(page.getByLabel(words.contactName, { exact: true })).toHaveValue("Karen Skov");
  await page.getByRole("button", { name: words.goOn, exact: true }).click();
}

async function prove(page: Page, words: Words, inspect: Inspect): Promise<void> {
  await expectHeading(page, words.proof);
  const files = page.locator("input[type=file]");
  await files.setInputFiles({
    name: "statement-of-work.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from(`%PDF-1.4\n% ${words.proof} ${Date.now()}\n%%EOF\n`),
  });
  await expect(page.getByRole("button", { name: put(words.removeFile, "statement-of-work.pdf") })).toBeVisible();
  await fill(page, { [words.acknowledgedOn]: yesterday() });
  await page.getByRole("checkbox", { name: put(words.namesTenant, "5f1d8c1e-7a34-4c1f-9a0e-2b6f4d9c0a17") }).check();
  await page.getByRole("checkbox", { name: put(words.namesDomain, "skovbrynet.example") }).check();
  await page.getByRole("checkbox", { name: put(words.namesProduct, workload) }).check();
  await inspect(page, "proof");
  await page.getByRole("button", { name: words.goOn, exact: true }).click();
}

/** The new claim's reference. */
async function send(page: Page, words: Words, inspect: Inspect): Promise<string> {
  await expectHeading(page, words.check);
  await expect(page.getByText("skovbrynet.example", { exact: true })).toBeVisible();
  await inspect(page, "check");
  // Pressed twice in a hurry, it is one claim all the same.
  await page.getByRole("button", { name: words.send, exact: true }).dblclick();
  await expectHeading(page, words.sent);
  await inspect(page, "sent");
  const reference = /CD-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page.url())?.[0];
  expect(reference, "the address carries the reference").toBeTruthy();
  await expect(page.getByText(reference ?? "").first()).toBeVisible();
  // The address can be kept: it says the same later.
  await page.reload();
  await expectHeading(page, words.sent);
  return reference ?? "";
}

async function approve(page: Page, words: Words, reference: string, inspect: Inspect): Promise<void> {
  const more = page.getByRole("link", { name: reference });
  await more.click();
  await expect(page.getByText(words.effect)).toBeVisible();
  await inspect(page, "decide");
  await page.getByRole("button", { name: put(words.showFile, "statement-of-work.pdf") }).click();
  // A rejection needs a reason and words; told at the fields.
  await page.getByRole("radio", { name: words.reject, exact: true }).check();
  await page.getByRole("button", { name: words.sendDecision, exact: true }).click();
  const summary = page.getByRole("alert").filter({ hasText: words.problem });
  await expect(summary.getByRole("link", { name: words.reasonMissing })).toBeVisible();
  await expect(summary.getByRole("link", { name: words.noteMissing })).toBeVisible();
  await inspect(page, "decide-faults");
  await page.getByRole("radio", { name: words.approve, exact: true }).check();
  await page.getByRole("button", { name: words.sendDecision, exact: true }).click();
  await expect(page.getByText(words.decisionDone)).toBeVisible();
  // What is due next is one press away.
  const next = page.getByRole("alert").getByRole("link");
  await expect(next).toHaveAttribute("href", /^\/review\/CD-/);
  const there = (await next.getAttribute("href"))?.split("/").at(-1) ?? "";
  expect(there).not.toBe(reference);
  await next.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(there);
}

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
}
