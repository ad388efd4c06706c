// From a keystroke to the painted points, the processor slowed four times.
import { inBrowser } from "./browser.mjs";

/** How much slower the processor is made. */
const SLOWER = 4;

/** For each keystroke that changes what is said in `where`, the time until the next frame is painted. */
function watch(where) {
  globalThis.strokes = [];
  let pressed;
  addEventListener("keydown", (event) => (pressed ??= event.timeStamp), true);
  // A checkbox turns when the key comes up.
  addEventListener("keyup", ({ target, timeStamp }) => target.type === "checkbox" && (pressed = timeStamp), true);
  // A frame's work ends after the callbacks of the frame: a message comes after the painting.
  const painted = () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      if (pressed !== undefined) globalThis.strokes.push(performance.now() - pressed);
      pressed = undefined;
    };
    requestAnimationFrame(() => port2.postMessage(0));
  };
  new MutationObserver((changes) => {
    const said = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(where);
    if (pressed !== undefined && changes.some(({ target }) => said(target))) painted();
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

async function slowed(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

/** Waits for the answer to a keystroke before the next: each is measured alone. */
async function answered(page, before) {
  await page.waitForFunction((many) => globalThis.strokes.length > many, before, { polling: 5 });
}

async function pressed(page, keys) {
  for (const key of keys) {
    const before = await page.evaluate(() => globalThis.strokes.length);
    await page.keyboard.press(key);
    await answered(page, before);
  }
  return page.evaluate(() => globalThis.strokes);
}

/** Digits typed into the calculator. */
async function calculator(browser, address, strokes) {
  return inBrowser(browser, async (page) => {
    await page.addInitScript(watch, ".total");
    await page.goto(address);
    await page.locator("#deployments").focus();
    await slowed(page);
    const keys = Array.from({ length: strokes }, (_, index) => (index % 2 === 0 ? String(1 + (index / 2) % 4) : "Backspace"));
    return { times: await pressed(page, keys) };
  });
}

/** Opportunities ticked and unticked by the space bar among ten thousand customers. */
async function opportunities(browser, address, files, strokes) {
  return inBrowser(browser, async (page) => {
    await page.addInitScript(watch, ".tick-sum [role=status]");
    await page.goto(`${address}/portfolio`);
    await page.locator("#exports").setInputFiles(files);
    const first = page.locator(".opportunities input[type=checkbox]").first();
    await first.waitFor();
    await page.evaluate(() => (globalThis.strokes.length = 0));
    await first.focus();
    await slowed(page);
    return { times: await pressed(page, Array.from({ length: strokes }, () => "Space")) };
  });
}

/** The times of both, in milliseconds. */
export async function keys(browser, { address, files, strokes }) {
  // Without the wait for the screen's next turn, which is the screen's and not the page's.
  const eager = { ...browser, args: [...browser.args, "--disable-frame-rate-limit", "--disable-gpu-vsync"] };
  return {
    calculator: await calculator(eager, address, strokes),
    opportunities: await opportunities(eager, address, files, strokes),
  };
}
