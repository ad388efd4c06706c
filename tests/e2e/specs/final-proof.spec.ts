// A provisional proof holds the day of filing, and the final one takes its place before anybody approves.
import { expect, test } from "../fixtures/index.ts";
import { draftClaim } from "../fixtures/sent.ts";
import { account, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

test("a claim is sent with a provisional proof, and approved once the final one came", async ({
  page,
  words,
  faults,
  inspect,
  request,
  visitor,
}) => {
  const partner = await account(request, "partner");
  const reference = await draftClaim(request, partner, "Æblehavens Saftpresseri");
  const path = `/api/v1/claims/${reference}`;
  const proof = await (await request.get(`${path}/template?language=en`)).body();
  const signed = Buffer.concat([proof, Buffer.from("\n% signed\n")]);

  await signIn(page, words, partner);
  await open(page, `/claims/${reference}/proof`);
  const box = page.getByRole("checkbox", { name: put(words.isProvisional, "proof.pdf") });
  await box.focus();
  await page.keyboard.press("Space");
  await expect(page.getByText(words.finalFinding).first()).toBeVisible();
  await expect(box).toBeChecked();
  // Saying so moves nothing under the hands.
  await expect(box).toBeFocused();
  await inspect(page, "final-proof-marked");
  const draft = await request.get(path);
  const sent = await request.post(`${path}/submit`, { headers: { "If-Match": draft.headers().etag ?? "" } });
  expect(sent.status(), await sent.text()).toBe(200);

  const desk = await visitor();
  await signIn(desk, words, await account(request, "reviewer"));
  await open(desk, `/review/${reference}`);
  const seen = desk.getByRole("region", { name: words.finalProof });
  await expect(seen.getByText(words.finalAwaited)).toBeVisible();
  await expect(desk.getByText(words.finalFinding)).toBeVisible();
  await expect(desk.getByText(words.finalNoApproval)).toBeVisible();
  await expect(desk.getByText(words.provisional, { exact: true })).toBeVisible();
  await expect(desk.getByRole("radio", { name: words.reject, exact: true })).toBeVisible();
  await expect(desk.getByRole("radio", { name: words.approve, exact: true })).toHaveCount(0);
  await inspect(desk, "final-proof-awaited");

  await open(page, `/claims/${reference}`);
  const own = page.getByRole("region", { name: words.finalProof });
  await expect(own.getByText(words.finalAwaited)).toBeVisible();
  const chooser = own.locator("input[type=file]");
  const pdf = (name: string, buffer: Buffer) => ({ name, mimeType: "application/pdf", buffer });
  await chooser.setInputFiles([pdf("a.pdf", signed), pdf("b.pdf", signed)]);
  await expect(own.getByText(words.finalOneFile)).toBeVisible();
  // The provisional one again is not the final one.
  faults.expect(422, /\/uploads\//);
  await chooser.setInputFiles(pdf("proof again.pdf", proof));
  await expect(own.getByText(words.finalThere)).toBeVisible();
  await inspect(page, "final-proof-own");
  await chooser.setInputFiles(pdf("signed.pdf", signed));
  await expect(page.getByText(words.finalCame)).toBeVisible();
  await expect(own.locator("input[type=file]")).toHaveCount(0);
  await expect(page.getByText(words.replaced, { exact: true })).toBeVisible();
  await expect(page.getByText(words.finalAdded)).toBeVisible();
  await inspect(page, "final-proof-came");

  await desk.reload();
  await expect(desk.getByText(words.finalCame)).toBeVisible();
  await expect(desk.getByText("signed.pdf").first()).toBeVisible();
  await desk.getByRole("radio", { name: words.approve, exact: true }).check();
  await desk.getByRole("button", { name: words.sendDecision }).click();
  await expect(desk.getByRole("alert").filter({ hasText: words.decisionDone })).toBeVisible();
});
