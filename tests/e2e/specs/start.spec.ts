// The finished binary serves a page that starts: the release build of the module boots under the
// real content security policy.
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, open } from "../verbs.ts";

test("the calculator stands, and axe has nothing to say", async ({ page, words, inspect }) => {
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await inspect(page, "calculator");
});

test("an address that nobody knows is the page's own to tell", async ({ page, inspect }) => {
  const answer = await page.goto("/no-such-place");
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await inspect(page, "not-found");
});
