// The finished binary serves a page that starts: the release build of the module boots under the
// real content security policy.
import { expect, test } from "../fixtures/index.ts";
import { expectHeading, open } from "../verbs.ts";

test("the calculator stands, and axe has nothing to say", async ({ page, words, inspect }) => {
  await open(page, "/");
  await expectHeading(page, words.calculator);
  await inspect(page, "calculator");
});

test("an address that nobody knows is the page's own to tell", async ({ page, inspect }) => {
  const answer = await page.goto("/no-such-place");
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await inspect(page, "not-found");
});

test("each address loads its own module and no other", async ({ page }) => {
  const modules = {
    "/": "page",
    "/portfolio": "portfolio",
    "/rules": "portfolio",
    "/sign-in": "desk",
    "/claims": "desk",
    "/credits": "desk",
    "/review": "review",
    "/review/CD-7K4M-2QXW": "review",
    "/admin": "review",
    "/audit": "review",
  };
  const loaded = new Set<string>();
  page.on("request", (made) => {
    const name = /^\/claimdesk-([a-z]+)/.exec(new URL(made.url()).pathname)?.[1];
    if (name) loaded.add(name);
  });
  for (const [path, module] of Object.entries(modules)) {
    loaded.clear();
    await open(page, path);
    expect([...loaded], path).toEqual([module]);
  }
});

// Everything until the page stands and the network has been still for half a second. What lets the
// page work without a connection comes later and beside it: it begins seconds after, at the
// lowest priority, and nothing of the first screen waits for it.
test("the first screen stays under 200 kB over the wire, headers included", async ({ page, context }) => {
  let standing = false;
  context.on("request", (made) => {
    expect(made.serviceWorker() === null || standing, `${made.url()} before the page stands`).toBe(true);
  });
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", (answer) => {
    bytes += answer.encodedDataLength;
  });
  await open(page, "/");
  await page.waitForLoadState("networkidle");
  standing = true;
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(200_000);
});
