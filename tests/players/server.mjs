// Serves the players' pages, the installed packages and the items' own folders on the loopback interface.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const KINDS = {
  ".css": "text/css", ".gif": "image/gif", ".html": "text/html; charset=utf-8", ".jpg": "image/jpeg", ".js": "text/javascript",
  ".mjs": "text/javascript", ".png": "image/png", ".svg": "image/svg+xml", ".xml": "application/xml",
};

// items: absolute paths; item N is /items/N/here/item, and what it names by relative addresses is found beside it, or one folder up
export async function serve(items) {
  const server = createServer((request, response) => {
    const path = file(decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname), items);
    if (path === null) return response.writeHead(204).end();
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    const caching = path.startsWith(join(HERE, "node_modules")) ? "max-age=3600" : "no-store";
    response.writeHead(200, { "content-type": KINDS[extname(path)] ?? "application/octet-stream", "cache-control": caching });
    return createReadStream(path).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => (server.closeAllConnections(), server.close());
  return { base: `http://127.0.0.1:${server.address().port}`, close };
}

function file(address, items) { // null: an answer without content
  if (address === "/favicon.ico") return null;
  const [, number, name] = /^\/items\/(\d+)\/(.+)$/.exec(address) ?? [];
  if (number === undefined) return join(HERE, address);
  if (name === "here/item") return items[number];
  const folder = dirname(items[number]);
  return name.startsWith("here/") ? join(folder, name.slice(5)) : join(dirname(folder), name);
}
