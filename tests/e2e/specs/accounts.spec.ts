// Invitations, passwords and sessions: who gets in, by what, and how it ends.
import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/index.ts";
import { linksTo } from "../fixtures/mail.ts";
import { fits } from "../fixtures/narrow.ts";
import { first, reviewer } from "../fixtures/reviewer.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

const second = "syv grønne gasbetonblokke";

test("somebody is invited, chooses a password by the link, and is kept out again", async ({
  page,
  words,
  inspect,
  faults,
  request,
  visitor,
}) => {
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/admin");
  const [name, email] = [`Vera ${randomUUID().slice(0, 8)}`, `${randomUUID()}@example.com`];
  await page.getByLabel(words.personName, { exact: true }).fill(name);
  await page.getByLabel(words.email, { exact: true }).fill(email);
  await page.getByRole("radio", { name: words.reviewer, exact: true }).check();
  await page.getByRole("button", { name: words.invite, exact: true }).click();
  const shown = page.getByRole("region", { name: put(words.linkFor, name) });
  await expect(shown).toBeFocused();
  const link = (await shown.getByText("/welcome#").textContent()) ?? "";
  await inspect(page, "admin-link");
  await fits(page, 320, 360);

  const guest = await visitor();
  const token = link.split("#")[1] ?? "";
  guest.on("request", (one) => {
    const { "account-link": _, ...headers } = one.headers();
    expect(one.url() + JSON.stringify(headers), "the token is in no address and no referrer").not.toContain(token);
  });
  await open(guest, link);
  await expectHeading(guest, put(words.welcomeOne, name));
  await inspect(guest, "welcome");
  await fits(guest, 320, 360);
  faults.expect(422, /account/);
  await guest.getByLabel(words.password, { exact: true }).fill("P@ssw0rd1234!");
  await guest.keyboard.press("Enter");
  await expect(guest.getByText(words.passwordEasy).first()).toBeVisible();
  await inspect(guest, "welcome-easy");
  await guest.getByLabel(words.password, { exact: true }).fill(first);
  await guest.keyboard.press("Enter");
  await expect(guest).toHaveURL(/\/review$/);

  // The link is used up, and so is the one of the mail.
  faults.expect(404, /account\/link/);
  for (const used of [link, ...linksTo(email, "welcome")]) {
    const other = await visitor();
    await open(other, used);
    await expect(other.getByText(words.linkDead).first()).toBeVisible();
    await inspect(other, "welcome-dead");
  }

  // Kept out, they are out at the next step; let in again, they sign in again.
  await open(page, "/admin");
  const change = page.getByRole("button", { name: put(words.changeOne, name) });
  await change.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("region", { name: put(words.changeOne, name) });
  await expect(panel).toBeFocused();
  await inspect(page, "admin-person");
  await panel.getByRole("button", { name: words.keepOut, exact: true }).click();
  await expect(page.getByText(words.keptOut).first()).toBeVisible();
  await open(guest, "/review");
  await expectHeading(guest, words.signIn);
  faults.expect(401, /session/);
  await guest.getByLabel(words.email, { exact: true }).fill(email);
  await guest.getByLabel(words.password, { exact: true }).fill(first);
  await guest.getByRole("button", { name: words.signIn, exact: true }).click();
  await expect(guest.getByText(words.wrongPassword)).toBeVisible();
  await panel.getByRole("button", { name: words.letIn, exact: true }).click();
  await expect(panel.getByRole("button", { name: words.keepOut, exact: true })).toBeVisible();
  await guest.getByRole("button", { name: words.signIn, exact: true }).click();
  await expect(guest.getByRole("link", { name, exact: true })).toBeVisible();
});

test("one sees where one is signed in, ends it, and changes the password", async ({
  page,
  words,
  inspect,
  faults,
  request,
  visitor,
  browser,
  baseURL,
}) => {
  const who = await reviewer(browser, await account(request, "administrator"), baseURL ?? "");
  await signIn(page, words, who);
  const [phone, tablet] = [await visitor(), await visitor()];
  await signIn(phone, words, who);
  await signIn(tablet, words, who);

  await page.getByRole("link", { name: who.name, exact: true }).click();
  await expectHeading(page, words.yourAccount);
  const list = page.getByRole("region", { name: words.whereSignedIn });
  await expect(list.getByText(words.thisOne)).toHaveCount(1);
  const ends = list.getByRole("button", { name: words.endOne });
  // The one that the link of the invitation began, and two browsers.
  await expect(ends).toHaveCount(3);
  await inspect(page, "account");
  await fits(page, 320, 360);
  await ends.first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.sessionEnded)).toBeVisible();
  await expect(list).toBeFocused();
  await expect(ends).toHaveCount(2);
  await list.getByRole("button", { name: words.endOthers }).click();
  await expect(page.getByText(words.othersEnded)).toBeVisible();
  await expect(ends).toHaveCount(0);
  for (const other of [phone, tablet]) {
    await open(other, "/account");
    await expectHeading(other, words.signIn);
  }

  await signIn(phone, words, who);
  faults.expect(422, /password/);
  const [present, fresh] = [
    page.getByLabel(words.presentPassword, { exact: true }),
    page.getByLabel(words.newPassword, { exact: true }),
  ];
  await present.fill("not the password");
  await fresh.fill(second);
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.presentWrong).first()).toBeVisible();
  await inspect(page, "account-wrong");
  await present.fill(first);
  await page.getByRole("button", { name: words.changePassword, exact: true }).click();
  await expect(page.getByText(words.passwordChanged)).toBeVisible();
  await expect(present).toHaveValue("");
  await open(phone, "/account");
  await expectHeading(phone, words.signIn);
  // Here one is still signed in, and the new one is good.
  await open(page, "/account");
  await expectHeading(page, words.yourAccount);
  await signIn(phone, words, { ...who, password: second });
});

test("a forgotten password is replaced by a link that comes by mail", async ({
  page,
  words,
  inspect,
  request,
  browser,
  baseURL,
}) => {
  const who = await reviewer(browser, await account(request, "administrator"), baseURL ?? "");
  await open(page, "/sign-in");
  await page.getByRole("link", { name: words.forgotten, exact: true }).click();
  await expectHeading(page, words.forgotten);
  await inspect(page, "forgotten");
  await fits(page, 320, 360);
  await page.getByLabel(words.email, { exact: true }).fill(who.email);
  await page.getByRole("button", { name: words.sendLink, exact: true }).click();
  await expect(page.getByText(words.linkSent)).toBeVisible();
  await inspect(page, "forgotten-sent");
  // Beside that of the invitation.
  await expect.poll(() => linksTo(who.email, "welcome").length).toBe(2);
  const link = linksTo(who.email, "welcome").at(-1) ?? "";
  await open(page, link);
  await expectHeading(page, words.chooseNew);
  await page.getByLabel(words.password, { exact: true }).fill(second);
  await page.getByRole("button", { name: words.chooseAndSignIn, exact: true }).click();
  await expect(page).toHaveURL(/\/review$/);
});
