// Loads the page's module, and says so when that fails. Trunk writes the addresses into this
// script's own tag.
const tag = document.querySelector("script[data-wasm]");
const failed = document.getElementById("failed");

const fail = (error) => {
  console.error(error);
  failed.hidden = false;
  document.getElementById("shell")?.setAttribute("aria-busy", "false");
};

document.getElementById("retry")?.addEventListener("click", () => location.reload());

try {
  const { default: init } = await import(tag.dataset.js);
  await init({ module_or_path: fetch(tag.dataset.wasm, { credentials: "same-origin" }) });
} catch (error) {
  fail(error);
}
