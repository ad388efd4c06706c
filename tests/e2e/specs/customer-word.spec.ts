// A customer without an account answers by the link of the mail, and both sides see what they said.
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { linksTo } from "../fixtures/mail.ts";
import { widen } from "../fixtures/narrow.ts";
import { sendClaim } from "../fixtures/sent.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

/** The links in the mails about a claim to its customer, oldest first. */
function links(reference: string): string[] {
  return linksTo("karen@kunde.example", "word", reference);
}

/** Sends a claim as the first partner; gives its reference and the link its customer got. */
async function asked(request: APIRequestContext, customer: string): Promise<{ reference: string; link: string }> {
  const reference = await sendClaim(request, await account(request, "partner"), customer);
  await expect.poll(() => links(reference).length).toBe(1);
  return { reference, link: links(reference)[0] ?? "" };
}

test("a customer agrees by keyboard in two steps, and partner and reviewer see it", async ({
  page,
  words,
  language,
  inspect,
  request,
  visitor,
}) => {
  const partner = await account(request, "partner");
  const { reference, link } = await asked(request, "Åkandens Planteskole");
  const token = link.split("#")[1] ?? "";
  const customer = await visitor();
  const told: string[] = [];
  customer.on("request", (one) => {
    const { "customer-link": own, ...headers } = one.headers();
    if (own) told.push(one.method());
    expect(one.url() + JSON.stringify(headers), "the token is in no address and no referrer").not.toContain(token);
  });
  await open(customer, link);
  const heading = put(words.wordAsked, partner.organisation ?? "");
  await expectHeading(customer, heading);
  await expect(customer.getByText("Business Central").first()).toBeVisible();
  await expect(customer.getByRole("navigation")).toBeHidden();
  // The language is changed in place, and what is entered stays.
  const other = language === "en" ? "Dansk" : "English";
  await customer.getByRole("button", { name: other }).click();
  await expect(customer.getByRole("heading", { level: 1 })).not.toHaveText(heading);
  await customer.getByRole("button", { name: language === "en" ? "English" : "Dansk" }).click();
  await expectHeading(customer, heading);
  for (const width of [360, 1280]) {
    await widen(customer, width);
    await inspect(customer, `word-at-${width}`);
  }

  await customer.getByRole("button", { name: words.wordSend }).click();
  const summary = customer.getByRole("alert").filter({ hasText: words.problem });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link", { name: words.wordMissing })).toBeVisible();
  await inspect(customer, "word-faults");
  // Whose link it is needs to say who they are only where that is not so.
  await expect(customer.getByLabel(words.wordName, { exact: true })).toHaveValue("Karen Vind");
  await customer.getByRole("radio", { name: words.wordAgree }).focus();
  await customer.keyboard.press("Space");
  await customer.getByLabel(words.wordNote, { exact: true }).focus();
  await customer.keyboard.press("Tab");
  await customer.keyboard.press("Enter");
  await expectHeading(customer, words.wordAgreed);
  await expect(customer.getByRole("heading", { level: 1 })).toBeFocused();
  await inspect(customer, "word-agreed");
  // The same link says the same later.
  await customer.reload();
  await expectHeading(customer, words.wordAgreed);
  expect(told).toEqual(["GET", "POST", "GET"]);
  expect(await customer.context().cookies(), "nobody is signed in").toEqual([]);

  await signIn(page, words, partner);
  await open(page, `/claims/${reference}`);
  const seen = page.getByRole("region", { name: words.customersWord });
  await expect(seen.getByText(words.customerAgreed, { exact: true })).toBeVisible();
  await expect(seen.getByText("karen@kunde.example")).toBeVisible();
  await seen.getByRole("button", { name: words.customerAskAgain }).click();
  await expect(seen.getByText(words.customerAskedAgain)).toBeVisible();
  await expect.poll(() => links(reference).length).toBe(2);
  expect(new Set(links(reference)).size, "each mail has a link of its own").toBe(2);
  for (const width of [360, 1280]) {
    await widen(page, width);
    await inspect(page, `word-for-partner-at-${width}`);
  }

  const reviewer = await visitor();
  await signIn(reviewer, words, await account(request, "reviewer"));
  await open(reviewer, `/review/${reference}`);
  const region = reviewer.getByRole("region", { name: words.customersWord });
  await expect(region.getByText(words.customerAgreed, { exact: true })).toBeVisible();
  await expect(region.getByRole("button")).toHaveCount(0);
});

