import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = `<!doctype html><html lang="en"><title>Trouble</title>
<label for="name">Name</label><input id="name">
<button onclick="new Image().src = 'https://images.example.net/a.png'; fail()">Throw</button>
<script>function fail() { throw new Error('thrown by ' + document.getElementById('name').value); }</script></html>`;
const POLICY = "default-src 'self'; script-src 'unsafe-inline'";

/** A page that breaks its policy and throws when its button is pressed. */
export async function startTroubledPage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', POLICY);
    return response.end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
