/** What the areas of the screens share: a private Dovecot, the products in front of it, a browser, and clocks. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { startAppServer, type AppServer } from '../support/app-server';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { ImapClient } from '../support/imap-client';
import { freePort } from '../support/temp';
import { launchChromium } from './chromium';
import { startDistance, type Way } from './distance';
import { figure, median, note, type Goal, type Peer, type Print } from './figures';
import { CACHED_AT_ARRIVAL } from './mailboxes';
import { tagline, type Product } from './screens-products';
import { startRoundcube } from './screens-roundcube';
import { clickedAt, noteClick, seen } from './screens-watch';

const INBOX = 'INBOX';
/** Never counted: caches of Dovecot, of the server and of the compiler fill. */
export const WARM_UP = 1;
/** A processor as in a cheap phone, against the one of this machine. */
export const SLOWER = 4;

export interface Entered {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Milliseconds from the click to the list. */
  readonly taken: number;
}

export interface Report {
  readonly id: string;
  readonly unit?: string;
  readonly times: Times;
  readonly goal: (ours: number, floor: number, peer: Peer | null) => Goal;
  readonly input: string;
}

/** Runs `bench` in a world of its own, and ends all of it. `peers`: beside Roundcube too. */
export async function withWorld(
  print: Print,
  rounds: number,
  peers: boolean,
  bench: (world: World) => Promise<void>,
): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  try {
    const dovecot = await startDovecot({ extra: CACHED_AT_ARRIVAL });
    ends.push(() => dovecot.dispose());
    const app = await startOurs(dovecot);
    ends.push(() => app.stop());
    const products = [tagline(app.url)];
    const roundcube = peers ? await startRoundcube(dovecot) : undefined;
    if (roundcube !== undefined) {
      products.push(roundcube);
      ends.push(() => roundcube.stop());
    } else if (peers)
      note(
        'screens: Roundcube is not installed (Debian: roundcube-core roundcube-sqlite3 php-fpm php-sqlite3 nginx-light): no peer',
      );
    const browser = await launchChromium();
    ends.push(() => browser.close());
    await bench(new World(dovecot, app.url, browser, products, rounds, print));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** `publicPort`: what it is reached by, where a proxy stands in front of it; it answers nobody who asks for another. */
const startOurs = (dovecot: Dovecot, publicPort?: number): Promise<AppServer> =>
  startAppServer({
    imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile },
    env: {
      TAGLINE_SECRET: 'a secret of the benches, long enough for a server to take it',
      ...(publicPort === undefined ? {} : { PUBLIC_URL: `http://localhost:${publicPort}` }),
    },
  });

export class World {
  readonly dovecot: Dovecot;
  /** Tagline's. */
  readonly url: string;
  readonly browser: Browser;
  /** Tagline first. */
  readonly products: readonly Product[];
  readonly rounds: number;
  readonly tell: Print;

  constructor(
    dovecot: Dovecot,
    url: string,
    browser: Browser,
    products: readonly Product[],
    rounds: number,
    print: Print,
  ) {
    this.dovecot = dovecot;
    this.url = url;
    this.browser = browser;
    this.products = products;
    this.rounds = rounds;
    this.tell = print;
  }

  get ours(): Product {
    const [first] = this.products;
    if (first === undefined) throw new Error('no products');
    return first;
  }

  /** All products behind proxies of this kind while `act` runs; the mail server is behind one, too. */
  async behind(
    way: (of: string) => Omit<Way, 'port'>,
    act: (products: readonly Product[], mailPort: number) => Promise<void>,
  ): Promise<void> {
    const ends: (() => Promise<void>)[] = [];
    const join = async (target: number, of: string, port = 0): Promise<number> => {
      const proxy = await startDistance(target, { ...way(of), port });
      ends.push(() => proxy.close());
      return proxy.port;
    };
    try {
      const products: Product[] = [];
      for (const product of this.products) {
        const url = new URL(product.url);
        if (product === this.ours) {
          const port = await freePort();
          const app = await startOurs(this.dovecot, port);
          ends.push(() => app.stop());
          url.port = String(await join(app.port, product.name, port));
        } else url.port = String(await join(Number(url.port), product.name));
        products.push({ ...product, url: url.href });
      }
      await act(products, await join(this.dovecot.ports.imaps, 'mail'));
    } finally {
      for (const end of ends.reverse()) await end();
    }
  }

