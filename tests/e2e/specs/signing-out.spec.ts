// What is left of a person in the browser once they signed out: nothing but what only they see again.
import { expect, test } from "../fixtures/index.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";

test("whoever signs out leaves nothing in other tabs, on the way back or in the storage", async ({
  page,
  context,
  words,
  request,
}) => {
  const partner = await account(request, "partner");
  await signIn(page, words, partner);
  await open(page, "/claims");
  await expectHeading(page, words.claims);
  const other = await context.newPage();
  await open(other, "/claims");
  await expectHeading(other, words.claims);
  // What another part of the page may have left in this tab.
  await page.evaluate(() => sessionStorage.setItem("claimdesk.claims-to-start", "[]"));

  await page.getByRole("button", { name: words.signOut, exact: true }).click();
  await expect(page).toHaveURL(/\/$/);
  await expectHeading(page, words.calculator);
  await expect(page.getByText(partner.name)).toHaveCount(0);

  // The other tab was not touched, and the server told it nothing.
  await expectHeading(other, words.signIn);
  // The demonstration lists everybody; the head of the page names who is signed in.
  await expect(other.getByRole("link", { name: partner.name, exact: true })).toHaveCount(0);

  await page.goBack();
  await expectHeading(page, words.signIn);

  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).not.toContain(partner.email);
  expect(kept).not.toContain(partner.name);
});

test("whoever cannot be signed out is told that they still are signed in", async ({
  page,
  words,
  faults,
  inspect,
  request,
}) => {
  const partner = await account(request, "partner");
  await signIn(page, words, partner);
  faults.mayFail();
  await page.route("**/api/v1/session", (route) =>
    route.request().method() === "DELETE" ? route.abort("connectionfailed") : route.continue(),
  );
  await page.getByRole("button", { name: words.signOut, exact: true }).click();
  await expect(page.getByText(words.stillSignedIn, { exact: true })).toBeVisible();
  await inspect(page, "still-signed-in");
});
