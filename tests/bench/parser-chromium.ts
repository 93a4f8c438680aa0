import { readFileSync } from 'node:fs';
import { bundle } from './bundle';
import { hasChromium, launchChromium } from './chromium';
import { figure, inputHash, note, type Print } from './figures';
import { parserInput, type InputKind } from './parser-input';
import type { BrowserRequest, BrowserResult } from './parser-chromium-worker';

const CASES: readonly {
  readonly id: string;
  readonly kind: InputKind;
  readonly rows: number;
  readonly times: number;
}[] = [
  { id: 'parser.rows.floor.chromium', kind: 'rows', rows: 10_000, times: 5 },
  { id: 'parser.flags.floor.chromium', kind: 'flags', rows: 50_000, times: 6 },
];

/** Rounds are short here, and only the fastest counts. */
const ROUNDS = 3;

/** The peers need Node's streams: in the browser ours stands beside the floor alone. */
export async function measureInChromium(print: Print, rounds: number): Promise<void> {
  if (!hasChromium()) {
    note('parser: Chromium is missing (node tools/setup-debian.mjs installs it); its figures are left out');
    return;
  }
  const code = readFileSync(await bundle('parser-chromium-worker.ts', 'browser'), 'utf8');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    for (const { id, kind, rows, times } of CASES) {
      const request: BrowserRequest = { kind, rows, rounds: rounds * ROUNDS };
      const result = await page.evaluate(
        ({ source, ask }) =>
          new Promise<BrowserResult>((resolve, reject) => {
            const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
            worker.addEventListener('message', (event) => resolve(event.data as BrowserResult));
            worker.addEventListener('error', (event) => reject(new Error(event.message)));
            worker.postMessage(ask);
          }),
        { source: code, ask: request },
      );
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
  } finally {
    await browser.close();
  }
}
