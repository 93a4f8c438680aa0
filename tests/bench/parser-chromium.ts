import { readFileSync } from 'node:fs';
import type { Browser, JSHandle, Page } from '@playwright/test';
import { bundle } from './bundle';
import { hasChromium, launchChromium } from './chromium';
import { figure, inputHash, median, note, type Print } from './figures';
import { parserInput, type InputKind } from './parser-input';
import type { BrowserRequest, BrowserResult } from './parser-chromium-worker';
import type { SlicesRequest, SlicesResult } from './parser-slices-worker';

const CASES: readonly {
  readonly id: string;
  readonly kind: InputKind;
  readonly rows: number;
  readonly times: number;
}[] = [
  { id: 'parser.rows.floor.chromium', kind: 'rows', rows: 10_000, times: 5 },
  { id: 'parser.flags.floor.chromium', kind: 'flags', rows: 50_000, times: 6 },
];

const SLICES: readonly { readonly id: string; readonly ask: SlicesRequest }[] = [
  { id: 'parser.slice.rows.chromium', ask: { kind: 'rows', size: 20_000 } },
  { id: 'parser.slice.body.chromium', ask: { kind: 'body', size: 100_000_000 } },
];

/** Rounds are short here, and only the fastest counts. */
const ROUNDS = 3;
/** What keeps a worker from answering a person's next wish in time. */
const LONGEST_MS = 50;

/** The peers need Node's streams: in the browser ours stands beside the floor alone. */
export async function measureInChromium(print: Print, rounds: number): Promise<void> {
  if (!hasChromium()) {
    note('parser: Chromium is missing (node tools/setup-debian.mjs installs it); its figures are left out');
    return;
  }
  const browser = await launchChromium();
  try {
    await speedFigures(browser, rounds, print);
    await sliceFigures(browser, rounds, print);
  } finally {
    await browser.close();
  }
}

async function speedFigures(browser: Browser, rounds: number, print: Print): Promise<void> {
  const code = readFileSync(await bundle('parser-chromium-worker.ts', 'browser'), 'utf8');
  const page = await browser.newPage();
  for (const { id, kind, rows, times } of CASES) {
    const request: BrowserRequest = { kind, rows, rounds: rounds * ROUNDS };
    const result = await (await askWorker<BrowserResult>(page, code, request)).jsonValue();
    const [ours, floor] = [Math.max(...result.ours), Math.max(...result.floor)];
    print(
      figure({
        id,
        unit: 'MB/s',
        larger: true,
        ours,
        floor,
        goal: { text: `at most ${times} times slower than the floor`, met: ours * times >= floor },
        input: inputHash(parserInput(kind, rows).bytes),
      }),
    );
  }
}

/** The longest slice of a round, in the median of the rounds; by wall time, so that what others take away counts too. */
async function sliceFigures(browser: Browser, rounds: number, print: Print): Promise<void> {
  const code = readFileSync(await bundle('parser-slices-worker.ts', 'browser'), 'utf8');
  const page = await browser.newPage();
  for (const { id, ask } of SLICES) {
    const longest: number[] = [];
    const floors: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bytes = ask.kind === 'rows' ? await askWorker<Uint8Array>(page, code, ask) : undefined;
      const result = await (await askWorker<SlicesResult>(page, code, ask, bytes)).jsonValue();
      longest.push(result.longest);
      floors.push(result.floor);
    }
    const ours = median(longest);
    print(
      figure({
        id,
        unit: 'ms',
        larger: false,
        ours,
        floor: median(floors),
        goal: { text: `no slice over ${LONGEST_MS} ms`, met: ours <= LONGEST_MS },
        input: inputHash(new TextEncoder().encode(JSON.stringify(ask))),
      }),
    );
  }
}

/** Asks a worker of its own, and ends it; `bytes` go along, and what it answers stays in the browser until it is asked for. */
function askWorker<T>(
  page: Page,
  source: string,
  ask: BrowserRequest | SlicesRequest,
  bytes?: JSHandle<Uint8Array>,
): Promise<JSHandle<T>> {
  return page.evaluateHandle(
    (given) =>
      new Promise<T>((resolve, reject) => {
        const code = new Blob([given.source], { type: 'text/javascript' });
        const worker = new Worker(URL.createObjectURL(code));
        worker.addEventListener('message', (event) => {
          worker.terminate();
          resolve(event.data as T);
        });
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.postMessage({ ...given.ask, bytes: given.bytes });
      }),
    { source, ask, bytes },
  ) as Promise<JSHandle<T>>;
}
