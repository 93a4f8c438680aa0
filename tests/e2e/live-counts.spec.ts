import { startAppServer, type AppServer } from '../support/app-server';
import { startCountingProxy, type CountingProxy } from '../support/counting-proxy';
import type { Dovecot } from '../support/dovecot';
import { startFrontProxy } from '../support/front-proxy';
import type { TrafficCounts } from '../support/imap-counter';
import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import type { MailPage } from './pages/mail.page';
import type { SignInPage } from './pages/sign-in.page';

const MAX_ROUND_TRIPS = 5;
/** What the large mailbox may cost at most, in costs of the small one. */
const MAX_RATIO = 1.2;
const SMALL = 1_000;
const LARGE = 100_000;
const PAGES = 5;
const IDLE_MS = 60_000;

let proxy: CountingProxy;
let app: AppServer;

test.beforeAll(async ({ dovecot }) => {
  proxy = await startCountingProxy(dovecot.ports.imap);
  app = await startAppServer({ imap: { port: proxy.port, tls: 'none' } });
});

test.afterAll(async () => {
  await app.stop();
  await proxy.close();
});

test('few round trips: 5 from "Sign in" to the first row, 1 to open a message, 0 to open it again', async ({
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const seen = [...messages(60, { kind: 'related' })].map((each) => ({ message: each, flags: ['\\Seen'] }));
  await dovecot.save(user.name, 'INBOX', seen);
  await dovecot.save(user.name, 'Archive', [message(0)]);
  await signIn(signInPage, user);
  await expect(mailPage.rowAt(0)).toContainText('#59');
  await expectQuiet(mailPage);
  const flights = proxy.counts().flights;
  const firstRow = flights.findIndex((names) => names.some((name) => name.endsWith('FETCH')));
  expect(firstRow).toBeGreaterThan(0);
  expect(firstRow + 1, flights.join(' | ')).toBeLessThanOrEqual(MAX_ROUND_TRIPS);

  proxy.reset();
  await mailPage.openMessage('#59');
  const body = mailPage.reader.frameLocator('iframe[title="Message body"]');
  await expect(body.getByRole('img', { name: 'inline picture' })).toBeVisible();
  await expectIdling();
  expect(proxy.counts().flights).toEqual([expect.arrayContaining(['UID FETCH']), ['IDLE']]);

  await mailPage.openMessage('#58');
  await expectIdling();
  proxy.reset();
  await mailPage.openMessage('#59');
  await expect(body.getByRole('img', { name: 'inline picture' })).toBeVisible();
  expect(proxy.counts().commands).toEqual([]);
});

test('100,000 messages cost what 1,000 cost: to open, to jump, to scroll', async ({
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const small = { ...user, name: `${user.name}s`, address: `${user.name}s@example.org` };
  const costs: Record<string, TrafficCounts>[] = [];
  for (const [who, count] of [
    [small, SMALL],
    [user, LARGE],
  ] as const) {
    await fill(dovecot, who.name, count);
    costs.push(await walk(signInPage, mailPage, who, count));
    await mailPage.signOut.click();
    await expect(signInPage.submit).toBeVisible();
  }
  const [few, many] = costs;
  for (const step of ['open', 'jump', 'scroll']) {
    const [a, b] = [few?.[step], many?.[step]];
    if (a === undefined || b === undefined) throw new Error(`${step} was not counted`);
    expect(working(b).length, `${step}: ${working(b).join(' ')}`).toBeLessThanOrEqual(
      working(a).length * MAX_RATIO,
    );
    expect(b.bytesDown, `${step}: bytes down`).toBeLessThanOrEqual(a.bytesDown * MAX_RATIO);
    expect(b.fetchRows, `${step}: rows`).toBeLessThanOrEqual(a.fetchRows * MAX_RATIO);
    expect(a.fetchRows, `${step}: rows`).toBeGreaterThan(0);
  }
});

test('an idle minute asks nothing of anybody', async ({ dovecot, user, page, signInPage, mailPage }) => {
  test.setTimeout(IDLE_MS + 180_000);
  const front = await startFrontProxy(app);
  await dovecot.save(user.name, 'INBOX', messages(20));
  await dovecot.save(user.name, 'Archive', [message(0)]);
  await signInPage.enter(front.url, user);
  await mailPage.openMessage('#19');
  await expectQuiet(mailPage);
  const before = front.requests.length;
  expect(before).toBeGreaterThan(0);
  // The one wait of the tests that is no wait for something: it is the minute itself.
  await page.waitForTimeout(IDLE_MS);
  expect(front.requests.slice(before)).toEqual([]);
  await mailPage.expectLive();
  await mailPage.leaveList();
  await dovecot.deliver(user.name, message(30, { kind: 'plain', subject: 'After the minute' }));
  await expect(mailPage.rowAt(0)).toContainText('After the minute');
  await page.goto('about:blank');
  await front.close();
});

async function fill(dovecot: Dovecot, name: string, count: number): Promise<void> {
  await dovecot.save(name, 'INBOX', messages(count, { kind: 'small' }));
  await dovecot.save(name, 'Archive', [message(0, { kind: 'small' })]);
}

/** Opens the mailbox, jumps to its middle, scrolls on from there. */
async function walk(
  signInPage: SignInPage,
  mailPage: MailPage,
  user: { readonly address: string; readonly password: string },
  count: number,
): Promise<Record<string, TrafficCounts>> {
  await signIn(signInPage, user);
  await mailPage.expectCount(count);
  await mailPage.expectSettled();
  await expectQuiet(mailPage);
  const open = proxy.counts();
  proxy.reset();
  await mailPage.scrollTo(0.5);
  await expectIdling();
  const jump = proxy.counts();
  proxy.reset();
  for (let pages = 0; pages < PAGES; pages += 1) {
    await mailPage.wheel(2_600);
    await expectIdling();
  }
  return { open, jump, scroll: proxy.counts() };
}

/** Counts from the press of the button: the connection is dialled and greeted while the password is typed. */
async function signIn(
  signInPage: SignInPage,
  user: { readonly address: string; readonly password: string },
): Promise<void> {
  proxy.reset();
  await signInPage.open(app.url);
  await signInPage.email.fill(user.address);
  await signInPage.password.fill(user.password);
  await expect.poll(() => proxy.counts().bytesDown).toBeGreaterThan(0);
  proxy.reset();
  await signInPage.submit.click();
}

/** The counters of all folders were told too, and the connection waits for news. */
async function expectQuiet(mailPage: MailPage): Promise<void> {
  await expect(mailPage.folder('Archive')).toHaveAccessibleName('Archive, 1 unread');
  await expectIdling();
}

async function expectIdling(): Promise<void> {
  await expect.poll(() => proxy.counts().commands.at(-1)).toBe('IDLE');
}

/** Going in and out of IDLE depends on how fast the test acts. */
const working = (counts: TrafficCounts): readonly string[] =>
  counts.commands.filter((name) => name !== 'IDLE' && name !== 'DONE');
