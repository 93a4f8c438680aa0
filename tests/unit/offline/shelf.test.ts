import { describe, expect, it } from 'vitest';
import { Shelf, shelfPrefix } from '../../../lib/offline/shelf';
import { fakeCaches } from './fake-caches';

const ORIGIN = 'https://mail.example.org';
const digest = (bytes: ArrayBuffer): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-256', bytes);
const hashOf = async (text: string): Promise<string> => {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...new Uint8Array(await digest(bytes.buffer))));
};

/** A server with these bodies, and the shelf of a build that was told of `listed`. */
async function world(served: Record<string, string>, listed = served, build = 'b1', caches = fakeCaches()) {
  const asked: (readonly [string, RequestCache])[] = [];
  const files = await Promise.all(
    Object.entries(listed).map(async ([path, text]) => ({ path, hash: await hashOf(text) })),
  );
  const shelf = new Shelf({
    caches,
    origin: ORIGIN,
    base: '/t',
    build,
    files,
    digest,
    fetch: (request) => {
      const path = request.url.slice(`${ORIGIN}/t`.length);
      asked.push([path, request.cache]);
      const body = served[path];
      return Promise.resolve(new Response(body ?? 'gone', { status: body === undefined ? 404 : 200 }));
    },
  });
  return { shelf, caches, asked };
}

const textOf = async (response: Response | undefined): Promise<string | undefined> => response?.text();

describe('the shelf of a build', () => {
  it('takes all files, pages past the browser’s own cache, and gives them back with their headers', async () => {
    const { shelf, asked } = await world({ '/': 'page', '/_next/static/a.js': 'code' });
    await shelf.fill();
    expect(Object.fromEntries(asked)).toEqual({ '/': 'no-cache', '/_next/static/a.js': 'default' });
    expect(await textOf(await shelf.file('/'))).toBe('page');
    expect(await textOf(await shelf.file('/_next/static/a.js'))).toBe('code');
    expect((await shelf.file('/'))?.url).toBe('');
    expect(await shelf.file('/other')).toBeUndefined();
  });

  it.each([
    ['is not what the build says', { '/': 'page', '/a': 'hostile' }],
    ['is missing', { '/': 'page' }],
  ])('keeps nothing at all when a file %s', async (_, served) => {
    const { shelf, caches } = await world(served, { '/': 'page', '/a': 'code' });
    await expect(shelf.fill()).rejects.toThrow('/a is not the file of this build');
    expect(await caches.keys()).toEqual([]);
  });

  it('throws away what was changed since it was put there, and takes the right bytes anew', async () => {
    const { shelf, caches } = await world({ '/a': 'code' });
    await shelf.fill();
    const cache = await caches.open(`${shelfPrefix('/t')}b1`);
    await cache.put(`${ORIGIN}/t/a`, new Response('hostile'));
    expect(await shelf.file('/a')).toBeUndefined();
    expect(await cache.match(`${ORIGIN}/t/a`)).toBeUndefined();
    await shelf.heal('/a', new Response('hostile again'));
    expect(await shelf.file('/a')).toBeUndefined();
    await shelf.heal('/a', new Response('code'));
    expect(await textOf(await shelf.file('/a'))).toBe('code');
  });

  it('does not bring back by asking what was taken away', async () => {
    const { shelf, caches } = await world({ '/a': 'code' });
    await shelf.fill();
    await caches.delete(`${shelfPrefix('/t')}b1`);
    expect(await shelf.file('/a')).toBeUndefined();
    expect(await shelf.lastWord('/config.json')).toBeUndefined();
    await shelf.keepWord('/config.json', new Response('{}'));
    expect(await caches.keys()).toEqual([]);
  });

  it('serves files of older builds to their tabs, two builds back at most, none when no such tab is left', async () => {
    const caches = fakeCaches();
    await caches.open('somebody else’s');
    await caches.open(`${shelfPrefix('')}b0`);
    const builds = await Promise.all(
      ['b1', 'b2', 'b3', 'b4'].map((build) =>
        world({ [`/_next/static/${build}.js`]: build }, undefined, build, caches),
      ),
    );
    for (const { shelf } of builds) await shelf.fill();
    const newest = builds[3]?.shelf;
    await newest?.tidy(false);
    expect(await newest?.file('/_next/static/b1.js')).toBeUndefined();
    expect(await textOf(await newest?.file('/_next/static/b2.js'))).toBe('b2');
    expect(await textOf(await newest?.file('/_next/static/b3.js'))).toBe('b3');
    await newest?.tidy(true);
    expect(await caches.keys()).toEqual([
      'somebody else’s',
      `${shelfPrefix('')}b0`,
      `${shelfPrefix('/t')}b4`,
    ]);
  });
});
