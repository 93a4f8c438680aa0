import { test as base, type BrowserContext } from '@playwright/test';
import { startAppServer, type AppServer } from '../support/app-server';
import { startCountingProxy, type CountingProxy } from '../support/counting-proxy';
import { startDovecot, type Dovecot, type DovecotUser } from '../support/dovecot';
import { startGateProxy, type GateProxy } from '../support/gate-proxy';
import { Guard } from './guard';
import { keepPace } from './pace';
import { MailPage } from './pages/mail.page';
import { SignInPage } from './pages/sign-in.page';

interface TestFixtures {
  /** Fails the test on any error of page, frame or worker that the test did not announce. */
  readonly guard: Guard;
  /** Mail is read ahead, as it is for people. Not in other tests: what they look at on the wire is what they did. */
  readonly readsAhead: boolean;
  /** A user nobody had before: an empty account on the shared Dovecot. */
  readonly user: DovecotUser;
  readonly signInPage: SignInPage;
  readonly mailPage: MailPage;
  /** A demo of the test's own: what it does to the mailbox must not be there for the next. */
  readonly ownDemo: AppServer;
  /** A server of the test's own in front of that Dovecot, behind a gate that holds commands back or goes away. */
  readonly gated: { readonly app: AppServer; readonly gate: GateProxy };
  /** Puts mail into the user's inbox, signs in at an address, and waits until the list says how much there is. */
  readonly enterWith: (url: string, mails: Iterable<Buffer>) => Promise<void>;
}

interface WorkerFixtures {
  /** Shared by the tests of a worker. A test that stops or cuts servers starts its own instead. */
  readonly dovecot: Dovecot;
  /** The built server in front of that Dovecot over TLS. */
  readonly app: AppServer;
  /** The built server in front of that Dovecot without TLS, through a proxy that counts what is said. */
  readonly counted: { readonly app: AppServer; readonly proxy: CountingProxy };
  /** The built server without configuration: the demo. */
  readonly demo: AppServer;
}

let users = 0;

/** In the page. Frames of mail have no storage. */
function stopReadingAhead(): void {
  try {
    localStorage.setItem('tagline.ahead', 'false');
  } catch {
    // Nothing is read ahead there.
  }
}

/**
 * Before a server goes: a page that is open would dial it again, and so would the worker that outlives its last page for a moment; the
 * guard would hear of that.
 */
export const closePages = (context: BrowserContext): Promise<void> => context.close();

export const test = base.extend<TestFixtures, WorkerFixtures>({
  dovecot: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const dovecot = await startDovecot();
      await use(dovecot);
      await dovecot.dispose();
    },
    { scope: 'worker' },
  ],
  app: [
    async ({ dovecot }, use) => {
      const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
      await use(app);
      await app.stop();
    },
    { scope: 'worker' },
  ],
  counted: [
    async ({ dovecot }, use) => {
      const proxy = await startCountingProxy(dovecot.ports.imap);
      const app = await startAppServer({ imap: { port: proxy.port, tls: 'none' } });
      await use({ app, proxy });
      await app.stop();
      await proxy.close();
    },
    { scope: 'worker' },
  ],
  demo: [
    // oxlint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      const demo = await startAppServer();
      await use(demo);
      await demo.stop();
    },
    { scope: 'worker' },
  ],
  readsAhead: [false, { option: true }],
  guard: [
    async ({ browser, context, readsAhead }, use) => {
      await keepPace(context);
      if (!readsAhead) await context.addInitScript(stopReadingAhead);
      const guard = await Guard.watch(browser, context);
      await use(guard);
      await guard.finish();
    },
    { auto: true },
  ],
  user: async ({ dovecot }, use) => {
    users += 1;
    await use(dovecot.user(`user${users}`));
  },
  signInPage: async ({ page }, use) => use(new SignInPage(page)),
  mailPage: async ({ page }, use) => use(new MailPage(page)),
  ownDemo: async ({ context }, use) => {
    const demo = await startAppServer();
    await use(demo);
    await closePages(context);
    await demo.stop();
  },
  gated: async ({ dovecot, context }, use) => {
    const gate = await startGateProxy(dovecot.ports.imap);
    const app = await startAppServer({ imap: { port: gate.port, tls: 'none' } });
    await use({ app, gate });
    await closePages(context);
    await app.stop();
    await gate.close();
  },
  enterWith: async ({ dovecot, user, signInPage, mailPage }, use) =>
    use(async (url, mails) => {
      const all = [...mails];
      await dovecot.save(user.name, 'INBOX', all);
      await signInPage.enter(url, user);
      await mailPage.expectCount(all.length);
    }),
});

export { expect } from '@playwright/test';
