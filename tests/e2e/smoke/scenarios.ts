import { strict as assert } from 'node:assert';
import type { AppServer } from '../../support/app-server';
import type { Dovecot } from '../../support/dovecot';
import { message, messages } from '../../support/mail-factory';
import { waitFor, type SmokeBrowser } from './browser';
import { startTroubledPage } from './troubled-page';

export interface SmokeWorld {
  readonly browser: SmokeBrowser;
  readonly dovecot: Dovecot;
  /** In front of that Dovecot. */
  readonly app: AppServer;
  /** Without settings. */
  readonly demo: AppServer;
}

export interface Scenario {
  readonly name: string;
  run(world: SmokeWorld): Promise<void>;
}

const MAILS = 5;
const rowCountIs = (count: number) =>
  `document.querySelector('[role=grid][aria-label="Messages"]')?.getAttribute('aria-rowcount') === '${count}'`;

/** In order, in one window: each goes on where the one before stopped. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'trouble in a page is noticed',
    async run({ browser }) {
      const page = await startTroubledPage();
      try {
        await browser.open(page.url);
        await browser.type('Name', 'Zoë');
        await browser.press('Throw');
        await expectProblem(browser, /policy violation: img-src/);
        await expectProblem(browser, /uncaught: .*thrown by Zoë/);
      } finally {
        await page.close();
      }
    },
  },
  {
    name: 'the sign-in page opens',
    async run({ browser, app }) {
      await browser.open(app.url);
      await waitFor(
        browser,
        `[...document.querySelectorAll('button')].some((b) => b.textContent.trim() === 'Sign in')`,
      );
      assert.equal(await browser.evaluate('document.documentElement.lang'), 'en');
      await expectNoProblems(browser);
    },
  },
  {
    name: 'a person signs in and sees the messages',
    async run({ browser, dovecot }) {
      const user = dovecot.user('smoke');
      await dovecot.save(user.name, 'INBOX', messages(MAILS, { kind: 'plain', language: 'en' }));
      await browser.type('Email address', user.address);
      await browser.type('Password', user.password);
      await browser.press('Sign in');
      await waitFor(browser, rowCountIs(MAILS));
      await expectNoProblems(browser);
    },
  },
  {
    name: 'a delivered message appears by itself',
    async run({ browser, dovecot }) {
      await dovecot.deliver('smoke', message(99, { kind: 'plain', subject: 'Fresh from the press' }));
      await waitFor(browser, rowCountIs(MAILS + 1));
      await waitFor(browser, `document.body.innerText.includes('Fresh from the press')`);
      await expectNoProblems(browser);
    },
  },
];

async function expectNoProblems(browser: SmokeBrowser): Promise<void> {
  assert.deepEqual(await browser.problems(), []);
}

/** Reports arrive a moment after their cause. */
async function expectProblem(browser: SmokeBrowser, pattern: RegExp): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const problems = await browser.problems();
    if (problems.some((problem) => pattern.test(problem))) return;
    if (performance.now() > deadline) assert.fail(`${pattern} was not noticed, only: ${problems.join('; ')}`);
    await browser.evaluate('document.readyState');
  }
}
