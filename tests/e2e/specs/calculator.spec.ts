// The calculator: points by hand, without an account.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, fill, open } from "../verbs.ts";
import type { Language, Words } from "../words.ts";
import { put } from "../words.ts";

/** A number written in English, as a person of the language writes it. */
function written(language: Language, text: string): string {
  const swap: Record<string, string> = { ",": ".", ".": "," };
  return language === "da" ? text.replaceAll(/[.,]/g, (sign) => swap[sign] ?? sign) : text;
}

async function expectTotal(page: Page, language: Language, total: string): Promise<void> {
  await expect(page.locator(".total strong")).toHaveText(written(language, total));
}

async function choose(page: Page, words: Words, designation: string): Promise<void> {
  await page.getByLabel(words.designation, { exact: true }).selectOption(designation);
}

/** Numbers that give 64.50 on SMB. */
function business(words: Words, language: Language): Record<string, string> {
  return {
    [words.netAdds]: "3",
    [words.intermediate]: "5",
    [words.advanced]: "1",
    [words.usageNow]: written(language, "31,000"),
    [words.usageBaseline]: written(language, "25,000"),
    [words.deployments]: "1",
  };
}

/** An address with the same numbers. */
const business_address =
  "/?designation=business_applications&track=smb&net_customer_adds=3&intermediate_certifications=5" +
  "&advanced_certifications=1&usage_growth.now=31000&usage_growth.baseline=25000&deployments=1";

test("points by hand, at once, with what blocks and the ways there", async ({ page, words, language, inspect }) => {
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await inspect(page, "calculator-empty");
  await fill(page, business(words, language));
  await expectTotal(page, language, "64.50");
  // One person with an advanced certificate gives the 5.50 that are missing.
  await expect(page.getByRole("heading", { name: put(words.fewest, "1") })).toBeVisible();
  await expect(page.getByText(put(words.wayLine, words.advanced, "1", "2")).first()).toBeVisible();
  await inspect(page, "calculator-ways");
  await page.getByRole("button", { name: words.takeWay }).first().click();
  await expectTotal(page, language, "72.00");
  await expect(page.getByLabel(words.advanced, { exact: true })).toHaveValue("2");
  await expect(page.getByText(words.qualifies)).toBeVisible();

  await page.getByLabel(words.advanced, { exact: true }).fill("1");
  await page.getByRole("radio", { name: words.enterprise, exact: true }).check();
  await expectTotal(page, language, "20.14");
  await expect(page.getByText(words.noWay)).toBeVisible();
  // What blocks leads to its number.
  await page.getByRole("link", { name: put(words.baselineTooLow, written(language, "50,000")) }).click();
  await expect(page.getByLabel(words.usageBaseline, { exact: true })).toBeFocused();
  await inspect(page, "calculator-blocked");
});

test("all six designations, with both tracks side by side", async ({ page, words, language, inspect }) => {
  await open(page, "/");
  const names = page.getByLabel(words.designation, { exact: true }).locator("option");
  await expect(names).toHaveCount(6);
  const ids = await names.evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  for (const id of ids) {
    await choose(page, words, id);
    await expect(page.getByLabel(words.netAdds, { exact: true })).toBeVisible();
    const table = page.getByRole("table", { name: words.bothTracks });
    await expect(table.getByRole("columnheader", { name: words.enterprise })).toHaveCount(1);
    await expect(table.getByRole("columnheader", { name: words.smb })).toHaveCount(1);
    await inspect(page, `calculator-${id}`);
  }

  // The same sums stand in crates/recognition/tests/estimate.rs.
  await choose(page, words, "modern_work");
  await fill(page, { [words.netAdds]: "4", [words.intermediate]: "2", [words.advanced]: "1" });
  const by = (group: string, key: string) =>
    page.getByRole("group", { name: group, exact: true }).getByLabel(put(words.byAssociation, key), { exact: true });
  await by(words.usageGrowth, "CPOR").fill("500");
  await by(words.deployments, "CPOR").fill("1");
  await expectTotal(page, language, "68.00");
  await expect(page.getByText(put(words.tracksHigher, words.smb, written(language, "68.00")))).toBeVisible();
  const table = page.getByRole("table", { name: words.bothTracks });
  await expect(table.getByRole("row").nth(1)).toContainText(written(language, "48.50"));
  await inspect(page, "calculator-higher-of-both");

  await choose(page, words, "security");
  await fill(page, {
    [put(words.inStep, "1")]: "1",
    [put(words.inStep, "2")]: "0",
    [words.inLastStep]: "3",
    [words.protectedUsers]: "500",
  });
  // On SMB the first step gives 4 alone, and the three of the last step wait for the second.
  await expectTotal(page, language, "14.00");
  await expect(page.getByText(put(words.gateUnmet, words.intermediateMetric, "2", "1", "0"))).toBeVisible();
  await page.getByLabel(put(words.inStep, "2"), { exact: true }).fill("1");
  await expectTotal(page, language, "42.00");
  await inspect(page, "calculator-steps");
  // What was entered elsewhere is there again.
  await choose(page, words, "modern_work");
  await expectTotal(page, language, "68.00");
});

