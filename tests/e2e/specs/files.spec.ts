// What both sides are told of a file: what the virus scanner said, and what the file could do.
import { zip } from "../archives.ts";
import { clamd, eicar } from "../fixtures/clamd.ts";
import { expect, test } from "../fixtures/index.ts";
import { completeForm } from "../fixtures/sent.ts";
import { serve } from "../fixtures/server.ts";
import { type Account, account, open, signIn } from "../verbs.ts";
import type { Language } from "../words.ts";
import { put } from "../words.ts";

const told: Record<Language, Record<"notScanned" | "clean" | "waiting" | "waits" | "infected" | "macros" | "locked", string>> = {
  en: {
    notScanned: "Not scanned for viruses",
    clean: "No virus found",
    waiting: "Waits for the virus scanner. Until it answers, nobody can open the file, and the claim can be neither sent nor approved.",
    waits: "{0} waits for the virus scanner. Load the page again in a few minutes, and send the claim then.",
    infected: "The file contains a virus, and nothing of it was kept. Choose one that is not infected.",
    macros: "Contains macros. They are not needed for reading: do not allow them to run.",
    locked: "The file is protected with a password. Save it without one, and choose it again.",
  },
  da: {
    notScanned: "Ikke scannet for virus",
    clean: "Ingen virus fundet",
    waiting: "Venter på virusscanneren. Indtil den svarer, kan ingen åbne filen, og ansøgningen kan hverken sendes eller godkendes.",
    waits: "{0} venter på virusscanneren. Genindlæs siden om nogle minutter, og send så ansøgningen.",
    infected: "Filen indeholder virus, og intet af den er gemt. Vælg en, der ikke er inficeret.",
    macros: "Indeholder makroer. De er ikke nødvendige for at læse filen: lad dem ikke køre.",
    locked: "Filen er beskyttet med en adgangskode. Gem den uden, og vælg den igen.",
  },
};

/** A Word document that may have macros, and has some. */
function withMacros(encrypted = false) {
  const main = "application/vnd.ms-word.document.macroEnabled.main+xml";
  const buffer = zip([
    { name: "[Content_Types].xml", text: `<Types><Override ContentType="${main}"/></Types>` },
    { name: "word/document.xml", text: "<w:document/>", encrypted },
    { name: "word/vbaProject.bin", text: "Sub AutoOpen()" },
  ]);
  return { name: encrypted ? "locked.docm" : "report.docm", mimeType: "application/octet-stream", buffer };
}

test("without a scanner files say so, and macros are told to both sides", async ({ page, words, language, faults, inspect, request }) => {
  const partner = await account(request, "partner");
  await signIn(page, words, partner);
  const session = (await (await page.request.get("/api/v1/session")).json()) as { user: { organisation: { locations: string[] } } };
  const form = completeForm(session.user.organisation.locations[0] ?? "", `Makro ${language}`);
  const made = await page.request.post("/api/v1/claims", { data: { form } });
  const { reference } = (await made.json()) as { reference: string };
  await open(page, `/claims/${reference}/proof`);
  const files = page.locator("input[type=file]");
  await files.setInputFiles(withMacros());
  const line = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "report.docm" }) });
  await expect(line.getByText(told[language].notScanned)).toBeVisible();
  await expect(line.getByText(told[language].macros)).toBeVisible();
  faults.expect(422);
  await files.setInputFiles(withMacros(true));
  await expect(page.getByText(told[language].locked)).toBeVisible();
  await inspect(page, "files-proof");

  const path = `/api/v1/claims/${reference}`;
  const version = (await page.request.get(path)).headers().etag ?? "";
  const sent = await page.request.post(`${path}/submit`, { headers: { "If-Match": version } });
  expect(sent.status(), await sent.text()).toBe(200);
  await page.context().clearCookies();
  await signIn(page, words, await account(request, "reviewer"));
  await open(page, `/review/${reference}`);
  await expect(page.getByText(told[language].macros)).toBeVisible();
  await inspect(page, "files-review");
});

test("a file waits for the scanner, and its claim with it", async ({ page, words, language, faults, inspect }) => {
  test.setTimeout(120_000);
  const scanner = await clamd();
  const server = await serve(["--clamav", scanner.address]).catch((error: unknown) => {
    scanner.close();
    throw error;
  });
  const { origin } = server;
  try {
    const info = (await (await page.request.get(`${origin}/api/v1/info`)).json()) as { demo: { accounts: Account[] } };
    const partner = info.demo.accounts.find((one) => one.role === "partner");
    if (!partner) throw new Error("the demonstration has no partner");
    const { email, password } = partner;
    const session = await page.request.post(`${origin}/api/v1/session`, { data: { email, password } });
    const { user } = (await session.json()) as { user: { organisation: { locations: string[] } } };
    const form = completeForm(user.organisation.locations[0] ?? "", "Scannet");
    const made = await page.request.post(`${origin}/api/v1/claims`, { data: { form } });
    const { reference } = (await made.json()) as { reference: string };
    const path = `${origin}/api/v1/claims/${reference}`;
    const proof = await (await page.request.get(`${path}/template?language=en`)).body();
    const file = (name: string, more: string) => ({ name, mimeType: "application/pdf", buffer: Buffer.concat([proof, Buffer.from(more)]) });

    await open(page, `${origin}/claims/${reference}/proof`);
    const files = page.locator("input[type=file]");
    await files.setInputFiles(file("clean.pdf", "\n"));
    const line = (name: string) => page.getByRole("listitem").filter({ hasText: name });
    await expect(line("clean.pdf").getByText(told[language].clean)).toBeVisible();
    faults.expect(422);
    await files.setInputFiles(file("bad.pdf", eicar));
    await expect(page.getByText(told[language].infected)).toBeVisible();
    scanner.answers = false;
    await files.setInputFiles(file("waits.pdf", "\n\n"));
    await expect(line("waits.pdf").getByText(told[language].waiting)).toBeVisible();
    await expect(page.getByRole("link", { name: "waits.pdf" })).toHaveCount(0);
    await inspect(page, "files-scanned");

    await open(page, `${origin}/claims/${reference}/check`);
    await page.getByRole("button", { name: words.send, exact: true }).click();
    const summary = page.getByRole("alert").filter({ hasText: words.problem });
    await expect(summary).toContainText(put(told[language].waits, "waits.pdf"));
    await inspect(page, "files-waits");
  } finally {
    scanner.close();
    await server.remove();
  }
});
