// Signing in with an identity provider, from the button to signing out on either side.
import type { Page } from "@playwright/test";
import { freePort } from "../fixtures/binary.ts";
import { test as base, expect } from "../fixtures/index.ts";
import { openProvider, signInThere, signOutThere, told, withoutFonts } from "../fixtures/provider.ts";
import { serve } from "../fixtures/server.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import { put, type Words } from "../words.ts";

// A server of the spec's own: one that has met its provider keeps the description for an hour, and whom
// it was told to connect for good, so that the second language would not begin where the first did.
const test = base.extend<{ port: number }>({
  port: async ({}, use) => use(await freePort()),
  baseURL: async ({ port }, use) => {
    const { more, environment } = told(port);
    const server = await serve(more, environment);
    await use(server.origin);
    await server.remove();
  },
});

/** Presses the button until the provider is asked again: it is left alone for a while after it was down. */
async function toProvider(page: Page, words: Words, issuer: string) {
  await expect(async () => {
    await open(page, "/sign-in");
    await page.getByRole("link", { name: put(words.signInWith, "Example") }).click();
    await page.waitForURL(`${issuer}/**`, { timeout: 2_000 });
  }).toPass();
}

test("a provider signs people in, with their role and organisation, and out", async ({
  page,
  visitor,
  words,
  inspect,
  request,
  baseURL,
  port,
}) => {
  const here = baseURL ?? "";
  const issuer = `http://127.0.0.1:${port}`;
  await withoutFonts(page);

  // It is down: that is told, and passwords work all the same.
  await open(page, "/sign-in");
  await page.getByRole("link", { name: put(words.signInWith, "Example") }).click();
  await expect(page.getByRole("alert")).toContainText(words.providerUnavailable);
  await inspect(page, "provider-unavailable");
  await signIn(page, words, await account(request, "partner"));
  await page.getByRole("button", { name: words.signOut }).click();
  await expectHeading(page, words.calculator);

  const admin = await account(request, "administrator");
  const provider = await openProvider(port, here, {
    vera: { name: "Vera Holm", email: "vera@nordlys.example", roles: ["partner"], organisation: "6100001" },
    nils: { name: "Nils Uden", email: "nils@nordlys.example" },
    boss: { name: admin.name, email: admin.email, roles: ["administrator"] },
  });
  try {
    await toProvider(page, words, issuer);
    await signInThere(page, "vera");
    await expectHeading(page, words.claims);
    await expect(page.getByText("Vera Holm · Nordlys A/S")).toBeVisible();

    // Out, and out there as well.
    await page.getByRole("button", { name: words.signOut }).click();
    await signOutThere(page);
    await expect(page).toHaveURL(`${here}/`);
    await expectHeading(page, words.calculator);
    await expect(page.getByRole("link", { name: words.signIn }).first()).toBeVisible();

    // From a page that needs it one comes back to that page; the provider ends the session.
    await open(page, "/credits");
    await inspect(page, "provider-here");
    await page.getByRole("link", { name: put(words.signInWith, "Example") }).click();
    await signInThere(page, "vera");
    await expectHeading(page, words.credits);
    await page.goto(`${issuer}/session/end`);
    await signOutThere(page);
    await expect(async () => {
      const session = await page.request.get("/api/v1/session");
      expect(await session.json()).toMatchObject({ user: null });
    }).toPass();

    // Without a role nobody is let in, and it is said what the administrator has to do.
    const other = await visitor();
    await withoutFonts(other);
    await toProvider(other, words, issuer);
    await signInThere(other, "nils");
    await expect(other.getByRole("alert")).toContainText(words.providerNoRole);
    await inspect(other, "provider-no-role");

    // An account is not taken by its e-mail: an administrator connects the two.
    const boss = await visitor();
    await withoutFonts(boss);
    await toProvider(boss, words, issuer);
    await signInThere(boss, "boss");
    await expect(boss.getByRole("alert")).toContainText(words.providerAccountExists);
    await signIn(page, words, admin);
    await open(page, "/admin");
    const waiting = page.getByRole("region", { name: put(words.accountsThatWait, "Example") });
    await expect(waiting.getByText("boss")).toBeVisible();
    await inspect(page, "provider-connections");
    await waiting.getByRole("button", { name: put(words.connectTo, admin.email), exact: true }).click();
    await expect(page.getByText(words.connected)).toBeVisible();
    await open(boss, "/sign-in");
    await boss.getByRole("link", { name: put(words.signInWith, "Example") }).click();
    await expectHeading(boss, words.admin);
  } finally {
    await provider.close();
  }
});
