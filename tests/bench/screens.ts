/**
 * Area `screens`: from a click to what a person sees, in Chromium over a real Dovecot; beside the bare protocol, and
 * beside Roundcube where Debian's packages are installed.
 */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { startAppServer } from '../support/app-server';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { ImapClient } from '../support/imap-client';
import { message } from '../support/mail-factory';
import { launchChromium } from './chromium';
import { figure, median, note, type Goal, type Peer, type Print } from './figures';
import { bareOpen, bareSignIn, watchArrival } from './screens-floor';
import {
  LARGE,
  mailboxHash,
  newestSubject,
  pageEnd,
  pageMail,
  pageSubject,
  SMALL,
  smallMails,
} from './screens-mail';
import { tagline, type Product } from './screens-products';
import { startRoundcube } from './screens-roundcube';
import { clickedAt, noteClick, now, seen } from './screens-watch';

const INBOX = 'INBOX';
const IDLE_SETTLE_MS = 300;
/** Never counted: caches of Dovecot, of the server and of the compiler fill. */
const WARM_UP = 1;

export async function benchScreens(print: Print, rounds: number): Promise<void> {
  const dovecot = await startDovecot();
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  const products = [tagline(app.url, () => app.stop())];
  const roundcube = await startRoundcube(dovecot);
  if (roundcube === undefined)
    note(
      'screens: Roundcube is not installed (Debian: roundcube-core roundcube-sqlite3 php-fpm php-sqlite3 nginx-light): no peer',
    );
  else products.push(roundcube);
  const browser = await launchChromium();
  try {
    const bench = new ScreenBench(dovecot, browser, products, rounds, print);
    await bench.signIn('signin.1k', SMALL);
    await bench.signIn('signin.100k', LARGE);
    await bench.open();
    await bench.arrival();
  } finally {
    await browser.close();
    for (const product of products) await product.stop();
    await dovecot.dispose();
  }
}

class ScreenBench {
  private readonly dovecot: Dovecot;
  private readonly browser: Browser;
  private readonly products: readonly Product[];
  private readonly rounds: number;
  private readonly print: Print;

  constructor(
    dovecot: Dovecot,
    browser: Browser,
    products: readonly Product[],
    rounds: number,
    print: Print,
  ) {
    this.dovecot = dovecot;
    this.browser = browser;
    this.products = products;
    this.rounds = rounds;
    this.print = print;
  }

  /** From the click on "Sign in" to the newest message in the list. */
  async signIn(id: string, count: number): Promise<void> {
    const user = `box${count}`;
    note(`screens: ${count} messages, ${this.rounds} sign-ins`);
    await this.dovecot.save(user, INBOX, smallMails(count));
    await this.warm(user);
    const times = new Times();
    for (let round = -WARM_UP; round < this.rounds; round += 1) {
      times.add(round, 'floor', await bareSignIn(this.dovecot, user));
      for (const product of this.products) {
        const { context, taken } = await this.enter(product, user, newestSubject(count));
        await context.close();
        times.add(round, product.name, taken);
      }
    }
    const floor = times.median('floor');
    const peer = this.peer(times);
    const wanted = Math.max(floor + 80, peer === null ? 0 : peer.value / 4);
    this.report(id, times, count, {
      text: `at most ${wanted.toFixed(0)} ms: the larger of floor + 80 ms and a quarter of the peer`,
      met: times.median('tagline') <= wanted,
    });
  }

  /** From the click on a row to the end of a 50 kB HTML body, not read before by anybody. */
  async open(): Promise<void> {
    const user = 'reader';
    note(`screens: ${this.rounds} messages of 50 kB opened`);
    await this.dovecot.save(user, INBOX, smallMails(SMALL));
    const perRound = this.products.length + 1;
    const pages = Array.from({ length: (this.rounds + WARM_UP) * perRound }, (_, at) => pageMail(at));
    await this.dovecot.save(user, INBOX, pages);
    await this.warm(user);
    const times = new Times();
    const opened = await this.enterAll(user, pageSubject(pages.length - 1));
    let next = pages.length;
    for (let round = -WARM_UP; round < this.rounds; round += 1) {
      next -= 1;
      times.add(round, 'floor', await bareOpen(this.dovecot, user, SMALL + next + 1));
      for (const [product, { page }] of opened) {
        next -= 1;
        times.add(round, product.name, await this.read(product, page, next));
      }
    }
    for (const { context } of opened.values()) await context.close();
    const wanted = times.median('floor') + 40;
    this.report('open.50k', times, SMALL, {
      text: `at most ${wanted.toFixed(0)} ms: floor + 40 ms`,
      met: times.median('tagline') <= wanted,
    });
  }

