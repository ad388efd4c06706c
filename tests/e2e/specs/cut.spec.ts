// The connection is cut in each step of a claim. The page says so, keeps all that was typed, and sends
// it when the connection is back; what was sent twice, because an answer was lost, is there once.
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, chooseInfluenced, expectHeading, open, signIn } from "../verbs.ts";
import type { Words } from "../words.ts";
import { put } from "../words.ts";

const product = "Business Central";

interface Kept {
  form: Record<string, unknown>;
  evidence: unknown[];
  events: { made: string }[];
}

/** The claim as the server has it. */
async function kept(page: Page): Promise<Kept> {
  const reference = /CD-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page.url())?.[0];
  const answer = await page.request.get(`/api/v1/claims/${reference}`);
  return (await answer.json()) as Kept;
}

/** Types without a connection: the page says that it is kept here, and what was typed stays. */
async function typeWithout(context: BrowserContext, page: Page, words: Words, answers: Record<string, string>): Promise<void> {
  await context.setOffline(true);
  for (const [label, text] of Object.entries(answers)) await page.getByLabel(label, { exact: true }).fill(text);
  await expect(page.getByText(words.notSaved).first()).toBeVisible();
  await expect(page.getByText(words.keptHere)).toBeVisible();
}

/** The connection is back: without a hand on the page the server has all of it. */
async function comesBack(context: BrowserContext, page: Page, words: Words, answers: Record<string, string>): Promise<void> {
  await context.setOffline(false);
  await expect(page.getByText(words.notSaved)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(new RegExp(words.saved.replace("{0}", ".+"))).first()).toBeVisible();
  await page.reload();
  for (const [label, text] of Object.entries(answers)) {
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(text);
  }
}

test("in each step, and nothing is lost", async ({ page, context, words, language, faults, request }) => {
  test.setTimeout(240_000);
  faults.mayFail();
  const onward = page.getByRole("button", { name: words.goOn, exact: true });
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/claims");
  await page.getByRole("link", { name: words.newClaim }).or(page.getByRole("button", { name: words.newClaim })).first().click();
  await chooseInfluenced(page, words);

  await expectHeading(page, words.association);
  const tenant = "6a1e3c5b-7d9f-4b2a-8c4e-1f3d5b7a9c08";
  const association = {
    [words.customerName]: `Bruddet ${language}`,
    [words.tenantId]: tenant,
    [words.domain]: "bruddet.example",
    [words.subscriptionId]: `6a1e3c5b-7d9f-4b2a-8c4e-${language === "en" ? "1" : "2"}f3d5b7a9c08`,
    [words.start]: "2025-06-01",
  };
  await typeWithout(context, page, words, association);
  // Going on without a connection loses nothing either.
  await page.getByRole("checkbox", { name: product, exact: true }).check();
  await comesBack(context, page, words, association);
  await expect(page.getByRole("checkbox", { name: product, exact: true })).toBeChecked();
  const location = page.getByRole("combobox", { name: words.location });
  if (await location.isVisible()) await location.selectOption({ index: 1 });
  await onward.click();

  await expectHeading(page, words.revenue);
  const revenue = {
    [words.workDone]: "Indførte Business Central i et tog uden forbindelse",
    [words.workedSince]: "2025-07-01",
    [put(words.monthlyRevenue, product)]: "180",
    [words.contactName]: "Karen Brud",
    [words.contactTitle]: "Direktør",
    [words.contactEmail]: "karen@bruddet.example",
  };
  await typeWithout(context, page, words, revenue);
  await comesBack(context, page, words, revenue);
  await onward.click();

  await expectHeading(page, words.proof);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const proof = { [words.acknowledgedOn]: yesterday };
  await context.setOffline(true);
  const buffer = Buffer.from(`%PDF-1.4\n% ${language} ${Date.now()}\n%%EOF\n`);
  await page.locator("input[type=file]").setInputFiles({ name: "proof.pdf", mimeType: "application/pdf", buffer });
  await expect(page.getByText(words.noConnection)).toBeVisible();
  await typeWithout(context, page, words, proof);
  for (const named of [put(words.namesTenant, tenant), put(words.namesDomain, "bruddet.example"), put(words.namesProduct, product)]) {
    await page.getByRole("checkbox", { name: named }).check();
  }
  await context.setOffline(false);
  await expect(page.getByRole("button", { name: put(words.removeFile, "proof.pdf") })).toBeVisible({ timeout: 40_000 });
  await comesBack(context, page, words, proof);
  await expect(page.getByRole("checkbox", { name: put(words.namesTenant, tenant) })).toBeChecked();
  expect((await kept(page)).evidence).toHaveLength(1);
  await onward.click();

  // Sent without a connection, it says so and is not sent.
  await expectHeading(page, words.check);
  const send = page.getByRole("button", { name: words.send, exact: true });
  await context.setOffline(true);
  await send.click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expectHeading(page, words.check);
  await context.setOffline(false);
  // Sent, and the answer is lost on its way back: sent again, it is one claim, sent once.
  await page.route(
    /\/submit$/,
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await send.click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  if (await send.isVisible()) await send.click();
  await expectHeading(page, words.sent);
  const sent = (await kept(page)).events.filter((event) => event.made === "submit");
  expect(sent).toHaveLength(1);
});
