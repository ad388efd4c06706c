// Before the first paint: language and theme as chosen last time, or as the browser has them;
// and which of the modules this address needs.
(() => {
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const language = kept("claimdesk.language") ?? navigator.language ?? "en";
  root.lang = /^(da|nb|nn|no)\b/i.test(language) ? "da" : "en";
  const theme = kept("claimdesk.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (location.pathname !== "/") root.dataset.inner = "";
  // A customer who answers a question has no use for the way to the other places.
  if (/^\/word\/?$/.test(location.pathname)) root.dataset.alone = "";

  // Trunk writes the public module's addresses into this script's tag, `cargo xtask build` the
  // hashes of the others.
  const tag = document.currentScript.dataset;
  const parts = {
    portfolio: /^\/(portfolio|rules)\/?$/,
    desk: /^\/(sign-in|setup|account|welcome|forgotten|claims|credits|notices|tokens|webhooks|word)(\/|$)/,
    review: /^\/(review|admin|audit)(\/|$)/,
  };
  const part = Object.keys(parts).find((name) => parts[name].test(location.pathname));
  const name = `${tag.base}claimdesk-${part}${tag[part] ? `-${tag[part]}` : ""}`;
  root.dataset.part = part ?? "public";
  root.dataset.js = part ? `${name}.js` : tag.js;
  root.dataset.wasm = part ? `${name}_bg.wasm` : tag.wasm;
})();
