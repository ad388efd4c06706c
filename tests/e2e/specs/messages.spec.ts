// Clocks that run are told in the page and by mail, and how quickly claims are decided is shown.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { folder, mailsTo } from "../fixtures/mail.ts";
import { widen } from "../fixtures/narrow.ts";
import { account, accounts, expectHeading, open, signIn } from "../verbs.ts";

/** The mark in the header. */
function bell(page: Page, title: string) {
  return page.getByRole("banner").getByRole("link", { name: new RegExp(title, "i") });
}

test("a late claim is told in the page and by mail, and read", async ({ page, words, inspect, request }) => {
  const reviewer = await account(request, "reviewer");
  await signIn(page, words, reviewer);
  await open(page, "/review");
  await bell(page, words.notices.slice(0, 5)).click();
  await expectHeading(page, words.notices);
  const list = page.getByRole("region", { name: words.notices });
  const late = list.getByRole("listitem").filter({ hasText: words.isLate }).first();
  await expect(late).toBeVisible();
  await inspect(page, "notices");

  // The same word went out as a mail.
  const reference = (await late.getByRole("link").textContent()) ?? "";
  await expect.poll(() => mailsTo(reviewer.email).filter((mail) => mail.includes(reference)).length).toBeGreaterThan(0);

  // Whichever language came first has read them; what is unread can be read by keyboard.
  const read = page.getByRole("button", { name: words.markAllRead });
  if (await read.isVisible()) {
    await read.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText(words.allRead)).toBeVisible();
    await expect(read).toBeHidden();
  }
  await expect(bell(page, words.notices)).toBeVisible();

  // Which mails one gets is kept, and stands after a reload.
  const needed = page.getByRole("radio", { name: words.onlyNeeded });
  await needed.check();
  await page.getByRole("button", { name: words.keepChoice, exact: true }).click();
  await expect(page.getByText(words.choiceKept)).toBeVisible();
  await open(page, "/notices");
  await expect(needed).toBeChecked();
  await page.getByRole("radio", { name: words.everything }).check();
  await page.getByRole("button", { name: words.keepChoice, exact: true }).click();
  await expect(page.getByText(words.choiceKept)).toBeVisible();

  await late.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/review/${reference}$`));
});

test("the server writes in the language and zone the page is used in", async ({ page, words, language, request }) => {
  await signIn(page, words, await account(request, "partner"));
  await open(page, "/notices");
  await expect
    .poll(async () => {
      const told = (await (await page.request.get("/api/v1/notices")).json()) as {
        settings: { language: string; timeZone: string | null };
      };
      return [told.settings.language, told.settings.timeZone];
    })
    .toEqual([language, "Europe/Copenhagen"]);
});

test("how quickly claims are decided is seen, heard and reached by keyboard", async ({
  page,
  words,
  inspect,
  request,
}) => {
  await signIn(page, words, await account(request, "reviewer"));
  await open(page, "/review");
  await page.getByRole("link", { name: words.figures }).click();
  await expectHeading(page, words.figures);
  const months = page.getByRole("listbox", { name: new RegExp(words.shareInTime) });
  await expect(months.getByRole("option")).toHaveCount(12);
  await months.focus();
  await page.keyboard.press("Home");
  await expect(months.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(months.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("heading", { level: 3 })).toContainText(words.reviewersIn);
  await expect(page.getByRole("table", { name: words.allMonths }).getByRole("row")).toHaveCount(13);
  for (const width of [360, 768, 1280]) {
    await widen(page, width);
    await inspect(page, `figures-at-${width}`);
  }
});

test("an administrator sees the figures, and mail that did not go out", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/admin");
  await expect(page.getByRole("heading", { name: words.undelivered })).toBeVisible();
  await expect(page.getByText(words.allSent)).toBeVisible();
  await inspect(page, "admin-mail");
  await page.getByRole("link", { name: words.figures }).click();
  await expectHeading(page, words.figures);
});

test("mail that cannot be brought is shown to administrators, and goes out when it is tried again", async ({
  page,
  words,
  inspect,
  request,
  visitor,
}) => {
  const colleague = (await accounts(request)).filter((one) => one.role === "reviewer")[1];
  if (!colleague) throw new Error("the demonstration has no second reviewer");
  const away = `${folder}-away`;
  const before = mailsTo(colleague.email).length;
  renameSync(folder, away);
  try {
    // In the folder's place lies a file, so that no mail can be put there.
    writeFileSync(folder, "");
    await signIn(page, words, await account(request, "reviewer"));
    const reference = await handOver(page, colleague.name);

    const admin = await visitor();
    await signIn(admin, words, await account(request, "administrator"));
    await expect.poll(() => undelivered(admin)).toBeGreaterThan(0);
    await open(admin, "/admin");
    await expect(admin.getByRole("heading", { name: words.undelivered })).toBeVisible();
    const row = admin.getByRole("row").filter({ hasText: reference });
    await expect(row).toContainText(colleague.email);
    await inspect(admin, "admin-mail-undelivered");

    rmSync(folder);
    renameSync(away, folder);
    await row.getByRole("button").click();
    await expect(admin.getByText(words.triedAgain)).toBeVisible();
    await expect.poll(() => undelivered(admin)).toBe(0);
    await expect.poll(() => mailsTo(colleague.email).length).toBeGreaterThan(before);
  } finally {
    if (existsSync(away)) {
      rmSync(folder, { force: true });
      renameSync(away, folder);
    }
  }
});

/** How many mails wait to be tried again, or were given up. */
async function undelivered(page: Page): Promise<number> {
  const told = (await (await page.request.get("/api/v1/admin/mail")).json()) as { mail: unknown[] };
  return told.mail.length;
}

/** Hands a claim that waits to this colleague; gives its reference. */
async function handOver(page: Page, colleague: string): Promise<string> {
  const queue = (await (await page.request.get("/api/v1/review/claims")).json()) as {
    claims: { reference: string; reviewer: string | null }[];
  };
  const free = queue.claims.find(({ reviewer }) => reviewer !== colleague);
  if (!free) throw new Error("the demonstration has no claim to hand over");
  const path = `/api/v1/review/claims/${free.reference}`;
  const claim = await page.request.get(path);
  const told = (await claim.json()) as { colleagues: { id: string; name: string }[] };
  const to = told.colleagues.find(({ name }) => name === colleague)?.id;
  const headers = { "if-match": claim.headers()["etag"] ?? "" };
  const given = await page.request.post(`${path}/assign`, { headers, data: { to } });
  expect(given.ok(), await given.text()).toBe(true);
  return free.reference;
}

test("a due time goes into a calendar", async ({ page, words, request }) => {
  await signIn(page, words, await account(request, "partner"));
  const list = (await (await page.request.get("/api/v1/claims")).json()) as {
    claims: { reference: string; waiting: { wait: string } | null }[];
  };
  const claim = list.claims.find(({ waiting }) => waiting?.wait === "review");
  if (!claim) throw new Error("the demonstration has no claim that waits for a review");
  await open(page, `/claims/${claim.reference}`);
  const given = page.waitForEvent("download");
  await page.getByRole("link", { name: words.calendarFile }).click();
  const download = await given;
  expect(download.suggestedFilename()).toBe(`${claim.reference}.ics`);
  const text = readFileSync(await download.path(), "utf8").replaceAll("\r\n ", "");
  expect(text).toContain(`UID:${claim.reference}@claimdesk`);
  expect(text).toContain(words.decisionDue);
});