test("a link carries everything, and a reload loses nothing", async ({ page, words, language, context, visitor }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "/");
  await fill(page, business(words, language));
  await expectTotal(page, language, "64.50");
  await expect(page).toHaveURL(business_address);
  await page.reload();
  await expectTotal(page, language, "64.50");
  await expect(page.getByLabel(words.usageNow, { exact: true })).toHaveValue(written(language, "31,000"));
  await page.getByRole("button", { name: words.copyLink }).click();
  await expect(page.getByText(words.copied)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.endsWith(business_address)).toBe(true);
  const another = await visitor();
  await open(another, new URL(link).pathname + new URL(link).search);
  await expectTotal(another, language, "64.50");
  // The other language writes the same numbers its own way.
  await another.getByRole("button", { name: language === "da" ? "English" : "Dansk" }).click();
  await expectTotal(another, language === "da" ? "en" : "da", "64.50");
});

test("of a broken link the rest is taken, and what is wrong is told", async ({ page, words, language, inspect }) => {
  await open(page, "/?designation=data_ai&track=huge&net_customer_adds=2&usage_growth=12.5&deployments=1e308&seats=9");
  await expect(page.getByText(words.linkNotWhole)).toBeVisible();
  for (const part of ["huge", "1e308", "seats"]) {
    await expect(page.getByRole("alert").getByText(part)).toBeVisible();
  }
  // 20 for two customers and 12.50 for growth.
  await expectTotal(page, language, "32.50");
  await inspect(page, "calculator-broken-link");
  await page.getByRole("button", { name: words.close }).click();
  await expect(page.getByText(words.linkNotWhole)).toBeHidden();
});

test("a number that cannot be read is told at its field, and the last good points stay", async ({ page, words, language, inspect }) => {
  await open(page, business_address);
  await expectTotal(page, language, "64.50");
  const wrong: [string, string, string][] = [
    [words.deployments, "many", words.notACount],
    [words.advanced, "-1", words.notPeople],
    [words.usageNow, "1e308", words.notAnAmount],
    [words.usageBaseline, "-5", words.notAnAmount],
  ];
  for (const [label, text, told] of wrong) {
    const control = page.getByLabel(label, { exact: true });
    await control.fill(text);
    await control.blur();
    await expect(control).toHaveAccessibleDescription(new RegExp(told.replaceAll(/[.,]/g, ".")));
    await expect(control).toHaveValue(text);
    await expectTotal(page, language, "64.50");
    await expect(page.getByText(words.lastGood)).toBeVisible();
  }
  await inspect(page, "calculator-fault");
  // Nothing is 0, and a comma or a point is read as the language has it.
  await fill(page, { [words.deployments]: "", [words.advanced]: "1", [words.usageBaseline]: written(language, "25,000.00") });
  await page.getByLabel(words.usageNow, { exact: true }).fill(written(language, "31,000.0"));
  await page.getByLabel(words.usageNow, { exact: true }).blur();
  await expectTotal(page, language, "60.50");
  await expect(page.getByText(words.lastGood)).toBeHidden();
});

