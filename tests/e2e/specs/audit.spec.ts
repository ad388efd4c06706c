// An auditor finds entries, and takes the proof of one away.
import { expect, test } from "../fixtures/index.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";

test("an auditor reads the log, finds a decision, and has its proof", async ({ page, words, inspect, request }) => {
  await signIn(page, words, await account(request, "auditor"));
  await expectHeading(page, words.auditLog);
  const rows = page.getByRole("row");
  await expect(rows).toHaveCount(51);
  await inspect(page, "audit");

  await page.getByRole("button", { name: words.auditMore, exact: true }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(51);

  await page.getByLabel(words.auditOperation, { exact: true }).fill("post.session");
  await page.getByRole("button", { name: words.auditShow, exact: true }).click();
  await expect(rows.filter({ hasText: "serve.demo" })).toHaveCount(0);
  const first = rows.filter({ hasText: "post.session" }).first();
  await expect(first).toContainText("Eva Klint");

  await first.getByRole("button").click();
  const proof = page.getByRole("heading", { level: 2, name: words.auditProof });
  await expect(proof).toBeFocused();
  await expect(page.getByText(/^claimdesk\/[0-9a-f]{16}\n\d+\n/)).toBeVisible();
  await inspect(page, "audit-proof");
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: words.auditDownload, exact: true }).click();
  expect((await coming).suggestedFilename()).toMatch(/^claimdesk-audit-\d+\.json$/);

  await page.getByLabel(words.auditOperation, { exact: true }).fill("no.such");
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.auditNone)).toBeVisible();
});

test("whoever is no auditor is told so", async ({ page, words, request }) => {
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/audit");
  await expect(page.getByText(words.notYoursHint)).toBeVisible();
});
