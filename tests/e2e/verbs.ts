// What people do, so that a spec reads like the way through the page.
import type { APIRequestContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { ready } from "./fixtures/faults.ts";
import type { Words } from "./words.ts";

export type Role = "partner" | "reviewer" | "administrator" | "auditor";

export interface Account {
  name: string;
  role: Role;
  organisation: string | null;
  email: string;
  password: string;
}

/** The accounts that the demonstration offers, as its sign-in page lists them. */
export async function accounts(request: APIRequestContext): Promise<Account[]> {
  const answer = await request.get("/api/v1/info");
  const info = (await answer.json()) as { demo: { accounts: Account[] } | null };
  return info.demo?.accounts ?? [];
}

/** The first account of a role. */
export async function account(request: APIRequestContext, role: Role): Promise<Account> {
  const found = (await accounts(request)).find((one) => one.role === role);
  if (!found) throw new Error(`the demonstration has no ${role}`);
  return found;
}

/** Goes to an address, and waits until the page stands. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await ready(page);
}

/** Signs in through the page. */
export async function signIn(page: Page, words: Words, who: Account): Promise<void> {
  await open(page, "/sign-in");
  await page.getByLabel(words.email, { exact: true }).fill(who.email);
  await page.getByLabel(words.password, { exact: true }).fill(who.password);
  await page.getByRole("button", { name: words.signIn, exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The one heading of the page says this, and the title begins with it. */
export async function expectHeading(page: Page, text: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(text);
  await expect(page).toHaveTitle(new RegExp(`^(Error: |Fejl: )?${escape(text)}`));
}

/** Says that it is influenced revenue, on a device that was not asked before. */
export async function chooseInfluenced(page: Page, words: Words): Promise<void> {
  await expectHeading(page, words.whichKind);
  await page.getByRole("radio", { name: words.kindInfluenced, exact: true }).check();
  await page.getByRole("button", { name: words.goOn, exact: true }).click();
}

/** Fills fields by their labels, in order. */
export async function fill(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(answers)) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