  /** From the end of a delivery by LMTP to its row on screen; nothing is clicked. Products that poll have no figure. */
  async arrival(): Promise<void> {
    const user = 'receiver';
    note(`screens: ${this.rounds} deliveries`);
    await this.dovecot.save(user, INBOX, smallMails(SMALL));
    await this.warm(user);
    const live = this.products.filter((product) => !product.polls);
    const opened = await this.enterAll(user, newestSubject(SMALL), live);
    const times = new Times();
    const second = await this.dovecot.connect(user);
    await second.select(INBOX);
    for (let round = -WARM_UP; round < this.rounds; round += 1) {
      const subject = `Arrival number ${round + WARM_UP}`;
      await new Promise((resolve) => setTimeout(resolve, IDLE_SETTLE_MS));
      const floor = watchArrival(second);
      const onScreen = [...opened].map(
        async ([product, { page }]) =>
          [product.name, await seen(page, { selector: product.list, text: subject })] as const,
      );
      await new Promise((resolve) => setTimeout(resolve, IDLE_SETTLE_MS));
      await this.dovecot.deliver(
        user,
        message(round + WARM_UP, { kind: 'small', subject, date: new Date() }),
      );
      const delivered = now();
      times.add(round, 'floor', (await floor) - delivered);
      for (const [name, at] of await Promise.all(onScreen)) times.add(round, name, at - delivered);
    }
    await second.logout();
    for (const { context } of opened.values()) await context.close();
    const wanted = times.median('floor') + 30;
    this.report('live.added', times, SMALL, {
      text: `at most ${wanted.toFixed(0)} ms: floor + 30 ms (Dovecot itself waits for 500)`,
      met: times.median('tagline') <= wanted,
    });
  }

  private async enterAll(
    user: string,
    newest: string,
    products: readonly Product[] = this.products,
  ): Promise<Map<Product, Entered>> {
    const opened = new Map<Product, Entered>();
    for (const product of products) opened.set(product, await this.enter(product, user, newest));
    return opened;
  }

  private async enter(product: Product, user: string, newest: string): Promise<Entered> {
    const { address, password } = this.dovecot.user(user);
    const context = await this.browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    });
    // tsx names functions by a helper that pages do not have.
    await context.addInitScript('globalThis.__name ??= (value) => value;');
    const page = await context.newPage();
    await page.goto(product.url);
    await product.fillIn(page, address, password);
    await noteClick(page, product.signInButton);
    // Looks before the click: Playwright's own work after it must not hide what is already there.
    const shown = seen(page, { selector: product.list, text: newest });
    await page.locator(product.signInButton).first().click();
    const at = await shown;
    return { context, page, taken: at - (await clickedAt(page)) };
  }

  private async read(product: Product, page: Page, index: number): Promise<number> {
    const row = product.row(page, pageSubject(index));
    await row.scrollIntoViewIfNeeded();
    await noteClick(page, '*');
    const shown = seen(page, { selector: 'body', text: pageEnd(index) });
    await row.click();
    const at = await shown;
    return at - (await clickedAt(page));
  }

  /** Dovecot writes its caches at the first reading: everybody meets them full. */
  private async warm(user: string): Promise<void> {
    const client = await ImapClient.connect({ port: this.dovecot.ports.imap });
    const { address, password } = this.dovecot.user(user);
    await client.login(address, password);
    const { exists } = await client.select(INBOX);
    await client.ok(
      `FETCH ${Math.max(1, exists - 500)}:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)`,
    );
    await client.logout();
  }

  private peer(times: Times): Peer | null {
    const [, other] = this.products;
    if (other === undefined || !times.has(other.name)) return null;
    return { name: other.name, version: other.version, value: times.median(other.name) };
  }

  private report(id: string, times: Times, count: number, goal: Goal): void {
    this.print(
      figure({
        id,
        unit: 'ms',
        larger: false,
        ours: times.median('tagline'),
        peer: this.peer(times),
        floor: times.median('floor'),
        goal,
        input: mailboxHash(count),
      }),
    );
  }
}

interface Entered {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Milliseconds from the click to the list. */
  readonly taken: number;
}

/** Milliseconds by who took them; rounds below 0 do not count. */
class Times {
  private readonly values = new Map<string, number[]>();

  add(round: number, name: string, taken: number): void {
    if (round < 0) return;
    const list = this.values.get(name) ?? [];
    list.push(taken);
    this.values.set(name, list);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  median(name: string): number {
    return median(this.values.get(name) ?? []);
  }
}
