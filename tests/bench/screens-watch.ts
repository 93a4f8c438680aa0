/** Clocks inside the page: epoch milliseconds with fractions, comparable with Node's on the same machine. */
import type { BrowserContext, Page } from '@playwright/test';

/** What is waited for: text inside any element that fits the selector, in the page or in a frame of it. */
export interface Awaited {
  readonly selector: string;
  readonly text: string;
  /** How long it is looked for, ms. */
  readonly patience?: number;
}

const CLICKED = 'bench-clicked';
const WAIT_MS = 20_000;

export const now = (): number => performance.timeOrigin + performance.now();

/** Notes the time of the next click on anything that fits, also across a navigation. */
export async function noteClick(page: Page, selector: string): Promise<void> {
  await page.evaluate(
    ({ wanted, key }) => {
      const onPointer = (event: Event): void => {
        if (!(event.target instanceof Element) || event.target.closest(wanted) === null) return;
        document.removeEventListener('click', onPointer, true);
        sessionStorage.setItem(key, String(performance.timeOrigin + performance.now()));
      };
      document.addEventListener('click', onPointer, true);
    },
    { wanted: selector, key: CLICKED },
  );
}

/** Resolves with the time at which the text stood in the document (looked for every few milliseconds). */
export async function seen(page: Page, { selector, text, patience = WAIT_MS }: Awaited): Promise<number> {
  const deadline = now() + patience;
  for (;;) {
    try {
      return await page.evaluate(
        ({ wanted, words, end }) =>
          new Promise<number>((resolve, reject) => {
            const find = (root: Document): boolean =>
              [...root.querySelectorAll(wanted)].some(
                (element) => element.textContent?.includes(words) === true,
              ) ||
              [...root.querySelectorAll('iframe')].some(
                (frame) => frame.contentDocument !== null && find(frame.contentDocument),
              );
            const look = (): void => {
              const time = performance.timeOrigin + performance.now();
              if (find(document)) resolve(time);
              else if (time > end) reject(new Error(`never seen at ${location.origin}: ${words}`));
              else setTimeout(look, 2);
            };
            look();
          }),
        { wanted: selector, words: text, end: deadline },
      );
    } catch (error) {
      // A navigation took the document away under us: look again in the next one.
      const navigated = error instanceof Error && /context was destroyed|navigation/i.test(error.message);
      if (!navigated || now() > deadline) throw error;
    }
  }
}

export async function clickedAt(page: Page): Promise<number> {
  return Number(await page.evaluate((key) => sessionStorage.getItem(key), CLICKED));
}

const SEEN = 'bench-seen';

/** In every document this context loads from now on, notes when the text is there; read by `seenAfterLoad`. */
export async function watchLoads(context: BrowserContext, { selector, text }: Awaited): Promise<void> {
  await context.addInitScript(
    ({ wanted, words, mark }) => {
      const look = (): void => {
        if ([...document.querySelectorAll(wanted)].some((element) => element.textContent?.includes(words)))
          performance.mark(mark);
        else setTimeout(look, 2);
      };
      look();
    },
    { wanted: selector, words: text, mark: SEEN },
  );
}

/** Milliseconds from the beginning of this document's navigation until what `watchLoads` waits for stood in it. */
export async function seenAfterLoad(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    (mark) => performance.getEntriesByName(mark)[0]?.startTime ?? false,
    SEEN,
    { timeout: WAIT_MS },
  );
  return Number(await found.jsonValue());
}
