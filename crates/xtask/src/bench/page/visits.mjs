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

/** What each visit told. */
export async function visits({ executablePath, args }, { address, times }) {
  const told = [];
  for (let time = 0; time < times; time += 1) {
    const chrome = await launch({ chromePath: executablePath, chromeFlags: args });
    try {
      const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: categories, logLevel: "error" });
      told.push({
        scores: categories.map((category) => Math.round(lhr.categories[category].score * 100)),
        ...Object.fromEntries(Object.entries(audits).map(([name, audit]) => [name, lhr.audits[audit].numericValue])),
        failed: Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary").map(({ id }) => id),
      });
    } finally {
      chrome.kill();
    }
  }
  return told;
}
