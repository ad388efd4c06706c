// Many claims from a table: faults at row and column, good rows as drafts, and never twice.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

function table(mark: string): { name: string; mimeType: string; buffer: Buffer } {
  const subscription = (number: number) => `${mark}0000${number}-7b1d-4c55-8f3a-2f6f0f0d1a01`;
  const rows = [
    "Kunde;Tenant ID;SubscriptionId;Products;MonthlyRevenueUsd",
    `Mange Et;3f2504e0-4f89-41d3-9a0c-0305e82c3301;${subscription(1)};Business Central;1.200,50`,
    `Mange To;nonsense;${subscription(2)};Business Central;900`,
    `Mange Tre;3f2504e0-4f89-41d3-9a0c-0305e82c3302;${subscription(3)};Business Central;900`,
  ];
  return { name: "claims.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${rows.join("\r\n")}`) };
}

async function found(page: Page, mark: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/claims?find=${mark}0000`);
  return ((await answer.json()) as { claims: unknown[] }).claims.length;
}

test("good rows become drafts once, and the others say what is wrong", async ({ page, words, language, faults, inspect, request }) => {
  faults.mayFail();
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/claims/many");
  await expectHeading(page, words.manyClaims);
  // IDs of this language's own: both go through one server.
  const mark = language === "da" ? "ab1" : "ab2";
  const file = table(mark);
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByRole("heading", { name: put(words.rowsRead, "3", "2") })).toBeFocused();
  await expect(page.getByRole("row").filter({ hasText: "Mange To" })).toContainText("Tenant ID: ");
  await inspect(page, "many-read");

  // The connection is lost after the first row; the next press goes on where it was.
  let made = 0;
  await page.route(/\/api\/v1\/claims$/, (route) => {
    made += 1;
    return made === 1 ? route.continue() : route.abort("connectionreset");
  });
  await page.getByRole("button", { name: words.fileRows, exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await found(page, mark)).toBe(1);
  await page.unroute(/\/api\/v1\/claims$/);
  await page.getByRole("alert").getByRole("button").click();
  await expect(page.getByText(words.rowsDone)).toBeVisible();
  expect(await found(page, mark)).toBe(2);
  await inspect(page, "many-filed");

  await page.reload();
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: words.fileRows, exact: true }).click();
  await expect(page.getByText(words.rowsDone)).toBeVisible();
  await expect(page.getByText(words.rowThere)).toHaveCount(2);
  expect(await found(page, mark)).toBe(2);
});

test("a table that is none says why", async ({ page, words, request }) => {
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/claims/many");
  const give = (text: string) =>
    page.locator("input[type=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await give("one,two\n1,2\n");
  await expect(page.getByRole("alert")).toContainText(words.noColumnKnown);
  await give("CustomerName\n" + "Fjord\n".repeat(501));
  await expect(page.getByRole("alert")).toContainText("500");
});