  /** Calls `act` for the warm-up and each round; rounds below 0 are not counted by `Times`. */
  async eachRound(act: (round: number) => Promise<void>): Promise<void> {
    for (let round = -WARM_UP; round < this.rounds; round += 1) await act(round);
  }

  /** A fresh browser context, signed in; the clock runs from the click to `newest` in the list. `slower`: the page's processor is slowed so many times. */
  async enter(product: Product, user: string, newest: string, slower = 1): Promise<Entered> {
    const context = await this.browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
    });
    const page = await prepared(context);
    if (slower !== 1) await slowDown(page, slower);
    await page.goto(product.url);
    return { context, page, taken: await this.signIn(page, product, user, newest) };
  }

  /** Fills in the form that is on the screen and presses its button. */
  async signIn(page: Page, product: Product, user: string, newest: string): Promise<number> {
    const { address, password } = this.dovecot.user(user);
    await product.fillIn(page, address, password);
    await noteClick(page, product.signInButton);
    // Looks before the click: Playwright's own work after it must not hide what is already there.
    const shown = seen(page, { selector: product.list, text: newest });
    await page.locator(product.signInButton).first().click();
    const at = await shown;
    return at - (await clickedAt(page));
  }

  async enterAll(
    user: string,
    newest: string,
    products: readonly Product[] = this.products,
  ): Promise<Map<Product, Entered>> {
    const opened = new Map<Product, Entered>();
    for (const product of products) opened.set(product, await this.enter(product, user, newest));
    return opened;
  }

  /** Dovecot reads its files at the first opening: everybody meets them open. */
  async warm(user: string): Promise<void> {
    const client = await ImapClient.connect({ port: this.dovecot.ports.imap });
    const { address, password } = this.dovecot.user(user);
    await client.login(address, password);
    const { exists } = await client.select(INBOX);
    await client.ok(
      `FETCH ${Math.max(1, exists - 500)}:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)`,
    );
    await client.logout();
  }

  /** Medians of who was timed; a figure nobody was timed for is a mistake of the bench. */
  report({ id, unit = 'ms', times, goal, input }: Report): void {
    if (!times.has(this.ours.name)) throw new Error(`${id} measured nothing`);
    const [, other] = this.products;
    const peer =
      other !== undefined && times.has(other.name)
        ? { name: other.name, version: other.version, value: times.median(other.name) }
        : null;
    const floor = times.has('floor') ? times.median('floor') : null;
    const ours = times.median(this.ours.name);
    this.tell(
      figure({ id, unit, larger: false, ours, peer, floor, goal: goal(ours, floor ?? 0, peer), input }),
    );
  }
}

/** The first page of a context, ready for what the benches run in it. */
export async function prepared(context: BrowserContext): Promise<Page> {
  // tsx names functions by a helper that pages do not have.
  await context.addInitScript('globalThis.__name ??= (value) => value;');
  return context.pages()[0] ?? (await context.newPage());
}

/** Of the page's own thread: a worker has its own, which the browser cannot slow. */
export async function slowDown(page: Page, times: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: times });
}

/** Goal: at most so many milliseconds more than the floor. */
export const aboveFloor =
  (more: number): Report['goal'] =>
  (ours, floor) => ({
    text: `at most ${(floor + more).toFixed(0)} ms: floor + ${more} ms`,
    met: ours <= floor + more,
  });

/** Goal: the larger of floor + 80 ms and a quarter of the peer's time. */
export const aboveFloorOrQuarter: Report['goal'] = (ours, floor, peer) => {
  const wanted = Math.max(floor + 80, peer === null ? 0 : peer.value / 4);
  return {
    text: `at most ${wanted.toFixed(0)} ms: the larger of floor + 80 ms and a quarter of the peer`,
    met: ours <= wanted,
  };
};

/** Values by who they are of; rounds below 0 do not count. */
export class Times {
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
