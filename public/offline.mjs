// Lets the page work without a connection (`sw.js`), and offers a new version when there is one.
// Nothing is ever loaded anew unless the reader says so.
const AN_HOUR = 3_600_000;

/** @param version The version of the document at hand. */
export async function begin(version) {
  // Who saves data is sent nothing they have not asked for.
  if (navigator.connection?.saveData) return;
  let registration;
  try {
    registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    // A private window, or a browser that is told to keep nothing: all works, with a connection.
    return;
  }
  const look = () => consider(registration, version);
  const follow = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", follow);
  // What was found while this page started.
  follow();
  await look();

  // A page that stays open for days hears of a new version too.
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < AN_HOUR) return;
    asked = Date.now();
    // Without a connection there is nothing new.
    registration.update().catch(() => {});
  });
}

/** A worker that waits has another version: this page's own, or one to offer. */
async function consider(registration, version) {
  const { waiting } = registration;
  if (!waiting) return;
  if ((await versionOf(waiting)) === version) waiting.postMessage("take over");
  else offer(registration);
}

function versionOf(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage("version", [port2]);
  });
}

function offer(registration) {
  const notice = document.getElementById("update");
  document.getElementById("update-later").onclick = () => (notice.hidden = true);
  document.getElementById("update-load").onclick = () => {
    const { waiting } = registration;
    // Another tab may have said yes already.
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("take over");
  };
  notice.hidden = false;
}
