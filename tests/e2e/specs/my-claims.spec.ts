// The list of the own claims: found, ordered, kept when one comes back, given as a file.
import { readFileSync } from "node:fs";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";

async function draft(request: APIRequestContext, customerName: string): Promise<string> {
  const answer = await request.post("/api/v1/claims", { data: { form: { customerName } } });
  expect(answer.status()).toBe(201);
  return ((await answer.json()) as { reference: string }).reference;
}

function rows(page: Page) {
  return page.locator("table.data tbody tr");
}

test("claims are found by how they begin, and the list is as it was for whoever comes back", async ({
  page,
  words,
  language,
  inspect,
  request,
}) => {
  await signIn(page, words, await account(request, "partner"));
  // Names of this language's own: both go through one server.
  const name = (rest: string) => `Zz${language} ${rest}`;
  const first = await draft(page.request, name("Havn"));
  await draft(page.request, name("Anker"));
  await draft(page.request, name("=Formel"));
  await open(page, "/claims");
  await expect(rows(page).filter({ hasText: first })).toBeVisible();
  await inspect(page, "my-claims");

  const find = page.getByLabel(words.findClaims, { exact: true });
  await find.fill(`zz${language}  h`.toUpperCase());
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(name("Havn"));
  await expect(find).toBeFocused();
  await expect(page).toHaveURL(/\/claims\?find=/);
  await find.fill(first.toLowerCase());
  await expect(rows(page)).toHaveCount(1);
  await find.fill(`zz${language}`);
  await expect(rows(page)).toHaveCount(3);
  await inspect(page, "my-claims-found");

  // Back from a claim, by the browser and by a link, and after a reload.
  await page.getByRole("link", { name: first }).click();
  await expect(page).toHaveURL(new RegExp(first));
  await page.goBack();
  await expect(find).toHaveValue(`zz${language}`);
  await expect(rows(page)).toHaveCount(3);
  await open(page, `/claims/${first}`);
  await page.getByRole("link", { name: words.claims, exact: true }).first().click();
  await expectHeading(page, words.claims);
  await expect(find).toHaveValue(`zz${language}`);
  await expect(rows(page)).toHaveCount(3);
  await page.reload();
  await expect(rows(page)).toHaveCount(3);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: words.claimsAsFile }).click(),
  ]);
  const text = readFileSync((await download.path()) ?? "", "utf8");
  expect(text.trim().split("\r\n")).toHaveLength(4);
  expect(text).toContain(name("Anker"));

  await find.fill("nobody is called so");
  await expect(page.getByText(words.noneFound)).toBeVisible();
  await inspect(page, "my-claims-none");
  await page.getByRole("button", { name: words.showAllClaims, exact: true }).click();
  await expect(find).toHaveValue("");
  await expect(find).toBeFocused();
  await expect(page).toHaveURL(/\/claims$/);

  await page.getByLabel(words.claimsOrder, { exact: true }).selectOption(words.claimsByCustomer);
  await expect(page).toHaveURL(/sort=customer&order=desc/);
  await page.getByRole("checkbox", { name: words.onlyWaiting }).check();
  await expect(page).toHaveURL(/waits=partner/);
  const ordered = ["Havn", "Anker", "=Formel"].map(name);
  await expect(rows(page).filter({ hasText: name("") })).toContainText(ordered);
});

test("an answer that comes late is not shown over a newer one", async ({ page, words, language, request }) => {
  await signIn(page, words, await account(request, "partner"));
  const name = (rest: string) => `Yy${language} ${rest}`;
  await draft(page.request, name("Gammel"));
  await draft(page.request, name("Ny"));
  await open(page, "/claims");
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let asked = () => {};
  const slow = new Promise<void>((resolve) => (asked = resolve));
  await page.route(/find=[^&]*Gammel/, async (route) => {
    asked();
    await held;
    await route.continue();
  });
  const find = page.getByLabel(words.findClaims, { exact: true });
  await find.fill(name("Gammel"));
  await slow;
  await find.fill(name("Ny"));
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(name("Ny"));
  const late = page.waitForResponse(/find=[^&]*Gammel/);
  release();
  await (await late).finished();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await expect(rows(page)).toContainText(name("Ny"));
});

test("a list that did not come says so and is asked for again", async ({ page, words, faults, request }) => {
  await signIn(page, words, await account(request, "partner"));
  faults.expect(503, /\/claims/);
  await page.route(/\/api\/v1\/claims\?/, (route) => route.fulfill({ status: 503, body: "" }), { times: 1 });
  await open(page, "/claims");
  const again = page.getByRole("alert").getByRole("button");
  await again.click();
  await expect(rows(page).first()).toBeVisible();
});
