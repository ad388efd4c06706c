// The finished binary with an invented programme, in the system's Chromium.
// `cargo xtask test` builds, and says where binary and browser are; run by itself, both are looked
// for where they usually lie.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { binary, freePort } from "./fixtures/binary.ts";
import type { Options } from "./fixtures/index.ts";

const here = import.meta.dirname;

// This file is read again by every worker: what the first reading decided, the environment keeps.
if (!process.env.CLAIMDESK_PORT) {
  process.env.CLAIMDESK_PORT = String(await freePort());
  process.env.CLAIMDESK_TEST_DATA = folder();
}
const data = process.env.CLAIMDESK_TEST_DATA ?? "";
const address = `127.0.0.1:${process.env.CLAIMDESK_PORT}`;
// Every decision is looked at again; no claim but those of the spec about it brings so much.
const quality = "--second-eyes-above 6000 --second-look-approvals 100 --second-look-rejections 100";

export default defineConfig<Options>({
  testDir: "specs",
  outputDir: "test-results",
  // What never comes is found by these; how quick the rest is, is for benchmarks to say.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // One server and two cores: side by side, tests would only wait for each other.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  projects: [
    { name: "English", use: { language: "en", locale: "en-GB" } },
    { name: "Dansk", use: { language: "da", locale: "da-DK" } },
  ],
  use: {
    baseURL: `http://${address}`,
    browserName: "chromium",
    headless: true,
    launchOptions: { executablePath: chromium(), args: flags() },
    contextOptions: { reducedMotion: "reduce" },
    timezoneId: "Europe/Copenhagen",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  webServer: {
    // Programs that receive webhooks are on this machine, and what they refuse is soon given up.
    command:
      `"${binary}" serve --demo --listen ${address} --data "${data}" ${quality}` +
      ` --webhooks-allow http,private,ports --webhooks-retry-seconds 1`,
    url: `http://${address}/readyz`,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    timeout: 30_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});

/** A folder of this run's own for the server; those of runs that are long over go. */
function folder(): string {
  const all = join(here, ".server");
  mkdirSync(all, { recursive: true });
  const old = Date.now() - 6 * 3_600_000;
  for (const name of readdirSync(all)) {
    const one = join(all, name);
    if (statSync(one).mtimeMs < old) rmSync(one, { recursive: true, force: true });
  }
  return mkdtempSync(join(all, "run-"));
}

function chromium(): string {
  const usual = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`);
  const found = process.env.CHROMIUM ?? usual.find((path) => existsSync(path));
  if (!found) throw new Error("No Chromium: install it, or name it in CHROMIUM.");
  return found;
}

function flags(): string[] {
  const quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run";
  const given = process.env.CHROMIUM_FLAGS ?? quiet;
  // Playwright starts it headless itself.
  return given.split(" ").filter((flag) => flag && flag !== "--headless");
}
