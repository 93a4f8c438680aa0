/** The part of the Cache API the shelf uses, in memory. */
export function fakeCaches(): CacheStorage {
  const caches = new Map<string, Map<string, Response>>();
  const open = (name: string): Cache => {
    const entries = caches.get(name) ?? new Map<string, Response>();
    caches.set(name, entries);
    return {
      match: (url: string) => Promise.resolve(entries.get(url)?.clone()),
      put: (url: string, response: Response) => Promise.resolve(void entries.set(url, response)),
      delete: (url: string) => Promise.resolve(entries.delete(url)),
    } as unknown as Cache;
  };
  return {
    open: (name: string) => Promise.resolve(open(name)),
    has: (name: string) => Promise.resolve(caches.has(name)),
    match: (url: string, { cacheName }: { readonly cacheName: string }) =>
      Promise.resolve(caches.get(cacheName)?.get(url)?.clone()),
    keys: () => Promise.resolve([...caches.keys()]),
    delete: (name: string) => Promise.resolve(caches.delete(name)),
  } as unknown as CacheStorage;
}
