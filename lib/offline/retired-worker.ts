/** Served as `/sw.js` where the operator wants no service worker: takes the place of the one there is, and goes with all it kept. */
import type { ServiceWorkerScope } from './scope';
import { shelfPrefix } from './shelf';

declare const TAGLINE_BASE: string;

const scope = globalThis as unknown as ServiceWorkerScope;

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));

scope.addEventListener('activate', (event) => {
  event.waitUntil(retire());
});

async function retire(): Promise<void> {
  const names = await scope.caches.keys();
  const ours = names.filter((name) => name.startsWith(shelfPrefix(TAGLINE_BASE)));
  await Promise.all(ours.map((name) => scope.caches.delete(name)));
  await scope.registration.unregister();
}