test("what the customer declined cannot be approved, until they change their mind, and ends when they decline later", async ({
  page,
  words,
  inspect,
  request,
  visitor,
}) => {
  const { reference, link } = await asked(request, "Møllebakkens Cykler");
  await signIn(page, words, await account(request, "reviewer"));
  await open(page, `/review/${reference}`);
  await expect(page.getByRole("radio", { name: words.approve, exact: true })).toBeVisible();

  const customer = await visitor();
  await open(customer, link);
  await customer.getByRole("radio", { name: words.wordDecline }).check();
  await customer.getByLabel(words.wordNote, { exact: true }).fill("Somebody else did it.");
  await customer.getByRole("button", { name: words.wordSend }).click();
  await expectHeading(customer, words.wordDeclined);
  await inspect(customer, "word-declined");

  await page.reload();
  const seen = page.getByRole("region", { name: words.customersWord });
  await expect(seen.getByText(words.customerDeclined, { exact: true })).toBeVisible();
  await expect(seen.getByText(words.customerNoApproval)).toBeVisible();
  await expect(page.getByText("Somebody else did it.")).toBeVisible();
  await expect(page.getByRole("radio", { name: words.approve, exact: true })).toHaveCount(0);
  // The reason is chosen already.
  await page.getByRole("radio", { name: words.reject, exact: true }).check();
  await expect(page.getByLabel(words.reason, { exact: true })).toHaveValue("customer_declined");
  for (const width of [360, 1280]) {
    await widen(page, width);
    await inspect(page, `word-for-reviewer-at-${width}`);
  }

  await customer.getByRole("button", { name: words.wordChange }).click();
  await customer.getByRole("radio", { name: words.wordAgree }).check();
  await customer.getByRole("button", { name: words.wordSend }).click();
  await expectHeading(customer, words.wordAgreed);
  await page.reload();
  await page.getByRole("radio", { name: words.approve, exact: true }).check();
  await page.getByRole("button", { name: words.sendDecision, exact: true }).click();
  await expect(page.getByText(words.decisionDone)).toBeVisible();

  // Declining an approved claim ends it.
  await open(customer, link);
  await customer.reload();
  await customer.getByRole("button", { name: words.wordChange }).click();
  await customer.getByRole("radio", { name: words.wordDecline }).check();
  await customer.getByRole("button", { name: words.wordSend }).click();
  await expectHeading(customer, words.wordDeclined);
  await page.reload();
  await expect(page.getByText(words.customerSaidNo).first()).toBeVisible();
});

test("an answer without a connection is kept, also over a reload, and sent when there is one", async ({
  words,
  request,
  visitor,
  faults,
}) => {
  const { link } = await asked(request, "Fyrtårnets Is");
  const customer = await visitor();
  await open(customer, link);
  faults.mayFail();
  // What is sent goes nowhere; the page itself can be loaded.
  await customer.route("**/api/v1/customer-word", (route) =>
    route.request().method() === "POST" ? route.abort("connectionfailed") : route.continue(),
  );
  await customer.getByRole("radio", { name: words.wordAgree }).check();
  await customer.getByLabel(words.wordName, { exact: true }).fill("Jens Vind");
  await customer.getByRole("button", { name: words.wordSend }).click();
  await expect(customer.getByText(words.wordKept)).toBeVisible();
  await customer.reload();
  await expect(customer.getByText(words.wordKept)).toBeVisible();
  await expect(customer.getByLabel(words.wordName, { exact: true })).toHaveValue("Jens Vind");
  await customer.unroute("**/api/v1/customer-word");
  await customer.evaluate(() => dispatchEvent(new Event("online")));
  await expectHeading(customer, words.wordAgreed);
  await expect(customer.getByText("Jens Vind")).toBeVisible();
});

test("a link that does not work says so, and not why", async ({ page, words, inspect, faults }) => {
  faults.expect(404, /customer-word/);
  await open(page, `/word#${"0".repeat(64)}`);
  await expectHeading(page, words.wordNoLink);
  await widen(page, 360);
  await inspect(page, "word-no-link");
  await page.goto("/word#cut-off");
  await expectHeading(page, words.wordNoLink);
});
