// The page in a real browser, beside two other ways of reading an export there.
// Usage: node measure.mjs SETTINGS.json ANSWERS.json
import { readFileSync, writeFileSync } from "node:fs";
import { imports } from "./imports.mjs";
import { keys } from "./keys.mjs";
import { peers } from "./peers.mjs";
import { visits } from "./visits.mjs";

const [settings, answers] = process.argv.slice(2);
const { chromium, flags, address, rounds, strokes, visited, revenue, large } = JSON.parse(readFileSync(settings, "utf8"));
const browser = { executablePath: chromium, args: flags };
const others = await peers();
try {
  const told = {
    imports: await imports(browser, { address, peers: others.address, file: revenue, rounds }),
    keys: await keys(browser, { address, files: large, strokes }),
    visits: await visits(browser, { address, times: visited }),
  };
  writeFileSync(answers, JSON.stringify(told));
} finally {
  others.close();
}
