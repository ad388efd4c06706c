// From a keystroke to the painted points, the processor slowed four times.
import { inBrowser } from "./browser.mjs";
import { peers } from "./peers.mjs";

/** How much slower the processor is made. */
const SLOWER = 4;
/** From one stroke to the next, in milliseconds: each is answered before the next one comes. */
const PACE = { digits: 150, ticks: 500 };
/** How long a page is left alone before and after. */
const SETTLED = 5000;

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

/** Types at a fixed pace, and asks for the times at the end: whoever watches in between disturbs. */
async function pressed(page, keys, pace) {
  // What comes to a page some seconds after it stands is no part of a stroke.
  await pause(SETTLED);
  await page.evaluate(() => (globalThis.strokes.length = 0));
  for (const key of keys) {
    await page.keyboard.press(key);
    await pause(pace);
  }
  await pause(SETTLED);
  const times = await page.evaluate(() => globalThis.strokes);
  if (times.length !== keys.length) {
    throw new Error(`${page.url()}: ${keys.length} keys were pressed, ${times.length} answers seen`);
  }
  return times;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Digits typed into the calculator, or into a page like it. */
async function digits(browser, address, strokes) {
  return inBrowser(browser, async (page) => {
    await page.addInitScript(watch, ".total");
    await page.goto(address);
    await page.locator("#deployments").focus();
    await slowed(page);
    const keys = Array.from({ length: strokes }, (_, index) => (index % 2 === 0 ? String(1 + (index / 2) % 4) : "Backspace"));
    return { times: await pressed(page, keys, PACE.digits) };
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
    await first.focus();
    await slowed(page);
    return { times: await pressed(page, Array.from({ length: strokes }, () => "Space"), PACE.ticks) };
  });
}

/** The times of each, in milliseconds. */
export async function keys(browser, { address, files, strokes }) {
  // Without the wait for the screen's next turn, which is the screen's and not the page's.
  const eager = { ...browser, args: [...browser.args, "--disable-frame-rate-limit", "--disable-gpu-vsync"] };
  const others = await peers();
  try {
    return {
      // What of it is the browser's own.
      empty: await digits(eager, `${others.address}/empty.html`, strokes),
      calculator: await digits(eager, address, strokes),
      opportunities: await opportunities(eager, address, files, strokes),
    };
  } finally {
    others.close();
  }
}
