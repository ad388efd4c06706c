// A program that files claims with a token, from making the token to ending it.
import { expect, test } from "../fixtures/index.ts";
import { widen } from "../fixtures/narrow.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";

test("a token is made, used by a program, and ended", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/notices");
  await page.getByRole("link", { name: words.tokensLink }).click();
  await expectHeading(page, words.tokens);

  // What is missing is said at the fields, and the summary leads there.
  const name = page.getByLabel(words.tokenName, { exact: true });
  const add = page.getByRole("button", { name: words.addToken });
  await add.click();
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("link", { name: words.tokenNameMissing })).toBeVisible();
  await expect(summary.getByRole("link", { name: words.tokenScopesMissing })).toBeVisible();
  await inspect(page, "tokens-wrong");

  // By keyboard alone.
  await name.fill("ERP, nightly");
  await page.getByRole("checkbox", { name: words.tokenReads }).press("Space");
  await page.getByRole("checkbox", { name: words.tokenFiles }).press("Space");
  await page.getByLabel(words.tokenDays).selectOption("30");
  await name.press("Enter");
  const made = page.getByRole("region", { name: words.tokenSecret, exact: true });
  await expect(made).toBeFocused();
  const secret = (await made.locator("code").textContent()) ?? "";
  expect(secret).toMatch(/^cd_[0-9a-f]{72}$/);
  for (const width of [360, 768, 1280]) await widen(page, width);
  await inspect(page, "tokens-secret");
  await made.getByRole("button", { name: words.secretKept }).click();
  await expect(made).toBeHidden();
  const card = page.getByRole("region", { name: "ERP, nightly", exact: true });
  await expect(card.getByText(words.tokenUnused)).toBeVisible();

  // The program has no cookie, and does what the token may and no more.
  const headers = { authorization: `Bearer ${secret}` };
  const filed = await request.post("/api/v1/claims", { headers, data: { form: {} } });
  expect(filed.status()).toBe(201);
  expect((await request.get("/api/v1/credits", { headers })).status()).toBe(403);
  expect((await request.get("/api/v1/tokens", { headers })).status()).toBe(403);
  await open(page, "/tokens");
  await expect(card.getByText(words.tokenUsed)).toBeVisible();
  await inspect(page, "tokens");

  await card.getByRole("button", { name: words.endToken, exact: true }).click();
  await card.getByRole("button", { name: words.keepToken }).click();
  await card.getByRole("button", { name: words.endToken, exact: true }).click();
  await card.getByRole("button", { name: words.endTokenForGood }).click();
  await expect(page.getByText(words.tokenEnded)).toBeVisible();
  await expect(card).toBeHidden();
  expect((await request.get("/api/v1/claims", { headers })).status()).toBe(401);
});

test("who files no claims makes no tokens", async ({ page, words, request }) => {
  await signIn(page, words, await account(request, "reviewer"));
  await open(page, "/tokens");
  await expect(page.getByRole("button", { name: words.addToken })).toBeHidden();
});
