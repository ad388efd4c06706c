// Passkeys and recovery codes, with a device as Chromium's own tests have it.
import type { CDPSession, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { fits } from "../fixtures/narrow.ts";
import { reviewer } from "../fixtures/reviewer.ts";
import { serve } from "../fixtures/server.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";
import type { Words } from "../words.ts";

// Passkeys are for a name: on one's own machine for this one.
const here = `http://localhost:${process.env.CLAIMDESK_PORT}`;
test.use({ baseURL: here });

/** Gives a browser a device with a fingerprint; `sure` says whether the finger is the owner's. */
async function device(page: Page, sure = true): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: sure,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

/** Adds a passkey on the own account; gives the recovery codes, if there are new ones. */
async function add(page: Page, words: Words, name: string): Promise<void> {
  await open(page, "/account");
  await page.getByLabel(words.deviceName, { exact: true }).fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.passkeyAdded)).toBeVisible();
}

/** Signs out, and goes to the sign-in. */
async function leave(page: Page, words: Words): Promise<void> {
  await page.getByRole("button", { name: words.signOut, exact: true }).click();
  await expectHeading(page, words.calculator);
  await open(page, "/sign-in");
}

test("a passkey signs in by itself, and a code does where none is at hand", async ({
  page,
  words,
  inspect,
  faults,
  request,
  visitor,
  browser,
}) => {
  const who = await reviewer(browser, await account(request, "administrator"), here);
  const { cdp, id } = await device(page);
  await signIn(page, words, who);
  await open(page, "/account");
  const section = page.getByRole("region", { name: words.passkeys });
  await inspect(page, "passkeys-none");
  await section.getByRole("button", { name: words.addPasskey }).click();
  await expect(section.getByLabel(words.deviceName, { exact: true })).toHaveAttribute("aria-invalid", "true");
  await add(page, words, "Laptop");
  const shown = page.getByRole("region", { name: words.recoveryCodes });
  await expect(shown).toBeFocused();
  const codes = ((await shown.locator("code").textContent()) ?? "").split("\n");
  expect(codes).toHaveLength(8);
  await inspect(page, "passkeys-codes");
  await fits(page, 320, 360);
  await shown.getByRole("button", { name: words.secretKept }).click();
  await expect(section.getByText(put(words.codesLeft, "8"))).toBeVisible();

  // The same device has one already, and says so.
  await section.getByLabel(words.deviceName, { exact: true }).fill("Again");
  await section.getByRole("button", { name: words.addPasskey }).click();
  await expect(section.getByRole("status").first()).not.toBeEmpty();
  await expect(section.getByRole("listitem")).toHaveCount(1);

  await leave(page, words);
  await inspect(page, "sign-in-passkey");
  await page.getByRole("button", { name: words.withPasskey }).click();
  await expect(page).toHaveURL(/\/review$/);

  // Another browser has no passkey: the password alone is not enough, and a code does once.
  const other = await visitor();
  await open(other, "/sign-in");
  faults.expect(401, /session$/);
  faults.expect(422, /session$/);
  await other.getByLabel(words.email, { exact: true }).fill(who.email);
  await other.getByLabel(words.password, { exact: true }).fill(who.password);
  await other.keyboard.press("Enter");
  await expect(other.getByText(words.secondStep)).toBeVisible();
  const code = other.getByLabel(words.recoveryCode, { exact: true });
  await expect(code).toBeFocused();
  await inspect(other, "sign-in-code");
  await fits(other, 320, 360);
  await code.fill("0000 0000 0000 0000 0000 0000");
  await other.keyboard.press("Enter");
  await expect(other.getByText(words.codeWrong).first()).toBeVisible();
  await code.fill((codes[0] ?? "").toUpperCase());
  await other.getByRole("button", { name: words.signIn, exact: true }).click();
  await expect(other).toHaveURL(/\/review$/);

  // A finger that is not the owner's opens nothing, and what was begun is begun again.
  await leave(page, words);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await page.getByRole("button", { name: words.withPasskey }).click();
  await expect(page.getByText(words.passkeyWithheld)).toBeVisible();
  await inspect(page, "sign-in-withheld");
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: true });
  await page.getByRole("button", { name: words.withPasskey }).click();
  await expect(page).toHaveURL(/\/review$/);

  await open(page, "/account");
  await expect(section.getByText(put(words.codesLeft, "7"))).toBeVisible();
  await inspect(page, "passkeys-one");
  await section.getByRole("button", { name: put(words.removePasskey, "Laptop") }).click();
  await expect(page.getByText(words.passkeyRemoved)).toBeVisible();
  await expect(section).toBeFocused();
  // What the device still has signs nobody in, and the password does again.
  faults.expect(401, /passkey/);
  await leave(page, words);
  await page.getByRole("button", { name: words.withPasskey }).click();
  await expect(page.getByText(words.passkeyUnknown)).toBeVisible();
  await signIn(page, words, who);
});

// The clock of the server cannot be turned from here: it says once what it would say later.
const again = { status: 403, code: "sign_in_again", type: "urn:claimdesk:problem:sign_in_again", title: "", detail: "" };

