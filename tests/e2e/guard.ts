import type { Browser, BrowserContext, ConsoleMessage, Request } from '@playwright/test';
import { SharedWorkerWatch } from './shared-workers';

/** Printed by the page when a policy stops something; the browser's own message names no sample. */
const VIOLATION = 'policy violation:';

/**
 * Playwright's own scripts knock at the sandbox of mail frames, from no file of the product. Nothing of a mail gets
 * there: the live reader test counts scripts, and the frames' policy is tested by itself. Its taps are watched for by listeners that
 * would stop them, also while a list is still moving.
 */
const OWN_NOISE =
  /^Ignored attempt to cancel a touchstart event|^Blocked script execution in '(?:about:blank|[^']*\/mail-frame(?:\?[a-z=1&]+)?)' because the document's frame is sandboxed/;

/**
 * For tests that stop the product's server: the next dial fails, and with it whatever the page was asking in that moment (a part
 * loaded ahead, the sealing of the sign-in).
 */
export const SERVER_AWAY =
  /WebSocket connection to .* failed|net::ERR_(?:CONNECTION_(?:REFUSED|RESET|CLOSED|ABORTED)|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)/;

/**
 * A shared worker's script never ends loading in the page's own account, so a reload seems to cut it; who moves on
 * quickly leaves a mail before its frame is there; a page left in the moment of signing out does not see the answer, and one left
 * early neither its icon nor what is loaded ahead, asked or kept after a sign-in.
 */
const CUT_BY_LEAVING =
  /\/_next\/static\/chunks\/|\/mail-frame(?:\?[a-z=1&]+)?$|\/session$|\/logout$|\/config\.json$|\/icon\.svg(?:\?[^/]*)?$/;

/**
 * The browser asks for the page's icon when it sees fit (the title tells what is unread, and with a new title some ask anew), also while
 * nobody can answer; a page is whole without.
 */
const ICON = /\/icon\.svg(?:\?[^/]*)?$/;

/** Only a test takes the network away; what the page asks in that moment (the sealing of the sign-in) it asks again later. */
const OFFLINE = 'net::ERR_INTERNET_DISCONNECTED';

/**
 * Collects every sign of trouble in a browser context: console errors, uncaught errors and rejections, Content Security
 * Policy and Trusted Types violations, failed requests; in pages, frames, workers and shared workers; and what the
 * engine itself calls an error.
 */
export class Guard {
  private readonly problems: string[] = [];
  private readonly allowed: { readonly pattern: RegExp; seen: number }[] = [];
  private readonly workers: SharedWorkerWatch;
  private watching = true;

  private constructor(workers: SharedWorkerWatch) {
    this.workers = workers;
  }

  static async watch(browser: Browser, context: BrowserContext): Promise<Guard> {
    const guard = new Guard(await SharedWorkerWatch.start(browser, (problem) => guard.note(problem)));
    context.on('console', (entry) => guard.onConsole(entry));
    context.on('weberror', (entry) =>
      guard.note(`uncaught: ${entry.error().stack ?? entry.error().message}`),
    );
    context.on('requestfailed', (request) => guard.onRequestFailed(request));
    await context.addInitScript((prefix) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
        // The one way out of the page that needs no binding.
        console.error(prefix, effectiveDirective, blockedURI, sample, `${sourceFile}:${lineNumber}`);
      });
      window.addEventListener('tagline-log', (event) => {
        const { level, text } = (event as CustomEvent<{ readonly level: string; readonly text: string }>)
          .detail;
        if (level === 'error') console.error('engine:', text);
      });
    }, VIOLATION);
    return guard;
  }

  /** Trouble this test brings about on purpose. An announcement that nothing fits fails the test as well. */
  allow(pattern: RegExp): void {
    this.allowed.push({ pattern, seen: 0 });
  }

  /** Everything noticed so far, announced or not. */
  seen(): readonly string[] {
    return this.problems;
  }

  async finish(): Promise<void> {
    this.watching = false;
    await this.workers.stop();
    const found = this.problems.filter((problem) => !this.isAllowed(problem));
    const unused = this.allowed
      .filter(({ seen }) => seen === 0)
      .map(({ pattern }) => `announced, but not seen: ${pattern}`);
    const all = [...found, ...unused];
    if (all.length > 0)
      throw new Error(`The browser reported:\n${all.map((line) => `- ${line}`).join('\n')}`);
  }

  private isAllowed(problem: string): boolean {
    const matches = this.allowed.filter(({ pattern }) => pattern.test(problem));
    for (const match of matches) match.seen += 1;
    return matches.length > 0;
  }

  private note(problem: string): void {
    if (this.watching) this.problems.push(problem);
  }

  private onConsole(entry: ConsoleMessage): void {
    if (entry.type() !== 'error') return;
    const { url, lineNumber } = entry.location();
    if (ICON.test(url) && entry.text().startsWith('Failed to load resource: net::')) return;
    if (entry.text() === `Failed to load resource: ${OFFLINE}`) return;
    const isOurs = url.includes('/_next/');
    if (OWN_NOISE.test(entry.text()) && (url === '' || (lineNumber === 0 && !isOurs))) return;
    this.note(`console: ${entry.text()} (${url}:${lineNumber})`);
  }

  private onRequestFailed(request: Request): void {
    // A download from a blob ends as an aborted navigation.
    if (request.url().startsWith('blob:')) return;
    if (CUT_BY_LEAVING.test(request.url()) && request.failure()?.errorText === 'net::ERR_ABORTED') return;
    const reason = request.failure()?.errorText ?? '';
    if (reason === OFFLINE || (reason === 'net::ERR_CONNECTION_REFUSED' && ICON.test(request.url()))) return;
    this.note(`request failed: ${request.method()} ${request.url()} ${reason}`);
  }
}
