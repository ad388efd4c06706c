// The calculator: points by hand, without an account.
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, open } from "../verbs.ts";
import { put } from "../words.ts";

test("points by hand, at once, with what blocks", async ({ page, words, language, inspect }) => {
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await inspect(page, "calculator-empty");
  const big = (text: string) => (language === "da" ? text.replaceAll(",", ".") : text);
  await page.getByLabel(words.netAdds, { exact: true }).fill("3");
  await page.getByLabel(words.intermediate, { exact: true }).fill("5");
  await page.getByLabel(words.advanced, { exact: true }).fill("1");
  await page.getByLabel(words.usageNow, { exact: true }).fill(big("31,000"));
  await page.getByLabel(words.usageBaseline, { exact: true }).fill(big("25,000"));
  await page.getByLabel(words.deployments, { exact: true }).fill("1");
  await expect(page.getByText(language === "da" ? "64,50" : "64.50").first()).toBeVisible();
  await page.getByRole("radio", { name: words.enterprise, exact: true }).check();
  await expect(page.getByText(language === "da" ? "20,14" : "20.14").first()).toBeVisible();
  await expect(page.getByText(put(words.baselineTooLow, big("50,000")))).toBeVisible();
  await inspect(page, "calculator-manual");
  await page.getByLabel(words.deployments, { exact: true }).fill("many");
  await page.getByLabel(words.deployments, { exact: true }).blur();
  await expect(page.getByText(words.notACount)).toBeVisible();
  await inspect(page, "calculator-fault");
});
