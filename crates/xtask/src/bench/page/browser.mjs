// A browser of one measurement's own, and what its pages took of the machine.
import { readFileSync, readdirSync } from "node:fs";
import { chromium } from "playwright-core";

/** Does something in a fresh browser's page; the answer has the most memory the page took, in kB. */
export async function inBrowser(browser, act) {
  const server = await chromium.launchServer({ ...browser, headless: true });
  try {
    const connected = await chromium.connect(server.wsEndpoint());
    const page = await connected.newPage({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
    page.setDefaultTimeout(120_000);
    const told = await act(page);
    return { ...told, memory: renderers(server.process().pid) };
  } finally {
    await server.close();
  }
}

/** The high-water marks of a browser's renderers, the largest of them; 0 where the system does not tell. */
function renderers(pid) {
  const told = (file) => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  const parents = new Map();
  const processes = (() => {
    try {
      return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
    } catch {
      return [];
    }
  })();
  for (const process of processes) {
    parents.set(process, Number(/^PPid:\s+(\d+)/m.exec(told(`/proc/${process}/status`))?.[1] ?? 0));
  }
  const below = (process) => {
    for (let at = process; at > 1; at = parents.get(at) ?? 0) if (at === pid) return true;
    return false;
  };
  const marks = processes
    .filter((process) => below(process) && told(`/proc/${process}/cmdline`).includes("--type=renderer"))
    .map((process) => Number(/^VmHWM:\s+(\d+)/m.exec(told(`/proc/${process}/status`))?.[1] ?? 0));
  return Math.max(0, ...marks);
}
