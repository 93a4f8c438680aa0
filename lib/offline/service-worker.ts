/**
 * The service worker (`/sw.js`): the app's own files without a network, and nothing else (docs/adr). The build bundles this file
 * by itself and fills in its name; the server writes base path and list of files when it starts.
 */
import { answerTo, CONFIG, type Answer, type KeptFile } from './answers';
import { readToServiceWorker } from './messages';
import type { FetchEventLike, ServiceWorkerScope } from './scope';
import { Shelf } from './shelf';

/** Written by tools/build.mjs and server/offline.ts. */
declare const TAGLINE_BUILD: string;
declare const TAGLINE_BASE: string;
declare const TAGLINE_FILES: readonly KeptFile[];

/** A network that says nothing for so long counts as none. */
const PATIENCE_MS = 4_000;

const scope = globalThis as unknown as ServiceWorkerScope;
const base = TAGLINE_BASE;
const { origin } = scope.location;
const shelf = new Shelf({
  caches: scope.caches,
  fetch: (request) => fetch(request),
  digest: (bytes) => crypto.subtle.digest('SHA-256', bytes),
  origin,
  base,
  build: TAGLINE_BUILD,
  files: TAGLINE_FILES,
});
const paths = shelf.paths;

scope.addEventListener('install', (event) => event.waitUntil(shelf.fill().then(keepFirstWord)));

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([shelf.tidy(false), scope.registration.navigationPreload?.enable(), scope.clients.claim()]),
  );
});

scope.addEventListener('message', (event) => {
  switch (readToServiceWorker(event.data)?.kind) {
    case 'which-build':
      event.ports[0]?.postMessage(TAGLINE_BUILD);
      return;
    case 'take-over':
      event.waitUntil(scope.skipWaiting());
      return;
    case undefined:
      return;
  }
});

scope.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  const answer = answerTo({ method, url, mode }, origin, base, paths);
  if (answer.kind === 'leave') return;
  event.respondWith(respond(event, answer));
});

/** The page asked before this worker ruled it, and may be opened without a network the next time. */
async function keepFirstWord(): Promise<void> {
  try {
    const response = await fetch(base + CONFIG, { cache: 'no-store', credentials: 'same-origin' });
    if (response.ok) await shelf.keepWord(CONFIG, response);
  } catch {
    // Asked again by the next page, through this worker.
  }
}

async function respond(event: FetchEventLike, answer: Exclude<Answer, { kind: 'leave' }>): Promise<Response> {
  switch (answer.kind) {
    case 'kept': {
      const kept = await shelf.file(answer.path);
      if (kept !== undefined) return kept;
      const response = await fetch(event.request);
      event.waitUntil(shelf.heal(answer.path, response.clone()));
      return response;
    }
    case 'fresh': {
      if (event.request.mode === 'navigate') event.waitUntil(tidyWhenAlone());
      return freshOr(event, () => shelf.file(answer.path));
    }
    case 'last-word': {
      const response = await freshOr(event, () => shelf.lastWord(answer.path));
      if (response.ok) event.waitUntil(shelf.keepWord(answer.path, response.clone()));
      return response;
    }
  }
}

/** The network's answer; what is kept where it says nothing, or that it is broken (a proxy before a server that is down). */
async function freshOr(event: FetchEventLike, kept: () => Promise<Response | undefined>): Promise<Response> {
  const asked = network(event);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
  const response = await Promise.race([asked.catch(() => null), late]);
  clearTimeout(timer);
  if (response !== null && response.status < 500) return response;
  const instead = await kept();
  if (instead === undefined) return response ?? asked;
  event.waitUntil(asked.catch(() => undefined));
  return instead;
}

/** Where the browser asked already while this worker was starting, that answer. */
async function network(event: FetchEventLike): Promise<Response> {
  const ahead: unknown = await event.preloadResponse;
  return ahead instanceof Response ? ahead : fetch(event.request);
}

/** The page that comes is of this build or a younger one; when there is no other, nobody needs older files. */
async function tidyWhenAlone(): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  await shelf.tidy(windows.filter(({ frameType }) => frameType !== 'nested').length <= 1);
}
