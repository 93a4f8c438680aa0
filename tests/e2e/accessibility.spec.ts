import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

/** The checks themselves, under a policy as strict as the product's. */
const POLICY = "default-src 'none'; require-trusted-types-for 'script'; trusted-types default";
const page = (body: string) =>
  `<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>${body}</main></html>`;

let server: Server;
let url = '';

test.beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', POLICY);
    return response.end(page(request.url === '/good' ? '<button>Send</button>' : '<button></button>'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

test('a page in order passes', async ({ page: tab }) => {
  await tab.goto(`${url}/good`);
  await expectAccessible(tab);
});

test('a button without a name is found', async ({ page: tab }) => {
  await tab.goto(`${url}/bad`);
  await expect(expectAccessible(tab)).rejects.toThrow(/button-name/);
});
