// First visits as Lighthouse's mobile profile has them.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const categories = ["performance", "accessibility", "best-practices", "seo"];
const audits = {
  largestPaint: "largest-contentful-paint",
  usable: "interactive",
  blocked: "total-blocking-time",
  shift: "cumulative-layout-shift",
  bytes: "total-byte-weight",
};

/** What each visit told. One that Lighthouse could not see to its end is made again, and told of. */
export async function visits(browser, { address, times }) {
  const told = [];
  for (let left = times; told.length < times; left -= 1) {
    // As many again may fail: then it is the page, not the moment.
    if (left <= -times) throw new Error(`${-left + times} visits, and only ${told.length} could be measured`);
    const lhr = await visit(browser, address);
    const missing = Object.values(audits).find((audit) => lhr.audits[audit]?.numericValue === undefined);
    if (!missing) told.push(summary(lhr));
    else console.warn(`a visit was not measured: ${lhr.runtimeError?.code ?? lhr.audits[missing]?.errorMessage}`);
  }
  return told;
}

async function visit({ executablePath, args }, address) {
  const chrome = await launch({ chromePath: executablePath, chromeFlags: args });
  try {
    const options = { port: chrome.port, onlyCategories: categories, logLevel: "error" };
    return (await lighthouse(address, options)).lhr;
  } finally {
    chrome.kill();
  }
}

function summary({ categories: scored, audits: heard }) {
  const binary = (audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary";
  return {
    scores: categories.map((category) => Math.round(scored[category].score * 100)),
    ...Object.fromEntries(Object.entries(audits).map(([name, audit]) => [name, heard[audit].numericValue])),
    failed: Object.values(heard).filter(binary).map(({ id }) => id),
  };
}
