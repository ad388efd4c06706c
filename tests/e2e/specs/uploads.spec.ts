// Files that are on their way while something happens: nothing is lost, and what arrives is the file.
import { createHash } from "node:crypto";
import type { Page, Route } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { serve } from "../fixtures/server.ts";
import { account, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

const parts = /\/api\/v1\/claims\/[^/]+\/uploads\/[^/]+$/;

/** A PDF of 5 MB that no other test sends: ten parts. */
function proof(mark: string): { name: string; mimeType: string; buffer: Buffer } {
  const head = `%PDF-1.4\n% ${mark}\n1 0 obj\n<< /Type /Catalog >>\nendobj\n`;
  const buffer = Buffer.alloc(5_000_000, "x");
  buffer.write(head);
  buffer.write("\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n", buffer.length - 34);
  return { name: `${mark}.pdf`, mimeType: "application/pdf", buffer };
}

function sum(file: { buffer: Buffer }): string {
  return createHash("sha256").update(file.buffer).digest("hex");
}

async function draft(page: Page): Promise<string> {
  const made = await page.request.post("/api/v1/claims", { data: { form: { customerName: "Upload" } } });
  return ((await made.json()) as { reference: string }).reference;
}

/** The files of the claim, by their checksums, as the server has them. */
async function evidence(page: Page, reference: string): Promise<string[]> {
  const answer = await page.request.get(`/api/v1/claims/${reference}`);
  const claim = (await answer.json()) as { evidence: { sha256: string }[] };
  return claim.evidence.map((one) => one.sha256);
}

/** Lets three parts through and then does this with every other one. */
async function afterThree(page: Page, act: (route: Route) => Promise<void>): Promise<void> {
  let sent = 0;
  await page.route(parts, async (route) => {
    if (route.request().method() !== "PATCH") return sent < 3 ? route.continue() : act(route);
    sent += 1;
    return sent <= 3 ? route.continue() : act(route);
  });
}

test("a lost connection is waited for, and only the rest is sent", async ({ page, context, words, language, faults, inspect, request }) => {
  faults.mayFail();
  await signIn(page, words, await account(request, "partner"));
  const reference = await draft(page);
  await open(page, `/claims/${reference}/proof`);
  await afterThree(page, (route) => route.abort("connectionreset"));
  const file = proof(`cut-${language}`);
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByText(words.noConnection)).toBeVisible();
  await inspect(page, "upload-waiting");

  await page.unroute(parts);
  const offsets: number[] = [];
  page.on("request", (made) => {
    const offset = made.headers()["upload-offset"];
    if (made.method() === "PATCH" && offset) offsets.push(Number(offset));
  });
  // The browser finds its connection again.
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(page.getByText(sum(file))).toBeAttached({ timeout: 40_000 });
  expect(Math.min(...offsets)).toBe(3 * 512 * 1024);
  expect(await evidence(page, reference)).toEqual([sum(file)]);
  await inspect(page, "upload-done");
});

test("after a reload the file is chosen again and gone on with", async ({ page, words, language, faults, inspect, request }) => {
  faults.mayFail();
  await signIn(page, words, await account(request, "partner"));
  const reference = await draft(page);
  await open(page, `/claims/${reference}/proof`);
  await afterThree(page, (route) => route.abort("connectionreset"));
  const file = proof(`reload-${language}`);
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByText(words.noConnection)).toBeVisible();
  await page.unroute(parts);
  await page.reload();
  const goOn = page.getByText(put(words.goOnWith, file.name, "31"));
  await expect(goOn).toBeVisible();
  await inspect(page, "upload-go-on");

  const offsets: number[] = [];
  page.on("request", (made) => {
    const offset = made.headers()["upload-offset"];
    if (made.method() === "PATCH" && offset) offsets.push(Number(offset));
  });
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByText(sum(file))).toBeAttached();
  await expect(goOn).toBeHidden();
  expect(Math.min(...offsets)).toBe(3 * 512 * 1024);
  expect(await evidence(page, reference)).toEqual([sum(file)]);
});

test("a cancelled upload leaves nothing", async ({ page, words, language, faults, request }) => {
  faults.mayFail();
  await signIn(page, words, await account(request, "partner"));
  const reference = await draft(page);
  await open(page, `/claims/${reference}/proof`);
  await afterThree(page, (route) => (route.request().method() === "DELETE" ? route.continue() : route.abort("connectionreset")));
  const file = proof(`cancel-${language}`);
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByText(words.noConnection)).toBeVisible();
  const taken = page.waitForResponse((answer) => answer.request().method() === "DELETE" && parts.test(answer.url()));
  await page.getByRole("button", { name: put(words.cancelSending, file.name) }).click();
  expect((await taken).status()).toBe(204);
  await page.reload();
  await expect(page.locator("input[type=file]")).toBeVisible();
  await expect(page.getByText(file.name)).toHaveCount(0);
  expect(await evidence(page, reference)).toEqual([]);
});

test("a server that is killed in the middle loses nothing it had acknowledged", async ({ page, words, language, faults }) => {
  test.setTimeout(120_000);
  faults.mayFail();
  faults.expect(503);
  const server = await serve();
  const { origin } = server;
  try {
    const info = (await (await page.request.get(`${origin}/api/v1/info`)).json()) as {
      demo: { accounts: { role: string; email: string; password: string }[] };
    };
    const partner = info.demo.accounts.find((one) => one.role === "partner");
    if (!partner) throw new Error("the demonstration has no partner");
    await page.goto(`${origin}/sign-in`);
    await page.getByLabel(words.email, { exact: true }).fill(partner.email);
    await page.getByLabel(words.password, { exact: true }).fill(partner.password);
    await page.getByRole("button", { name: words.signIn, exact: true }).click();
    await expect(page).not.toHaveURL(/sign-in/);
    const made = await page.request.post(`${origin}/api/v1/claims`, { data: { form: { customerName: "Killed" } } });
    const { reference } = (await made.json()) as { reference: string };
    await page.goto(`${origin}/claims/${reference}/proof`);

    let killed: Promise<void> | undefined;
    await afterThree(page, async (route) => {
      killed ??= server.kill();
      await killed;
      await route.continue();
    });
    const file = proof(`killed-${language}`);
    await page.locator("input[type=file]").setInputFiles(file);
    await expect(page.getByText(words.noConnection)).toBeVisible();
    await server.start();
    await expect(page.getByText(sum(file))).toBeAttached({ timeout: 60_000 });
    const answer = await page.request.get(`${origin}/api/v1/claims/${reference}`);
    const claim = (await answer.json()) as { evidence: { id: string; sha256: string }[] };
    expect(claim.evidence.map((one) => one.sha256)).toEqual([sum(file)]);
    const back = await page.request.get(`${origin}/api/v1/claims/${reference}/evidence/${claim.evidence[0]?.id}`);
    expect(createHash("sha256").update(await back.body()).digest("hex")).toBe(sum(file));
  } finally {
    await server.remove();
  }
});
