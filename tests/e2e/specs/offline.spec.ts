// Without a connection: what needs no server works, what needs it says so, and a new version is
// offered and never forced.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { Door } from "../fixtures/versions.ts";
import { expectHeading, open } from "../verbs.ts";

/** Waits until the worker has all it needs. */
async function prepared(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active?.state !== "activated") {
      await new Promise((resolve) => active?.addEventListener("statechange", resolve, { once: true }));
    }
  });
}

const next = "0123456789abcdef";

/** Opens the page and marks it by its title, lets a new version come out, and has the browser look for it. */
async function offered(page: Page, baseURL: string | undefined): Promise<{ door: Door; before: string | null }> {
  const door = await Door.to(baseURL ?? "");
  await open(page, door.address);
  await prepared(page);
  const before = await shownVersion(page);
  door.update(next);
  // As the browser does by itself from time to time.
  await page.evaluate(async () => {
    document.title = "still here";
    await (await navigator.serviceWorker.ready).update();
  });
  return { door, before };
}

const shownVersion = (page: Page) => page.locator("script[data-version]").getAttribute("data-version");

test("calculator, portfolio and rules after one visit to the calculator alone", async ({
  page,
  context,
  words,
  faults,
  inspect,
}) => {
  await open(page, "/");
  await prepared(page);
  faults.mayFail();
  await context.setOffline(true);
  await expect(page.getByText(words.offline, { exact: true })).toBeVisible();
  await inspect(page, "offline");

  await page.reload();
  await expectHeading(page, words.calculator);
  await expect(page.getByText(words.offline, { exact: true })).toBeVisible();

  await open(page, "/portfolio");
  await expectHeading(page, words.portfolio);
  const header = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
  const buffer = Buffer.from(`${header}2026-10,DPOR,t,s,Sales,300\n`);
  await page.locator("input[type=file]").setInputFiles([{ name: "revenue.csv", mimeType: "text/csv", buffer }]);
  await expect(page.getByText("revenue.csv").first()).toBeVisible();

  await open(page, "/rules#source-BA26");
  await expectHeading(page, words.rules);
  await expect(page.locator("#source-BA26")).toBeFocused();

  await context.setOffline(false);
  await expect(page.getByText(words.offline, { exact: true })).toBeHidden();
});

test("what needs the server says so, and goes on when it is back", async ({ page, context, words, faults }) => {
  await open(page, "/sign-in");
  await open(page, "/claims");
  await prepared(page);
  // The worker is there now: what this page was made of is kept on the way.
  await open(page, "/claims");
  faults.mayFail();
  await context.setOffline(true);
  await page.reload();
  await expectHeading(page, words.noAnswer);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: words.signIn })).toBeVisible();
});

test("nothing of the API is kept", async ({ page }) => {
  await open(page, "/");
  await prepared(page);
  await open(page, "/portfolio");
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
  });
  expect(kept).toContain("/");
  expect(kept.filter((path) => path.startsWith("/api"))).toEqual([]);
  // What is behind the sign-in is not fetched for those who are not there.
  expect(kept.filter((path) => /claimdesk-(desk|review)/.test(path))).toEqual([]);
});

test("a new version is offered, and loaded when the reader says so", async ({ page, words, baseURL, inspect }) => {
  const { door, before } = await offered(page, baseURL);
  await expect(page.getByText(words.newVersion)).toBeVisible();
  await inspect(page, "new-version");
  expect(await shownVersion(page)).toBe(before);
  expect(await page.title()).toBe("still here");

  await page.getByRole("button", { name: words.loadIt }).focus();
  await page.keyboard.press("Enter");
  await expectHeading(page, words.calculator);
  await expect.poll(() => shownVersion(page)).toBe(next);
  await expect(page.getByText(words.newVersion)).toBeHidden();
  await door.close();
});

test("who has the new version already is not asked, and who says later is left alone", async ({
  page,
  context,
  words,
  baseURL,
}) => {
  const { door, before } = await offered(page, baseURL);
  await page.getByRole("button", { name: words.later }).click();
  await expect(page.getByText(words.newVersion)).toBeHidden();
  expect(await shownVersion(page)).toBe(before);

  // A document is asked of the server first: another tab gets the new one, and its worker.
  const other = await context.newPage();
  await open(other, door.address);
  expect(await shownVersion(other)).toBe(next);
  await expect
    .poll(() => other.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting === null))
    .toBe(true);
  await expect(other.getByText(words.newVersion)).toBeHidden();
  // The first tab is as it was.
  expect(await shownVersion(page)).toBe(before);
  await door.close();
});
