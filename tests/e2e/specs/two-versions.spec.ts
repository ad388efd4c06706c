// One claim in two windows: both versions are shown, and the reader chooses answer by answer.
import { expect, test } from "../fixtures/index.ts";
import { account, open, signIn } from "../verbs.ts";
import { put } from "../words.ts";

test("neither of two versions overwrites the other unseen", async ({ page, words, faults, inspect, visitor, request }) => {
  const partner = await account(request, "partner");
  await signIn(page, words, partner);
  const form = { customerName: "Fjord", customerDomain: "fjord.example" };
  const made = await page.request.post("/api/v1/claims", { data: { form } });
  const { reference } = (await made.json()) as { reference: string };
  const address = `/claims/${reference}/association`;
  await open(page, address);
  const other = await visitor();
  await signIn(other, words, partner);
  await open(other, address);

  const saved = other.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());
  await other.getByLabel(words.customerName, { exact: true }).fill("Fjord A/S");
  await other.getByLabel(words.customerName, { exact: true }).blur();
  await saved;

  faults.expect(412, /\/form$/);
  await page.getByLabel(words.domain, { exact: true }).fill("fjordbyg.example");
  await page.getByLabel(words.customerName, { exact: true }).fill("Fjordbyg");
  await page.getByLabel(words.customerName, { exact: true }).blur();
  const conflict = page.getByRole("region", { name: words.newerThere });
  await expect(conflict).toBeVisible();
  await inspect(page, "two-versions");

  // After a reload it is asked again, also when something was typed in between.
  await page.getByLabel(words.subscriptionId, { exact: true }).fill("9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a01");
  await page.reload();
  await expect(conflict).toBeVisible();

  // What only one side changed is chosen already; what both did is for the reader to say.
  await expect(conflict.getByRole("radio", { name: put(words.mineIs, "fjordbyg.example") })).toBeChecked();
  await conflict.getByRole("button", { name: words.goOnWithChosen }).click();
  await expect(conflict.getByText(words.chooseOfTwo)).toBeVisible();
  await inspect(page, "two-versions-fault");
  await conflict.getByRole("radio", { name: put(words.newerIs, "Fjord A/S") }).check();
  await conflict.getByRole("button", { name: words.goOnWithChosen }).click();
  await expect(conflict).toBeHidden();
  await expect(page.getByLabel(words.customerName, { exact: true })).toHaveValue("Fjord A/S");
  await expect
    .poll(async () => {
      const answer = await page.request.get(`/api/v1/claims/${reference}`);
      const claim = (await answer.json()) as { form: Record<string, unknown> };
      const { customerName, customerDomain, subscriptionId } = claim.form;
      return [customerName, customerDomain, subscriptionId];
    })
    .toEqual(["Fjord A/S", "fjordbyg.example", "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a01"]);
});