test("who signed in long ago shows that it is them, and what they meant goes on", async ({
  page,
  words,
  inspect,
  faults,
  request,
  browser,
}) => {
  const who = await reviewer(browser, await account(request, "administrator"), here);
  await device(page);
  await signIn(page, words, who);
  await add(page, words, "Phone");
  await page.route("**/api/v1/account/recovery-codes", (route) => route.fulfill({ status: 403, json: again }), { times: 1 });
  faults.expect(403, /recovery-codes/);
  const section = page.getByRole("region", { name: words.passkeys });
  await section.getByRole("button", { name: words.newCodes }).click();
  const panel = page.getByRole("region", { name: words.showItIsYou });
  await expect(panel).toBeFocused();
  await inspect(page, "again");
  await fits(page, 320, 360);
  await panel.getByRole("button", { name: words.withPasskey }).click();
  await expect(page.getByRole("region", { name: words.recoveryCodes })).toBeFocused();
  await expect(panel).toHaveCount(0);
});

test("somebody else's passkey signs them in, and does nothing in their name", async ({
  page,
  words,
  faults,
  request,
  browser,
}) => {
  const admin = await account(request, "administrator");
  const [other, who] = [await reviewer(browser, admin, here), await reviewer(browser, admin, here)];
  await device(page);
  await signIn(page, words, other);
  await add(page, words, "Shared");
  await leave(page, words);
  await signIn(page, words, who);
  await open(page, "/account");
  let sent = 0;
  await page.route("**/api/v1/account/sessions", (route) => {
    if (route.request().method() !== "DELETE") return route.continue();
    sent += 1;
    return sent === 1 ? route.fulfill({ status: 403, json: again }) : route.continue();
  });
  faults.expect(403, /sessions/);
  await page.getByRole("button", { name: words.endOthers }).click();
  const panel = page.getByRole("region", { name: words.showItIsYou });
  await panel.getByRole("button", { name: words.withPasskey }).click();
  await expect(page.getByText(other.email)).toBeVisible();
  await expect(panel).toHaveCount(0);
  // Theirs has another session still, the one of their invitation.
  await expect(page.getByRole("button", { name: words.endOthers })).toBeVisible();
  expect(sent).toBe(1);
});

test("an administrator takes passkeys away from whoever has lost them", async ({
  page,
  words,
  inspect,
  request,
  visitor,
  browser,
}) => {
  const who = await reviewer(browser, await account(request, "administrator"), here);
  const guest = await visitor();
  await device(guest);
  await signIn(guest, words, who);
  await add(guest, words, "Phone");
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/admin");
  const row = page.getByRole("row").filter({ hasText: who.email });
  await row.getByRole("button", { name: put(words.changeOne, who.name) }).click();
  const panel = page.getByRole("region", { name: put(words.changeOne, who.name) });
  await inspect(page, "admin-passkeys");
  await panel.getByRole("button", { name: words.takePasskeys }).click();
  await expect(page.getByText(words.passkeysTaken)).toBeVisible();
  await expect(panel.getByRole("button", { name: words.takePasskeys })).toHaveCount(0);
  await open(guest, "/account");
  await expectHeading(guest, words.signIn);
  await signIn(guest, words, who);
});

test("where everybody has a passkey, whoever has none adds one before all else", async ({
  page,
  words,
  inspect,
  faults,
  request,
}) => {
  const server = await serve(["--passkeys", "required"]);
  try {
    const origin = server.origin.replace("127.0.0.1", "localhost");
    const who = await account(request, "partner");
    await device(page);
    await open(page, `${origin}/sign-in`);
    await page.getByLabel(words.email, { exact: true }).fill(who.email);
    await page.getByLabel(words.password, { exact: true }).fill(who.password);
    await page.keyboard.press("Enter");
    await expect(page.getByText(words.passkeyDue)).toBeVisible();
    await inspect(page, "passkey-due");
    await fits(page, 320, 360);
    // Whatever else is asked for, it is this.
    await open(page, `${origin}/claims`);
    await expect(page.getByText(words.passkeyDue)).toBeVisible();
    faults.expect(403, /claims/);
    expect((await page.request.get(`${origin}/api/v1/claims`)).status()).toBe(403);
    await page.getByLabel(words.deviceName, { exact: true }).fill("Laptop");
    await page.keyboard.press("Enter");
    await expect(page.getByText(words.passkeyAdded)).toBeVisible();
    // The codes are shown once: nothing comes in their place before they are kept.
    await page.getByRole("button", { name: words.secretKept }).click();
    await expect(page.getByText(words.passkeyDue)).toHaveCount(0);
    await open(page, `${origin}/claims`);
    await expectHeading(page, words.claims);
  } finally {
    await server.remove();
  }
});

test("under an address that is no name it is said where passkeys work", async ({ page, words, request, inspect }) => {
  const elsewhere = here.replace("localhost", "127.0.0.1");
  const { email, password } = await account(request, "reviewer");
  await page.request.post(`${elsewhere}/api/v1/session`, { data: { email, password } });
  await open(page, `${elsewhere}/account`);
  await expect(page.getByText(words.passkeyNotHere)).toBeVisible();
  await expect(page.getByRole("button", { name: words.addPasskey })).toHaveCount(0);
  await inspect(page, "passkeys-elsewhere");
});
