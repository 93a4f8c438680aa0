/** What pages and the service worker say to each other. */

/** From a page; `which-build` brings a port for the answer, the build's name. */
export type ToServiceWorker = { readonly kind: 'which-build' } | { readonly kind: 'take-over' };

export function readToServiceWorker(data: unknown): ToServiceWorker | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null;
  const { kind } = data;
  return kind === 'which-build' || kind === 'take-over' ? { kind } : null;
}
