// Serves the two other ways from this folder, on this machine only.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** A server of files, and how to end it. */
export async function peers() {
  const server = createServer(async (request, answer) => {
    const path = normalize(new URL(request.url, "http://peers").pathname);
    try {
      const content = await readFile(join(import.meta.dirname, path));
      answer.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(content);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
