// The page in a real browser, beside two other ways of reading an export there.
// Usage: node measure.mjs SETTINGS.json ANSWERS.json imports|keys|visits
import { readFileSync, writeFileSync } from "node:fs";
import { imports } from "./imports.mjs";
import { keys } from "./keys.mjs";
import { visits } from "./visits.mjs";

const [settings, answers, part] = process.argv.slice(2);
const { chromium, flags, address, rounds, strokes, visited, revenue, large } = JSON.parse(readFileSync(settings, "utf8"));
const browser = { executablePath: chromium, args: flags };
const parts = {
  imports: () => imports(browser, { address, file: revenue, rounds }),
  keys: () => keys(browser, { address, files: large, strokes }),
  visits: () => visits(browser, { address, times: visited }),
};
writeFileSync(answers, JSON.stringify(await parts[part]()));
