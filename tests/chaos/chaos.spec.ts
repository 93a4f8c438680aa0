/**
 * A person in Chromium while everything under them is killed at random: the engine, tabs, the bridge, the mail server. In the end nothing
 * is lost, nothing is doubled, what was done is done, and every tab shows what the server has.
 *
 * TAGLINE_CHAOS_SECONDS: how long (300). TAGLINE_SEED: what is done and killed, in which order; times are the machine's.
 */
import { randomInt } from 'node:crypto';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { expect, test } from '../e2e/fixtures';
import { MailPage } from '../e2e/pages/mail.page';
import { SignInPage } from '../e2e/pages/sign-in.page';
import { startAppServer, type AppServer } from '../support/app-server';
import { seeded } from '../support/chance';
import { startFaultProxy, type FaultProxy } from '../support/faults/proxy';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { message } from '../support/mail-factory';
import { keptIds, listen } from './ear';
import { Fates, FOLDERS, type Held, type Title } from './fates';
import { act, choose, pressUndo } from './person';
import { WireLog } from './wire-log';

const SECONDS = Number(process.env['TAGLINE_CHAOS_SECONDS'] ?? 300);
const SEED = Number(process.env['TAGLINE_SEED'] ?? randomInt(1_000_000));
const FIRST = 40;
/** Mail that comes meanwhile. */
const MOST = 80;
const TABS = 3;
const USER = 'casey';
const SECRET = 'a secret of the tests, long enough for a server to take it';
const TITLES = Object.keys(FOLDERS) as Title[];
/** What a browser says of its own when servers are gone; everything else fails the run. */
const ANNOUNCED =
  /WebSocket connection to .* failed|net::ERR_(?:CONNECTION_(?:REFUSED|RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING|NETWORK_CHANGED|FAILED|ABORTED)|Failed to fetch/;

const letter = (number: number): Buffer =>
  message(number, { kind: 'plain', subject: `Letter ${number} of many`, text: `Text of ${number}` });

test(`${SECONDS} seconds of chaos, seed ${SEED}`, async ({ context, browser, guard }) => {
  process.stdout.write(`figure: chaos: TAGLINE_SEED=${SEED} does the same again\n`);
  const dovecot = await startDovecot();
  // In clear, so that a report can tell what was said.
  const wire = await startFaultProxy(dovecot.ports.imap);
  const app = await startAppServer({
    imap: { port: wire.port, tls: 'none' },
    env: {
      TAGLINE_SECRET: SECRET,
      TAGLINE_OPENS_PER_MINUTE: '100000',
      TAGLINE_MAX_YOUNG_TUNNELS_PER_ADDRESS: '10000',
    },
  });
  const chaos = new Chaos(context, await browser.newBrowserCDPSession(), dovecot, app, wire);
  await chaos.begin();
  const until = performance.now() + SECONDS * 1_000;
  while (performance.now() < until) await chaos.step();
  // Nothing of that is said where the bridge was never away.
  if (chaos.killed('bridge') > 0) guard.allow(ANNOUNCED);
  await chaos.mend();
  await chaos.expectAll();
  await chaos.workInPeace();
  process.stdout.write(`figure: chaos: ${chaos.tally()}\n`);
  await app.stop();
  await wire.close();
  await dovecot.dispose();
});

const CALM_DEEDS = 40;
/** Of those, so many are taken back in the end. */
const CALM_REGRETS = 8;

type Victim = 'engine' | 'reload' | 'close' | 'crash' | 'bridge' | 'server';
const VICTIMS: readonly Victim[] = ['engine', 'reload', 'close', 'crash', 'bridge', 'server'];

class Chaos {
  readonly #context: BrowserContext;
  readonly #devtools: CDPSession;
  readonly #dovecot: Dovecot;
  readonly #app: AppServer;
  readonly #wire: WireLog;
  readonly #fates = new Fates();
  readonly #chance = seeded(SEED);
  readonly #count = new Map<string, number>();
  #tabs: Page[] = [];
  #next = 1;
  #killAt = 0;
  /** What pages took from the person, and did nothing of. */
  readonly #unasked: string[] = [];
  /** What is down, and when it comes back. */
  readonly #down = new Map<'bridge' | 'server', number>();

  constructor(
    context: BrowserContext,
    devtools: CDPSession,
    dovecot: Dovecot,
    app: AppServer,
    wire: FaultProxy,
  ) {
    this.#wire = new WireLog(wire.network);
    this.#context = context;
    this.#devtools = devtools;
    this.#dovecot = dovecot;
    this.#app = app;
  }

  async begin(): Promise<void> {
    const first = Array.from({ length: FIRST }, () => this.#newNumber());
    await this.#dovecot.save(USER, 'INBOX', first.map(letter));
    await listen(this.#context, (page, heard) => this.#fates.hear(page, heard));
    // The profile outlives the tabs.
    await this.#context.newPage();
    const page = await this.#context.newPage();
    const signIn = new SignInPage(page);
    await signIn.open(this.#app.url);
    await signIn.myDevice.check();
    await signIn.signIn(this.#dovecot.user(USER));
    await new MailPage(page).expectCount(FIRST);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    this.#tabs = [page];
    while (this.#tabs.length < TABS) await this.#openTab();
    this.#planKill();
  }

  async step(): Promise<void> {
    await this.#comeBack();
    if (performance.now() > this.#killAt) {
      await this.#kill(VICTIMS[this.#chance(VICTIMS.length)] ?? 'engine');
      this.#planKill();
    }
    if (this.#tabs.length < TABS) await this.#openTab();
    const page = this.#tabs[this.#chance(this.#tabs.length)];
    if (page === undefined) return;
    try {
      await bounded(this.#act(page), 6_000);
    } catch (error) {
      // A tab that was crashed, or is being loaded: somebody tries again.
      this.#note('in vain');
      if (page.isClosed() || /crash|closed/i.test(String(error))) await this.#drop(page);
    }
    await pause(this.#chance(200));
  }

  /** Everything is there again, and everybody is quiet. */
  async mend(): Promise<void> {
    for (const which of [...this.#down.keys()]) this.#down.set(which, 0);
    await this.#comeBack();
    if (this.#tabs.length === 0) await this.#openTab();
    for (const page of this.#tabs) {
      const mail = new MailPage(page);
      await expect(mail.connection, 'every tab is live again').toContainText('Live', { timeout: 90_000 });
      await expect(mail.connection, 'nothing waits').not.toContainText('waiting', { timeout: 60_000 });
    }
  }

  async expectAll(): Promise<void> {
    const held = await this.#held();
    const numbers = held.map(({ number }) => number).toSorted((a, b) => a - b);
    const wanted = [...this.#fates.numbers].toSorted((a, b) => a - b);
    expect(
      wanted.filter((number) => !numbers.includes(number)),
      'lost',
    ).toEqual([]);
    expect(
      numbers.filter((number, at) => numbers[at - 1] === number),
      'doubled',
    ).toEqual([]);
    const broken = held.flatMap((one) => this.#fates.broken(one) ?? []);
    for (const { number } of held.filter((one) => this.#fates.broken(one) !== null))
      process.stdout.write(`${await this.#story(number)}\n`);
    expect(broken, 'done as it was told').toEqual([]);
    expect(this.#fates.unsaid(), 'who is refused is told').toEqual([]);
    expect(this.#unasked, 'what the page took it gave to the engine').toEqual([]);
    for (const page of this.#tabs) await this.#expectPicture(page, held);
    this.#note(`${this.#fates.sure} of ${wanted.length} letters with one right end`);
    this.#note(this.#fates.share);
    for (const code of this.#fates.refused) this.#note(`refused: ${code}`);
  }

  async #story(number: number): Promise<string> {
    const [page] = this.#tabs;
    const kept = page === undefined ? [] : await keptIds(page).catch(() => []);
    return this.#fates.story(number, new Set(kept), (...where) => this.#wire.about(...where));
  }

  /** After all that, what is done without a kill is done exactly as it was asked for, each of it. */
  async workInPeace(): Promise<void> {
    this.#fates.settled(await this.#held());
    this.#fates.isPeace = true;
    const [page] = this.#tabs;
    if (page === undefined) throw new Error('no tab is left');
    await page.bringToFront();
    for (let i = 0; i < CALM_DEEDS; i += 1) {
      await this.#act(page, true);
      await pause(this.#chance(200));
    }
    for (let i = Math.min(CALM_REGRETS, this.#fates.regrets(page)); i > 0; i -= 1) {
      await pressUndo(page);
      await pause(this.#chance(500));
    }
    await this.mend();
    expect(this.#fates.sure, 'letters with one right end').toBe(this.#fates.numbers.length);
    await this.expectAll();
  }

  tally(): string {
    return [...this.#count]
      .map(([what, count]) => (count === 1 && what.includes(' of ') ? what : `${what} ${count}`))
      .join(', ');
  }

  async #act(page: Page, isPeace = false): Promise<void> {
    const mail = new MailPage(page);
    const fates = this.#fates;
    const at =
      (await mail.folders
        .getByRole('treeitem', { selected: true })
        .first()
        .getAttribute('aria-label', { timeout: 2_000 })) ?? '';
    const title = TITLES.find((one) => at.startsWith(one));
    const what = this.#chance(100);
    if (title === undefined || what >= 88) {
      if (what < 94)
        await mail.folder(TITLES[this.#chance(TITLES.length)] ?? 'Inbox').click({ timeout: 2_000 });
      else if (what < 97 && this.#next <= MOST && !this.#down.has('server')) {
        const number = this.#newNumber();
        await this.#dovecot.deliver(USER, letter(number));
      } else await this.#search(page);
      return this.#note('looked');
    }
    if (what >= 80 && !isPeace) {
      await pressUndo(page);
      return this.#note('took back');
    }
    const deed =
      what < 30 ? 'star' : what < 45 ? 'archive' : what < 60 ? 'delete' : what < 65 ? 'unread' : 'open';
    if ((deed === 'archive' && title === 'Archive') || (deed === 'delete' && title === 'Trash')) return;
    const allowed = fates.numbers.filter((number) => fates.mayAct(number, page));
    const number = await choose(page, this.#chance, allowed);
    if (number === null) return this.#note('looked');
    const done = await bounded(act(page, deed, number), 5_000);
    if (done === null || done.isIdle) return this.#note('looked');
    // A dialog or a field had the keys: the message is where it was, before everybody's eyes.
    if (!done.isTaken) return this.#note(`not taken: ${deed}`);
    if (done.asked.length === 0) this.#unasked.push(`${deed} of letter ${number}`);
    this.#note(deed);
  }

  async #search(page: Page): Promise<void> {
    await page.keyboard.press('/');
    const box = page.getByRole('searchbox').first();
    await box.fill(`Letter ${1 + this.#chance(9)}`, { timeout: 2_000 });
    await box.press('Enter', { timeout: 2_000 });
    await pause(300);
    await box.press('Escape', { timeout: 2_000 });
    await box.press('Escape', { timeout: 2_000 });
  }

  async #kill(victim: Victim): Promise<void> {
    this.#note(`killed: ${victim}`);
    this.#fates.tell(`killed ${victim}`);
    const page = this.#tabs[this.#chance(this.#tabs.length)];
    const downFor = performance.now() + 300 + this.#chance(4_000);
    // What has come to the server by now must be there in the end.
    const since = Date.now();
    if (!this.#down.has('server')) this.#fates.seen(await this.#held(), since);
    switch (victim) {
      case 'engine':
        this.#fates.engineDied();
        return this.#killEngine();
      case 'reload':
        if (page === undefined) return;
        this.#fates.ending([page]);
        await page.reload({ timeout: 15_000 }).catch(() => undefined);
        return;
      case 'close':
        return page === undefined ? undefined : this.#drop(page);
      case 'crash': {
        if (page === undefined) return;
        // Tabs, and the engine, may live in one process.
        this.#fates.ending(this.#tabs);
        this.#fates.engineDied();
        const session = await this.#context.newCDPSession(page);
        // Never answered: nobody is there to answer.
        session.send('Page.crash').catch(() => undefined);
        await pause(300);
        return this.#drop(page);
      }
      case 'bridge':
        await this.#app.kill();
        this.#down.set('bridge', downFor);
        return;
      case 'server':
        await this.#dovecot.kill();
        this.#down.set('server', downFor);
        return;
    }
  }

  killed(victim: Victim): number {
    return this.#count.get(`killed: ${victim}`) ?? 0;
  }

  async #killEngine(): Promise<void> {
    const { targetInfos } = await this.#devtools.send('Target.getTargets');
    for (const { targetId, type } of targetInfos)
      if (type === 'shared_worker')
        await this.#devtools.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }

  async #comeBack(): Promise<void> {
    for (const [which, at] of [...this.#down]) {
      if (performance.now() < at) continue;
      this.#down.delete(which);
      this.#fates.tell(`${which} is back`);
      await (which === 'bridge' ? this.#app.start() : this.#dovecot.start());
    }
  }

  async #openTab(): Promise<void> {
    const page = await this.#context.newPage();
    try {
      await page.goto(this.#app.url, { timeout: 15_000 });
      this.#tabs.push(page);
    } catch {
      await page.close();
      await pause(200);
    }
  }

  async #drop(page: Page): Promise<void> {
    this.#tabs = this.#tabs.filter((one) => one !== page);
    this.#fates.ending([page]);
    await bounded(page.close(), 5_000).catch(() => undefined);
  }

  async #held(): Promise<readonly Held[]> {
    const client = await this.#dovecot.connect(USER);
    const held: Held[] = [];
    for (const folder of [...Object.values(FOLDERS), 'Drafts', 'Sent', 'Junk']) {
      const { exists } = await client.select(folder);
      if (exists === 0) continue;
      const { untagged } = await client.ok('FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])');
      for (const { text, literals } of untagged) {
        const flags = /FLAGS \(([^)]*)\)/.exec(text)?.[1];
        const number = Number(/<mail-(\d+)@/.exec(literals[0]?.toString() ?? '')?.[1] ?? -1);
        if (flags !== undefined) held.push({ number, folder, starred: flags.includes('\\Flagged') });
      }
    }
    await client.logout();
    return held;
  }

  async #expectPicture(page: Page, held: readonly Held[]): Promise<void> {
    await page.bringToFront();
    const mail = new MailPage(page);
    for (const title of TITLES) {
      const there = held.filter(({ folder }) => folder === FOLDERS[title]);
      await mail.folder(title).click();
      if (there.length > 0)
        await expect(mail.list).toHaveAttribute('aria-rowcount', String(there.length), { timeout: 30_000 });
      const seen = new Map<number, boolean>();
      await expect
        .poll(
          async () => {
            for (const share of there.length === 0 ? [] : [0, 0.25, 0.5, 0.75, 1]) {
              await mail.scrollTo(share);
              for (const name of await mail.rows.evaluateAll((rows) =>
                rows.map((row) => row.getAttribute('aria-label') ?? ''),
              )) {
                const number = Number(/Letter (\d+) of many/.exec(name)?.[1] ?? -1);
                if (number >= 0) seen.set(number, /\bstarred\b/.test(name));
              }
            }
            return [...seen].map(([number, is]) => `${number} ${is}`).toSorted();
          },
          { timeout: 30_000, message: `${title} as the server has it` },
        )
        .toEqual(there.map(({ number, starred }) => `${number} ${starred}`).toSorted());
    }
  }

  #newNumber(): number {
    const number = this.#next;
    this.#next += 1;
    this.#fates.add(number);
    return number;
  }

  #planKill(): void {
    this.#killAt = performance.now() + 2_500 + this.#chance(6_000);
  }

  #note(what: string): void {
    this.#count.set(what, (this.#count.get(what) ?? 0) + 1);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function bounded<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
