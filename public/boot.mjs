// Starts the module that `early.js` chose, and says so when that fails.
const { js, wasm, part, programme } = document.documentElement.dataset;
document.getElementById("retry").addEventListener("click", () => location.reload());

try {
  // The first paint has the connection for itself: what is asked for before it only delays its styles.
  await painted();
  const [{ default: init }, module_or_path] = await Promise.all([
    import(js),
    fetch(wasm, { credentials: "same-origin" }),
    programme && otherRules(programme),
  ]);
  await init({ module_or_path });
} catch (error) {
  console.error(error);
  document.getElementById("failed").hidden = false;
  document.getElementById("shell")?.setAttribute("aria-busy", "false");
}

/** Another version of the rules is in force than the one built in: the page computes by it. */
async function otherRules(version) {
  // The calculator needs its scoring paths alone, and can read nothing else.
  const [place, name] = part === "public" ? ["/paths", "claimdeskPaths"] : ["", "claimdeskProgramme"];
  const rules = await fetch(`/programme/${version}${place}`);
  if (!rules.ok) throw new Error(`the rules cannot be read: ${rules.status}`);
  globalThis[name] = new Uint8Array(await rules.arrayBuffer());
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
