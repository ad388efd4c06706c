// An export from drop to counted pairs: the page, PapaParse with plain JavaScript, and duckdb-wasm,
// each in a fresh browser, in turns.
import { inBrowser } from "./browser.mjs";
import { peers } from "./peers.mjs";

/** Notes when a file is given, when the answer stands painted, and every long task between. */
function watch(answer) {
  globalThis.measured = { long: [], begun: 0, ended: 0 };
  const { measured } = globalThis;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) measured.long.push([task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });
  addEventListener("change", ({ target }) => target.type === "file" && (measured.begun = performance.now()), true);
  new MutationObserver(() => {
    const text = document.querySelector(answer)?.textContent;
    if (!measured.begun || measured.ended || measured.seen || !text) return;
    measured.seen = true;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (measured.ended = performance.now());
      port2.postMessage(0);
    });
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

async function measured(browser, address, file, answer, count) {
  return inBrowser(browser, async (page) => {
    await page.addInitScript(watch, answer);
    await page.goto(address);
    await page.locator("#exports").setInputFiles(file);
    await page.waitForFunction(() => globalThis.measured.ended > 0);
    const { begun, ended, long } = await page.evaluate(() => globalThis.measured);
    const within = long.filter(([start]) => start >= begun && start <= ended).map(([, duration]) => duration);
    return { fromDrop: ended - begun, fromLoad: ended, longest: Math.max(0, ...within), counted: await page.evaluate(count) };
  });
}

/** What each round told, by way. */
export async function imports(browser, { address, file, rounds }) {
  const others = await peers();
  try {
    return await inTurns(browser, { address, others: others.address, file, rounds });
  } finally {
    others.close();
  }
}

async function inTurns(browser, { address, others, file, rounds }) {
  const own = () => {
    const cells = [...document.querySelectorAll("article[aria-labelledby=metric-net_customer_adds] .figures dd")];
    return cells.map((cell) => Number(cell.textContent.replaceAll(/[^\d]/g, "")));
  };
  const theirs = () => JSON.parse(document.querySelector("output").textContent);
  const ways = {
    claimdesk: () => measured(browser, `${address}/portfolio`, file, ".result .total strong", own),
    papaparse: () => measured(browser, `${others}/papaparse.html`, file, "output", theirs),
    duckdb: () => measured(browser, `${others}/duckdb.html`, file, "output", theirs),
  };
  const told = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  // The first round warms the system's caches, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [way, run] of Object.entries(ways)) {
      const found = await run();
      if (round > 0) told[way].push(found);
    }
  }
  return told;
}
