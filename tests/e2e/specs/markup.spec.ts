// Whatever somebody types or calls a file stays text, on every screen it comes to: none of it becomes
// an element, a script or a link, and no dialog opens. What stands in an address is not shown as more either.
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { sendClaim } from "../fixtures/sent.ts";
import type { Account } from "../verbs.ts";
import { account, accounts, open, signIn } from "../verbs.ts";

/** Breaks out of an attribute, an element, a script and a text, and asks for attention in each. */
const markup = `"'><img src=x onerror=alert(1)><script>alert(2)</script><svg/onload=alert(3)>{{7*7}}`;
const link = "javascript:alert(4)";

/** Fails at the end of a test in which a dialog opened. */
function listen(page: Page): string[] {
  const opened: string[] = [];
  page.on("dialog", (dialog) => {
    opened.push(dialog.message());
    void dialog.dismiss();
  });
  return opened;
}

/** Opens an address; nothing on the page is there because somebody typed it. */
async function visit(page: Page, path: string, shown?: string): Promise<void> {
  await open(page, path);
  if (shown) await expect(page.getByText(shown, { exact: false }).first()).toBeVisible();
  await expect(page.locator("img[src=x], svg[onload], [onerror]")).toHaveCount(0);
  await expect(page.locator("script:not([src])")).toHaveCount(0);
  await expect(page.locator('a[href^="javascript:" i]')).toHaveCount(0);
}

async function session(request: APIRequestContext, who: Account): Promise<void> {
  const { email, password } = who;
  expect((await request.post("/api/v1/session", { data: { email, password } })).status()).toBe(200);
}

const fields = [
  "partnerLocationId",
  "customerName",
  "customerTenantId",
  "customerDomain",
  "subscriptionId",
  "transactingPartnerName",
  "transactingPartnerId",
  "workDone",
  "customerContactName",
  "customerContactTitle",
  "customerContactEmail",
  "partnerContactName",
  "partnerContactEmail",
  "comments",
];
/** As much of the markup as each of them takes. */
const most: Record<string, number> = { partnerLocationId: 20, transactingPartnerId: 20, customerTenantId: 80, subscriptionId: 80 };

test("what is typed in a draft stays text", async ({ page, words, request }) => {
  const dialogs = listen(page);
  const partner = await account(request, "partner");
  await session(request, partner);
  const form = Object.fromEntries(fields.map((field) => [field, markup.slice(0, most[field])]));
  const made = await request.post("/api/v1/claims", { data: { form } });
  expect(made.status(), await made.text()).toBe(201);
  const { reference } = (await made.json()) as { reference: string };
  const name = encodeURIComponent(`${markup}.pdf`);
  const template = await request.get(`/api/v1/claims/${reference}/template?language=en`);
  const added = await request.post(`/api/v1/claims/${reference}/evidence?name=${name}`, { data: await template.body() });
  expect(added.status(), await added.text()).toBe(201);

  await signIn(page, words, partner);
  const customer = '<img src=x onerror=alert(1)>';
  await visit(page, "/claims", customer);
  for (const part of ["association", "revenue", "proof", "check"]) await visit(page, `/claims/${reference}/${part}`);
  await expect(page.getByText(customer).first()).toBeVisible();
  await visit(page, `/claims?find=${encodeURIComponent(markup)}`);
  const version = (await request.get(`/api/v1/claims/${reference}`)).headers().etag ?? "";
  const back = await request.post(`/api/v1/claims/${reference}/withdraw`, { headers: { "If-Match": version } });
  expect(back.status()).toBe(200);
  expect(dialogs).toEqual([]);
});

test("what is sent and answered stays text, on both sides and in the log", async ({ page, words, request, visitor }) => {
  const people = await accounts(request);
  const partner = people.filter((one) => one.role === "partner")[2];
  const reviewer = people.find((one) => one.role === "reviewer");
  const auditor = people.find((one) => one.role === "auditor");
  if (!partner || !reviewer || !auditor) throw new Error("the demonstration lacks somebody");
  const reference = await sendClaim(request, partner, markup, "310.00", {
    transactingPartnerName: markup,
    workDone: `${markup} ${link}`,
    customerContactName: markup,
    customerContactTitle: markup,
    partnerContactName: markup,
    comments: `${link} ${markup}`,
  });

  const dialogs = listen(page);
  await signIn(page, words, reviewer);
  await visit(page, "/review", markup);
  await session(request, reviewer);
  const open = await request.post(`/api/v1/review/claims/${reference}/open`);
  expect(open.status()).toBe(200);
  await visit(page, `/review/${reference}`, markup);
  const asked = await request.post(`/api/v1/review/claims/${reference}/reject`, {
    headers: { "If-Match": open.headers().etag ?? "" },
    data: { reason: "insufficient_proof", note: `${markup} ${link}` },
  });
  expect(asked.status(), await asked.text()).toBe(200);
  await visit(page, `/review/${reference}`, markup);

  const home = await visitor();
  const theirs = listen(home);
  await signIn(home, words, partner);
  await visit(home, `/claims/${reference}`, markup);
  await visit(home, "/notices", markup);
  const log = await visitor();
  const told = listen(log);
  await signIn(log, words, auditor);
  await visit(log, `/audit?object=${reference}`);
  expect([...dialogs, ...theirs, ...told]).toEqual([]);
});

test("what an administrator types stays text", async ({ page, words, request, language }) => {
  const dialogs = listen(page);
  const administrator = await account(request, "administrator");
  await session(request, administrator);
  const location = String(language === "en" ? 6_777_001 : 6_777_002);
  const organisation = await request.post("/api/v1/admin/organisations", {
    data: { name: `${language} ${markup}`, locations: [location], track: "smb" },
  });
  expect(organisation.status(), await organisation.text()).toBe(201);
  await signIn(page, words, administrator);
  await visit(page, "/admin", markup);
  expect(dialogs).toEqual([]);
});

test("what stands in an address is not shown as more than text", async ({ page, words, faults, request }) => {
  const dialogs = listen(page);
  faults.expect(404);
  faults.expect(422);
  const hostile = encodeURIComponent(markup);
  for (const path of [
    `/?designation=${hostile}&x=${hostile}#${hostile}`,
    `/rules?${hostile}=${hostile}#${hostile}`,
    `/portfolio?find=${hostile}#${hostile}`,
    `/sign-in?next=${encodeURIComponent(link)}&return=//evil.example/`,
    `/word#${hostile}`,
    `/setup#${hostile}`,
    `/claims/kind/${hostile}`,
    `/${hostile}`,
  ]) {
    await visit(page, path);
  }
  await signIn(page, words, await account(request, "partner"));
  for (const path of [`/claims?state=${hostile}&sort=${hostile}`, `/claims/${hostile}`, `/claims/${hostile}/proof`]) {
    await visit(page, path);
  }
  expect(dialogs).toEqual([]);
});
