// Before the first paint: language and theme as chosen last time, or as the browser has them.
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
})();
