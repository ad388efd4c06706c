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
  const { default: init } = await import(js);
  await init({ module_or_path: fetch(wasm, { credentials: "same-origin" }) });
} catch (error) {
  console.error(error);
  document.getElementById("failed").hidden = false;
  document.getElementById("shell")?.setAttribute("aria-busy", "false");
}

// When all has been there and still for a while: what lets the page work without a connection.
// Not in development, where no version is written. The page works without it too.
const version = document.querySelector("script[data-version]")?.dataset.version;
if (version && navigator.serviceWorker) {
  setTimeout(() => import("/offline.mjs").then((offline) => offline.begin(version), console.warn), 3000);
}
