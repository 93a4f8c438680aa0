/** What a browser must be able to do for the smoke tests; one implementation an engine, since no tool drives them all. */
export interface SmokeBrowser {
  open(url: string): Promise<void>;
  /** Runs an expression in the page and resolves with its value (JSON). */
  evaluate(expression: string): Promise<unknown>;
  /** Types into the field that the label names, as a person would: with key events. */
  type(label: string, text: string): Promise<void>;
  /** Clicks the button of that name. */
  press(name: string): Promise<void>;
  /** Console errors, uncaught errors and policy violations since `open`. */
  problems(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Source of a function (kind, name) => element or null, for the page. Fields are named by their label, the rest by
 * aria-label or text.
 */
export const FIND_BY_NAME = `(kind, name) => {
  const nameOf = (element) =>
    (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '').trim();
  return [...document.querySelectorAll(kind)].find((element) => nameOf(element) === name) ?? null;
}`;

const WAIT_MS = 30_000;
const POLL_MS = 50;

/** Resolves when the expression is truthy in the page; rejects with what the page showed instead. */
export async function waitFor(browser: SmokeBrowser, expression: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!(await browser.evaluate(`Boolean(${expression})`))) {
    if (performance.now() > deadline) {
      const shown = await browser.evaluate('document.body.innerText.slice(0, 600)');
      throw new Error(`not seen within ${WAIT_MS / 1000} s: ${expression}\nthe page shows: ${String(shown)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
