/**
 * Area `reload`: the list again. `reload.*` is the same tab loaded anew while somebody is signed in; `reopen.*` another start of the
 * browser on a device that is the person's, from the store; `stored.*` what the store takes for it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { SAVE_EVERY_MS } from '../../lib/engine/limits';
import { launchProfile } from './chromium';
import { figure, note } from './figures';
import { mailboxHash, newestOf, SIZES, type Size } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import { sizeOf } from './processes';
import { bareSignIn } from './screens-floor';
import { seenAfterLoad, watchLoads } from './screens-watch';
import { aboveFloor, prepared, Times, type Report, type World } from './screens-world';

/** Windows of the list that are scrolled through, so that the store has rows to hold. */
const WINDOWS = 40;
const WINDOW = 50;
const STORED_WITHIN_MS = 60_000;
const LOOKS_APART_MS = SAVE_EVERY_MS + 1_000;

export async function benchReload(world: World, sizes: readonly Size[]): Promise<void> {
  for (const size of sizes) {
    const user = `re${size}`;
    await giveMailbox(world.dovecot, user, size);
    await world.warm(user);
    await reload(world, user, size);
    await reopen(world, user, size);
  }
}

async function reload(world: World, user: string, size: Size): Promise<void> {
  note(`reload: ${SIZES[size]} messages, ${world.rounds} reloads each`);
  const times = new Times();
  const opened = await world.enterAll(user, newestOf(size));
  for (const [product, { context }] of opened)
    await watchLoads(context, { selector: product.list, text: newestOf(size) });
  await world.eachRound(async (round) => {
    times.add(round, 'floor', await bareSignIn(world.dovecot, user));
    for (const [product, { page }] of opened) {
      await page.reload({ waitUntil: 'commit' });
      times.add(round, product.name, await seenAfterLoad(page));
    }
  });
  for (const { context } of opened.values()) await context.close();
  world.report({ id: `reload.${size}`, times, goal: quarterOfPeer, input: mailboxHash(size) });
}

const quarterOfPeer: Report['goal'] = (ours, _, peer) =>
  peer === null
    ? { text: 'at most a quarter of the peer', met: null }
    : {
        text: `at most ${(peer.value / 4).toFixed(0)} ms: a quarter of the peer`,
        met: ours <= peer.value / 4,
      };

async function reopen(world: World, user: string, size: Size): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tagline-profile-'));
  const inProfile = async <T>(use: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> => {
    const context = await launchProfile(folder);
    try {
      return await use(await prepared(context), context);
    } finally {
      await context.close();
    }
  };
  try {
    const count = SIZES[size];
    note(`reopen: ${count} messages, ${world.rounds} starts of the browser`);
    const used = await inProfile(async (page) => {
      await page.goto(world.url);
      await page.getByRole('checkbox', { name: 'This is my device', exact: true }).check();
      const before = await usage(page);
      await world.signIn(page, world.ours, user, newestOf(size));
      for (let at = 0; at < WINDOWS; at += 1) {
        await world.ours.jump(page, Math.min(count - WINDOW, at * WINDOW));
        await settledRows(page);
      }
      await stored(page);
      return (await usage(page)) - before;
    });
    const rows = Math.min(count, WINDOWS * WINDOW);
    world.tell(
      figure({
        id: `stored.${size}`,
        unit: 'B/row',
        larger: false,
        ours: used / rows,
        goal: {
          text: `octets of the profile a row, ${rows} rows and all that belongs to a mailbox of ${count} (by the files: ${(sizeOf(join(folder, 'Default', 'IndexedDB')) / rows).toFixed(0)})`,
          met: null,
        },
        input: mailboxHash(size),
      }),
    );
    const times = new Times();
    await world.eachRound(async (round) => {
      times.add(round, 'floor', await bareSignIn(world.dovecot, user));
      const taken = await inProfile(async (page, context) => {
        await watchLoads(context, { selector: world.ours.list, text: newestOf(size) });
        await page.goto(world.url, { waitUntil: 'commit' });
        return seenAfterLoad(page);
      });
      times.add(round, world.ours.name, taken);
    });
    world.report({ id: `reopen.${size}`, times, goal: aboveFloor(80), input: mailboxHash(size) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every row in sight has its text. */
export async function settledRows(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const grid = document.querySelector('[role=grid]');
      if (grid === null) return false;
      const box = grid.getBoundingClientRect();
      const inSight = [...grid.querySelectorAll('[role=row]')].filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > box.top && top < box.bottom;
      });
      return inSight.length > 0 && inSight.every((row) => row.hasAttribute('data-uid'));
    },
    undefined,
    { timeout: STORED_WITHIN_MS },
  );
}

const usage = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const estimate: StorageEstimate & { usageDetails?: { indexedDB?: number } } =
      await navigator.storage.estimate();
    return estimate.usageDetails?.indexedDB ?? estimate.usage ?? 0;
  });

/** Resolves when the account's database has pages of rows, and as many as a moment before. */
async function stored(page: Page): Promise<void> {
  const pages = (): Promise<number> =>
    page.evaluate(async () => {
      let sum = 0;
      for (const { name = '' } of await indexedDB.databases()) {
        const request = indexedDB.open(name);
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')));
        });
        if (database.objectStoreNames.contains('pages')) {
          const counting = database.transaction('pages').objectStore('pages').count();
          sum += await new Promise<number>((resolve, reject) => {
            counting.addEventListener('success', () => resolve(counting.result));
            counting.addEventListener('error', () => reject(counting.error ?? new Error('IndexedDB failed')));
          });
        }
        database.close();
      }
      return sum;
    });
  const deadline = performance.now() + STORED_WITHIN_MS;
  for (let before = 0; ;) {
    const now = await pages();
    if (now > 0 && now === before) return;
    if (performance.now() > deadline) throw new Error('the store holds no rows');
    before = now;
    // Two looks that are further apart than two savings of the engine: nothing of the page tells of one.
    await page.waitForTimeout(LOOKS_APART_MS);
  }
}
