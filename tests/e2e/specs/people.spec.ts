// Signing in, who sees what, and pages that are not there.
import { expect, test } from "../fixtures/index.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";

test("a wrong password is told, and a right one signs in and out", async ({ page, words, faults, inspect, request }) => {
  const partner = await account(request, "partner");
  await open(page, "/sign-in");
  await inspect(page, "sign-in");
  faults.expect(401, /session/);
  await page.getByLabel(words.email, { exact: true }).fill(partner.email);
  await page.getByLabel(words.password, { exact: true }).fill("not the password");
  await page.getByRole("button", { name: words.signIn, exact: true }).click();
  await expect(page.getByText(words.wrongPassword)).toBeVisible();
  await inspect(page, "sign-in-wrong");
  await signIn(page, words, partner);
  await page.getByRole("button", { name: words.signOut }).click();
  await expect(page.getByRole("link", { name: words.signIn }).first()).toBeVisible();
});

test("an administrator sees who is here", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/admin");
  await expectHeading(page, words.admin);
  await expect(page.getByText("Nordlys A/S", { exact: true }).first()).toBeVisible();
  await inspect(page, "admin");
});

test("an address that is not there says so", async ({ page, inspect }) => {
  await open(page, "/no-such-page");
  await inspect(page, "not-found");
});
