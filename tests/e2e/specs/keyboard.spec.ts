// A claim and its approval by keyboard alone, at the widths of a telephone, a tablet and a laptop,
// with axe on every screen on the way.
import { expect, test } from "../fixtures/index.ts";
import { Keys } from "../fixtures/keys.ts";
import type { Account } from "../verbs.ts";
import { account, expectHeading, open } from "../verbs.ts";
import type { Page } from "@playwright/test";
import type { Words } from "../words.ts";
import { put } from "../words.ts";

const product = "Business Central";
const widths = [360, 768, 1280];

async function enter(page: Page, keys: Keys, words: Words, who: Account): Promise<void> {
  await open(page, "/sign-in");
  await keys.type(page.getByLabel(words.email, { exact: true }), who.email);
  await keys.type(page.getByLabel(words.password, { exact: true }), who.password);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/sign-in/);
}

/** A day as its control takes it, whichever of day and month comes first: such as 5 May. */
function keyed(day: number, year: number): string {
  const two = String(day).padStart(2, "0");
  return `${two}${two}${year}`;
}

/** The last day before today that has the number of its month; it is less than a year ago. */
function lately(): string {
  const today = new Date();
  const year = today.getUTCFullYear();
  for (let month = 12; month > 0; month--) {
    if (Date.UTC(year, month - 1, month) < today.getTime() - 86_400_000) return keyed(month, year);
  }
  return keyed(12, year - 1);
}

for (const width of widths) {
  test(`a claim is filed and approved by keyboard alone, ${width} pixels wide`, async ({
    page,
    words,
    language,
    inspect,
    request,
    visitor,
  }) => {
    test.setTimeout(240_000);
    const viewport = { width, height: 740 };
    await page.setViewportSize(viewport);
    const keys = new Keys(page);
    const customer = `Tastevang ${width} ${language}`;
    const tenant = "4b0d2f6e-1c3a-4d5b-9e7f-8a6c5d4e3f21";
    const field = (label: string) => page.getByLabel(label, { exact: true });
    const onward = page.getByRole("button", { name: words.goOn, exact: true });

    await enter(page, keys, words, await account(request, "partner"));
    await open(page, "/claims");
    await keys.press(page.getByRole("link", { name: words.newClaim }).or(page.getByRole("button", { name: words.newClaim })).first());
    await expectHeading(page, words.whichKind);
    await keys.choose(page.getByRole("radio", { name: words.kindInfluenced, exact: true }));
    await keys.press(onward);

    await expectHeading(page, words.association);
    const location = page.getByRole("combobox", { name: words.location });
    if (await location.isVisible()) {
      await keys.reach(location);
      await page.keyboard.press("ArrowDown");
    }
    await keys.type(field(words.customerName), customer);
    await keys.type(field(words.tenantId), tenant);
    await keys.type(field(words.domain), "tastevang.example");
    await keys.type(field(words.subscriptionId), `4b0d2f6e-1c3a-4d5b-9e7f-${language === "en" ? "0" : "1"}${String(width).padStart(11, "0")}`);
    await keys.type(field(words.start), keyed(6, 2025));
    await inspect(page, `keyboard-association-${width}`);
    await keys.tick(page.getByRole("checkbox", { name: product, exact: true }));
    await keys.press(onward);

    await expectHeading(page, words.revenue);
    await keys.type(field(words.workDone), "Indførte Business Central");
    await keys.type(field(words.workedSince), keyed(7, 2025));
    await keys.type(field(put(words.monthlyRevenue, product)), "1800");
    await keys.type(field(words.contactName), "Karen Skov");
    await keys.type(field(words.contactTitle), "Direktør");
    await keys.type(field(words.contactEmail), "karen@tastevang.example");
    await inspect(page, `keyboard-revenue-${width}`);
    await keys.press(onward);

    await expectHeading(page, words.proof);
    const buffer = Buffer.from(`%PDF-1.4\n% ${customer} ${Date.now()}\n%%EOF\n`);
    await keys.give(page.locator("input[type=file]"), { name: "proof.pdf", mimeType: "application/pdf", buffer });
    await expect(page.getByRole("button", { name: put(words.removeFile, "proof.pdf") })).toBeVisible();
    await keys.type(field(words.acknowledgedOn), lately());
    for (const named of [put(words.namesTenant, tenant), put(words.namesDomain, "tastevang.example"), put(words.namesProduct, product)]) {
      await keys.tick(page.getByRole("checkbox", { name: named }));
    }
    await inspect(page, `keyboard-proof-${width}`);
    await keys.press(onward);

    await expectHeading(page, words.check);
    await inspect(page, `keyboard-check-${width}`);
    await keys.press(page.getByRole("button", { name: words.send, exact: true }));
    await expectHeading(page, words.sent);
    const reference = /CD-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page.url())?.[0] ?? "";

    const desk = await visitor();
    await desk.setViewportSize(viewport);
    const theirs = new Keys(desk);
    await enter(desk, theirs, words, await account(request, "reviewer"));
    await open(desk, "/review");
    await inspect(desk, `keyboard-queue-${width}`);
    await theirs.press(desk.getByRole("link", { name: reference }));
    await expect(desk.getByRole("heading", { level: 1 })).toContainText(reference);
    await theirs.choose(desk.getByRole("radio", { name: words.approve, exact: true }));
    await inspect(desk, `keyboard-decide-${width}`);
    await theirs.press(desk.getByRole("button", { name: words.sendDecision, exact: true }));
    await expect(desk.getByText(words.decisionDone)).toBeVisible();
  });
}
