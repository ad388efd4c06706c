// Starts the module that `early.js` chose, and says so when that fails.
const { js, wasm, part, programme } = document.documentElement.dataset;
document.getElementById("retry").addEventListener("click", () => location.reload());

try {
  // Another version of the rules is in force than the one built in: the page computes by it.
  if (programme) {
    // The calculator needs its scoring paths alone, and can read nothing else.
    const [place, name] = part === "public" ? ["/paths", "claimdeskPaths"] : ["", "claimdeskProgramme"];
    const rules = await fetch(`/programme/${programme}${place}`);
    if (!rules.ok) throw new Error(`the rules cannot be read: ${rules.status}`);
    globalThis[name] = new Uint8Array(await rules.arrayBuffer());
  }
  const [{ default: init }] = await Promise.all([import(js), painted()]);
  await init({ module_or_path: fetch(wasm, { credentials: "same-origin" }) });
} catch (error) {
  console.error(error);
  document.getElementById("failed").hidden = false;
  document.getElementById("shell")?.setAttribute("aria-busy", "false");
}

/** Kept when the shell has come to the screen: the page takes its place after that, never before. */
function painted() {
  return new Promise((resolve) => {
    // A tab that nobody looks at paints nothing, and not every browser tells.
    const told = globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint");
    if (!told || document.visibilityState !== "visible") return resolve();
    const first = (list) => list.getEntriesByName("first-contentful-paint").length > 0 && resolve();
    new PerformanceObserver(first).observe({ type: "paint", buffered: true });
    setTimeout(resolve, 1000);
  });
}

// When all has been there and still for a while: what lets the page work without a connection.
// Not in development, where no version is written. The page works without it too.
const version = document.querySelector("script[data-version]")?.dataset.version;
if (version && navigator.serviceWorker) {
  setTimeout(() => import("/offline.mjs").then((offline) => offline.begin(version), console.warn), 3000);
}