test("steppers, slider and track by keyboard alone", async ({ page, words, language }) => {
  await open(page, "/?designation=data_ai&track=smb");
  await page.getByLabel(words.netAdds, { exact: true }).focus();
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel(words.netAdds, { exact: true })).toHaveValue("2");
  await expectTotal(page, language, "20.00");
  const slider = page.getByRole("slider", { name: put(words.sliderOf, words.percentGrowth) });
  await slider.focus();
  await page.keyboard.press("End");
  await expect(page.getByLabel(words.percentGrowth, { exact: true })).toHaveValue("20");
  await page.keyboard.press("ArrowLeft");
  await expectTotal(page, language, "39.00");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel(words.percentGrowth, { exact: true })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(written(language, "7.5"));
  await expect(slider).toHaveAttribute("aria-valuetext", `${written(language, "7.50")} %`);
  await expectTotal(page, language, "27.50");
  // A hand on the screen has the buttons.
  await page.getByRole("button", { name: put(words.lessOf, words.netAdds) }).click();
  await expectTotal(page, language, "17.50");
  await page.getByRole("button", { name: put(words.moreOf, words.deployments) }).click();
  await expectTotal(page, language, "19.50");
});

test("a track is proposed, and the reader decides", async ({ page, words }) => {
  await open(page, "/");
  await page.getByText(words.whichTrack).click();
  await fill(page, { [words.productsNow]: "5", [words.productsYearAgo]: "5" });
  const enterprise = page.getByRole("radio", { name: words.enterprise, exact: true });
  await expect(enterprise).not.toBeChecked();
  await page.getByRole("button", { name: put(words.takeTrack, words.enterprise) }).click();
  await expect(enterprise).toBeChecked();
  await fill(page, { [words.productsYearAgo]: "4" });
  await expect(page.getByRole("button", { name: put(words.takeTrack, words.smb) })).toBeVisible();
});

test("on paper there are the points, the table and the link, and no chrome", async ({ page, words, language }) => {
  await open(page, business_address);
  await expectTotal(page, language, "64.50");
  await page.emulateMedia({ media: "print" });
  for (const gone of [page.getByRole("navigation"), page.getByRole("button", { name: words.print }), page.getByRole("contentinfo")]) {
    await expect(gone.first()).toBeHidden();
  }
  await expect(page.locator(".total strong")).toBeVisible();
  await expect(page.getByRole("table", { name: words.bothTracks })).toBeVisible();
  await expect(page.locator(".only-print")).toContainText(business_address);
  const sheet = await page.pdf({ format: "A4" });
  expect(sheet.subarray(0, 5).toString()).toBe("%PDF-");
  await page.emulateMedia({ media: "screen" });
  await expect(page.locator(".only-print")).toBeHidden();
});

test("nothing moves while the page comes", async ({ page, words }) => {
  await page.addInitScript(() => {
    const held = window as unknown as { moved: number };
    held.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) held.moved += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await page.waitForLoadState("networkidle");
  const moved = await page.evaluate(() => (window as unknown as { moved: number }).moved);
  expect(moved).toBeLessThanOrEqual(0.01);
});

// A page that takes the place of its shell before the shell is on the screen is painted late.
test("the first paint is the largest one", async ({ page, words }) => {
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await page.waitForLoadState("networkidle");
  const [first, largest] = await page.evaluate(async () => {
    const last = (type: string, name?: string) =>
      new Promise<number | undefined>((resolve) => {
        new PerformanceObserver((list) => {
          const times = list.getEntries().filter((entry) => !name || entry.name === name);
          resolve(times.at(-1)?.startTime);
        }).observe({ type, buffered: true });
      });
    return [await last("paint", "first-contentful-paint"), await last("largest-contentful-paint")];
  });
  expect(first).toBeGreaterThan(0);
  expect(largest).toBe(first);
});

test("a keystroke changes texts, and makes no row anew", async ({ page, words, language }) => {
  await open(page, business_address);
  await expectTotal(page, language, "64.50");
  const parts = page.locator(".bar-row, .told .notice, section[aria-labelledby=both-tracks] td");
  await expect(parts).toHaveCount(5 + 1 + 2 * 8);
  await parts.evaluateAll((all) => all.forEach((part, index) => part.setAttribute("data-made", String(index))));
  await page.getByLabel(words.advanced, { exact: true }).fill("0");
  await expectTotal(page, language, "57.00");
  await expect(page.locator("[data-made]")).toHaveCount(5 + 1 + 2 * 8);
  await expect(page.locator(".told .notice")).toContainText(written(language, "13.00"));
  const total = page.getByRole("table", { name: words.bothTracks }).getByRole("row").nth(1);
  await expect(total).toContainText(written(language, "57.00"));
});
