// A browser of one measurement's own, and what its pages took of the machine.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

/** Does something in a fresh browser's page; the answer has the most memory the page took, in kB. */
export async function inBrowser(settings, act) {
  const browser = await chromium.launch({ ...settings, headless: true });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
    page.setDefaultTimeout(120_000);
    const told = await act(page);
    return { ...told, memory: await renderers(browser) };
  } finally {
    await browser.close();
  }
}

/** The high-water marks of a browser's renderers, the largest of them; 0 where the system does not tell. */
async function renderers(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const marks = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => mark(id));
  return Math.max(0, ...marks);
}

function mark(process) {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
