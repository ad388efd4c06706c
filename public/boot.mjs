// Starts the module that `early.js` chose, and says so when that fails.
const { js, wasm } = document.documentElement.dataset;
document.getElementById("retry").addEventListener("click", () => location.reload());

try {
  const { default: init } = await import(js);
  await init({ module_or_path: fetch(wasm, { credentials: "same-origin" }) });
} catch (error) {
  console.error(error);
  document.getElementById("failed").hidden = false;
  document.getElementById("shell")?.setAttribute("aria-busy", "false");
}
