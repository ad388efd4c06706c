// The due time of one claim, as readers in four zones see it: another wall clock for each, and
// the same instant for all.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { account, open, signIn } from "../verbs.ts";
import type { Language } from "../words.ts";

// Half hours, quarter hours, both sides of the date line's day, and summer time.
const zones = ["Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York", "Europe/Copenhagen"];

const months: Record<Language, string[]> = {
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  da: ["jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."],
};

interface Summary {
  reference: string;
  state: string;
  waiting: { wait: string; until: string } | null;
}

test("a due time is the same instant in every zone", async ({
  page,
  words,
  language,
  request,
  browser,
  contextOptions,
  baseURL,
  locale,
  faults,
}) => {
  await signIn(page, words, await account(request, "partner"));
  const claim = await awaited(page);
  const storageState = await page.context().storageState();
  const seen = new Set<string>();
  for (const timezoneId of zones) {
    const context = await browser.newContext({ ...contextOptions, baseURL, locale, timezoneId, storageState });
    await faults.watch(context);
    const there = await context.newPage();
    const expected = written(claim.until, timezoneId, language);
    for (const path of [`/claims/${claim.reference}`, `/claims/${claim.reference}/sent`]) {
      await open(there, path);
      await expect(there.getByText(expected).first(), `${path} in ${timezoneId}`).toBeVisible();
    }
    // What this browser shows, read back by its own clock, is the instant that is stored.
    expect(await there.evaluate((text) => new Date(text).getTime(), local(claim.until, timezoneId))).toBe(
      Math.floor(Date.parse(claim.until) / 60_000) * 60_000,
    );
    seen.add(expected);
    await context.close();
  }
  expect(seen.size, "each zone has its own wall clock").toBe(zones.length);
});

/** A claim of this partner that waits for a review. */
async function awaited(page: Page): Promise<{ reference: string; until: string }> {
  const answer = await page.request.get("/api/v1/claims");
  expect(answer.ok(), "the list of claims").toBe(true);
  const { claims } = (await answer.json()) as { claims: Summary[] };
  for (const { reference, waiting } of claims) {
    if (waiting?.wait === "review") return { reference, until: waiting.until };
  }
  throw new Error("the demonstration has no claim that waits for a review");
}

/** The parts of an instant on the wall clock of a zone. */
function parts(instant: string, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
}

/** As the page writes it: `23 Nov 2026 at 10:42 (UTC+1)`, `23. nov. 2026 kl. 10.42 (UTC+1)`. */
function written(instant: string, timeZone: string, language: Language): string {
  const { day, month, year, hour, minute } = parts(instant, timeZone);
  const name = months[language][Number(month) - 1] ?? "";
  return language === "en"
    ? `${Number(day)} ${name} ${year} at ${hour}:${minute} (${zone(instant, timeZone)})`
    : `${Number(day)}. ${name} ${year} kl. ${hour}.${minute} (${zone(instant, timeZone)})`;
}

/** How far the zone is from UTC at that instant: `UTC+5:45`. */
function zone(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" });
  const part = format.formatToParts(new Date(instant)).find(({ type }) => type === "timeZoneName");
  return (part?.value ?? "").replace("GMT", "UTC");
}

/** As a browser in that zone reads it back: a time without a zone is its own. */
function local(instant: string, timeZone: string): string {
  const { day, month, year, hour, minute } = parts(instant, timeZone);
  return `${year}-${month}-${day}T${hour}:${minute}:00`;
}
