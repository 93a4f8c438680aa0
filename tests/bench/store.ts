import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle';
import { hasChromium, launchProfile } from './chromium';
import { figure, inputHash, note, quantile, type Peer, type Print } from './figures';
import { sizeOf } from './processes';
import { storeRows } from './store-input';
import type { StoreRequest, StoreResult } from './store-worker';

const LARGE = 1_000_000;
const OURS = 100_000;
const PLAIN = 20_000;

/**
 * The store on disk in Chromium, on a disk and not in the memory of a private window: headers written, any 50 of a million read, a
 * mailbox of a million opened, octets stored. Beside the plain way, one object a row.
 */
export async function benchStore(print: Print, rounds: number): Promise<void> {
  if (!hasChromium()) {
    note('store: Chromium is missing (node tools/setup-debian.mjs installs it); its figures are left out');
    return;
  }
  const code = readFileSync(await bundle('store-worker.ts', 'browser'), 'utf8');
  const profile = mkdtempSync(join(tmpdir(), 'tagline-store-'));
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const run = async (ask: StoreRequest): Promise<StoreResult> => {
    const browser = await launchProfile(profile);
    try {
      const page = await browser.newPage();
      // An origin of its own: a blank page has no storage.
      await page.goto(`http://127.0.0.1:${port}/`);
      return await page.evaluate(
        ({ source, request }) =>
          new Promise<StoreResult>((resolve, reject) => {
            const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
            worker.addEventListener('message', (event) => resolve(event.data as StoreResult));
            worker.addEventListener('error', (event) => reject(new Error(event.message)));
            worker.postMessage(request);
          }),
        { source: code, request: ask },
      );
    } finally {
      await browser.close();
    }
  };
  try {
    const result = await run({ rounds, large: LARGE, ours: OURS, plain: PLAIN });
    tell(print, result);
    const bytes = sizeOf(join(profile, 'Default', 'IndexedDB'));
    print(
      figure({
        id: 'store.bytes',
        unit: 'B/message',
        larger: false,
        // The plain way's share is small beside a million, and is counted as ours.
        ours: bytes / LARGE,
        goal: {
          text: 'below 300 bytes on disk a header, with all that belongs to it',
          met: bytes / LARGE < 300,
        },
        input: hash(),
      }),
    );
  } finally {
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** A worker has no CPU clock, and wall time counts what others do meanwhile: of each side its fastest round. */
const most = (values: readonly number[]): number => Math.max(...values);
const least = (values: readonly number[]): number => Math.min(...values);
const slow = (rounds: readonly (readonly number[])[]): number =>
  least(rounds.map((times) => quantile(times, 0.95)));
const peer = (value: number): Peer => ({ name: 'one object a row', version: '-', value });
const hash = (): string => inputHash(JSON.stringify(storeRows(1, 1_000)));

function tell(print: Print, { write, read, open, flag }: StoreResult): void {
  const speed = most(write.ours);
  print(
    figure({
      id: 'store.write',
      unit: 'rows/s',
      larger: true,
      ours: speed,
      peer: peer(most(write.plain)),
      goal: { text: 'at least 200,000 header rows a second', met: speed >= 200_000 },
      input: hash(),
    }),
  );
  const reading = slow(read.ours);
  print(
    figure({
      id: 'store.rows.1m',
      unit: 'ms',
      larger: false,
      ours: reading,
      peer: peer(slow(read.plain)),
      goal: { text: 'any 50 of 1,000,000 in at most 3 ms (95 of 100 times)', met: reading <= 3 },
      input: hash(),
    }),
  );
  const opening = least(open.ours);
  print(
    figure({
      id: 'store.open.1m',
      unit: 'ms',
      larger: false,
      ours: opening,
      peer: peer(least(open.plain)),
      goal: { text: 'a mailbox of 1,000,000 opened in at most 10 ms', met: opening <= 10 },
      input: hash(),
    }),
  );
  print(
    figure({
      id: 'store.flag.1m',
      unit: 'ms',
      larger: false,
      ours: least(flag),
      goal: { text: 'one flag of 1,000,000 on disk', met: null },
      input: hash(),
    }),
  );
}
