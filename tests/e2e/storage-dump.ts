import type { BrowserContext, Page } from '@playwright/test';

/** Every text and byte this origin keeps in the browser, and what the page shows, as one string. */
export async function everythingKept(page: Page, context: BrowserContext): Promise<string> {
  const shown = await page.evaluate(() => document.documentElement.outerHTML);
  return [shown, await everythingStored(page, context)].join('\n');
}

/** What stays when the page is gone: storages, databases with every value, caches and the origin's own files with every octet, cookies, address. */
export async function everythingStored(page: Page, context: BrowserContext): Promise<string> {
  const inPage = await page.evaluate(async () => {
    const blobs: Blob[] = [];
    const latin1 = (bytes: Uint8Array): string => {
      const pieces: string[] = [];
      for (let at = 0; at < bytes.length; at += 8_192)
        pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
      return pieces.join('');
    };
    const asText = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
      if (ArrayBuffer.isView(value))
        return latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (value instanceof Blob) {
        blobs.push(value);
        return 'Blob';
      }
      if (value instanceof Map || value instanceof Set)
        return `${value.constructor.name}{${Array.from(value as Iterable<unknown>, (one) => asText(one)).join()}}`;
      if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).map(([key, entry]) => `${key}=${asText(entry)}`);
        return `${value.constructor?.name}{${entries.join()}}`;
      }
      return String(value);
    };
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
      });
    const found = [location.href, document.cookie, asText(history.state)];
    for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify({ ...storage }));
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const from = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([settled(from.getAllKeys()), settled(from.getAll())]);
        found.push(`${name}/${store}: ${keys.map(asText).join('\n')} ${values.map(asText).join('\n')}`);
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push(`${name} ${request.url}`, latin1(new Uint8Array((await response?.arrayBuffer()) ?? [])));
      }
    }
    const visit = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        found.push(name);
        if (entry.kind === 'directory') await visit(entry as FileSystemDirectoryHandle);
        else blobs.push(await (entry as FileSystemFileHandle).getFile());
      }
    };
    await visit(await navigator.storage.getDirectory());
    for (const blob of blobs) found.push(latin1(new Uint8Array(await blob.arrayBuffer())));
    return found.join('\n');
  });
  return [inPage, JSON.stringify(await context.cookies())].join('\n');
}

/** The forms of a secret that the text holds: itself, hexadecimal, UTF-16, base64 at each of its three offsets. */
export function formsFound(text: string, secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const wide = Buffer.from(secret, 'utf16le').toString('latin1');
  const base64 = [0, 1, 2].map((offset) => {
    const all = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Characters at both ends also depend on the neighbours.
    return all.slice(offset === 0 ? 0 : offset + 1, -4);
  });
  const forms = [secret, hex, hex.toUpperCase(), wide, encodeURIComponent(secret), ...base64];
  const url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...forms, ...url].filter((form) => form !== '' && text.includes(form));
}
