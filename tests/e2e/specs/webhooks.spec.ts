// A program that is told of claims, from adding it to what it did not take.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sendClaim } from "../fixtures/sent.ts";
import { expect, test } from "../fixtures/index.ts";
import { widen } from "../fixtures/narrow.ts";
import { account, expectHeading, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

interface Came {
  body: string;
  signature: string;
  signed: string;
}

/** A program that receives webhooks, on this machine. */
async function receiver() {
  const came: Came[] = [];
  const answers = { status: 204 };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      const head = (name: string) => String(request.headers[`webhook-${name}`]);
      came.push({ body, signature: head("signature"), signed: `${head("id")}.${head("timestamp")}.${body}` });
      response.writeHead(answers.status).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, came, answers, close: () => server.close() };
}

function isSignedBy(secret: string, { signature, signed }: Came): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const right = createHmac("sha256", key).update(signed).digest("base64");
  return signature.split(" ").includes(`v1,${right}`);
}

test("a program is added, tried, told, and gets again what it did not take", async ({
  page,
  words,
  faults,
  inspect,
  request,
}) => {
  const program = await receiver();
  const partner = await account(request, "partner");
  await signIn(page, words, partner);
  await open(page, "/notices");
  await page.getByRole("link", { name: words.webhooksLink }).click();
  await expectHeading(page, words.webhooks);

  // What is no address is said at the field, and the summary leads there.
  const address = page.getByLabel(words.webhookAddress, { exact: true });
  const add = page.getByRole("button", { name: words.addWebhook });
  faults.expect(422, /webhooks/);
  await address.fill("hooks.example");
  await add.click();
  await expect(page.getByRole("alert").getByRole("link", { name: words.webhookNotHttps })).toBeVisible();
  await inspect(page, "webhooks-wrong");

  // By keyboard alone.
  await address.fill(program.url);
  await address.press("Enter");
  const made = page.getByRole("region", { name: words.webhookSecret, exact: true });
  await expect(made).toBeFocused();
  const secret = (await made.locator("code").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await inspect(page, "webhooks-secret");
  await made.getByRole("button", { name: words.secretKept }).click();
  await expect(made).toBeHidden();

  const card = page.getByRole("region", { name: program.url, exact: true });
  await card.getByRole("button", { name: words.sendTest }).click();
  await expect(card.getByText(words.testArrived)).toBeVisible();
  expect(isSignedBy(secret, program.came[0] as Came)).toBe(true);
  program.answers.status = 500;
  await card.getByRole("button", { name: words.sendTest }).click();
  await expect(card.getByText(words.testFailed)).toBeVisible();

  // A claim is sent while the program fails: two tries, and it is given up.
  program.came.length = 0;
  const reference = await sendClaim(page.request, partner, "Kunde med program");
  await expect.poll(() => program.came.length).toBe(2);
  expect(JSON.parse((program.came[0] as Came).body)).toMatchObject({
    type: "claim.submitted",
    data: { reference, from: "draft", to: "submitted" },
  });
  await open(page, "/webhooks");
  await card.getByRole("button", { name: words.webhookMessages, exact: true }).click();
  const row = card
    .getByRole("table", { name: put(words.messagesTo, program.url) })
    .getByRole("row")
    .filter({ hasText: reference });
  const load = card.getByRole("button", { name: words.loadAgain });
  await expect(async () => {
    await load.click();
    await expect(row).toContainText(words.givenUp, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  for (const width of [360, 768, 1280]) await widen(page, width);
  await inspect(page, "webhooks-given-up");

  program.answers.status = 204;
  await row.getByRole("button", { name: put(words.sendAgain, reference) }).click();
  await expect(async () => {
    await load.click();
    await expect(row).toContainText(words.arrived, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });

  // A new secret, beside which the old one signs on.
  await card.getByRole("button", { name: words.newSecret }).click();
  const second = (await made.locator("code").textContent()) ?? "";
  expect(second).not.toBe(secret);
  await expect(card.getByText(words.bothSecrets)).toBeVisible();
  await card.getByRole("button", { name: words.sendTest }).click();
  await expect(card.getByText(words.testArrived)).toBeVisible();
  const last = program.came.at(-1) as Came;
  expect([isSignedBy(secret, last), isSignedBy(second, last)]).toEqual([true, true]);

  await card.getByRole("button", { name: words.switchOff }).click();
  await expect(card.getByText(words.switchedOff)).toBeVisible();
  await card.getByRole("button", { name: words.remove, exact: true }).click();
  await card.getByRole("button", { name: words.removeForGood }).click();
  await expect(page.getByText(words.webhookRemoved)).toBeVisible();
  await expect(card).toBeHidden();
  program.close();
});

test("an administrator has webhooks of the installation, a reviewer none", async ({
  page,
  words,
  inspect,
  request,
  visitor,
}) => {
  await signIn(page, words, await account(request, "administrator"));
  await open(page, "/admin");
  await page.getByRole("link", { name: words.webhooksLink }).click();
  await expectHeading(page, words.webhooks);
  await expect(page.getByRole("button", { name: words.addWebhook })).toBeVisible();
  await inspect(page, "webhooks-administrator");
  const other = await visitor();
  await signIn(other, words, await account(request, "reviewer"));
  await open(other, "/webhooks");
  await expect(other.getByRole("button", { name: words.addWebhook })).toBeHidden();
});
