import { strict as assert } from 'node:assert';
import { startAppServer } from '../../support/app-server';
import { message, messages } from '../../support/mail-factory';
import { waitFor } from './browser';
import type { Scenario } from './scenarios';

const MAILS = 6;
const rowCountIs = (count: number) =>
  `document.querySelector('[role=grid][aria-label="Messages"]')?.getAttribute('aria-rowcount') === '${count}'`;
const MAIL_IS_KEPT = `(() => {
  const look = async () => {
    let pages = 0;
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith('tagline-mail-')) continue;
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      pages += await new Promise((resolve) => {
        const request = database.transaction('pages').objectStore('pages').count();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(0);
      });
      database.close();
    }
    window.pagesKept = pages;
  };
  // A database that is just being made has no stores yet, or gives up what reads it.
  const again = () => look().catch(() => 0).then(() => window.pagesKept || setTimeout(again, 100));
  again();
  return true;
})()`;

/** The store on disk in every engine: what tests/e2e/offline-device.spec.ts holds in Chromium. */
export const DEVICE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'on a device of one’s own the mail is kept, and there after a reload without the mail server',
    async run({ browser, dovecot }) {
      // An origin of its own: nobody is signed in there.
      const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
      const user = dovecot.user('keeper');
      await dovecot.save(user.name, 'INBOX', messages(MAILS, { kind: 'plain', language: 'en' }));
      await browser.open(app.url);
      await waitFor(browser, `document.querySelector('form input[type=checkbox]')`);
      await browser.evaluate(`(document.querySelector('form input[type=checkbox]').click(), true)`);
      await browser.type('Email address', user.address);
      await browser.type('Password', user.password);
      await browser.press('Sign in');
      await waitFor(browser, rowCountIs(MAILS));
      await browser.evaluate(MAIL_IS_KEPT);
      await waitFor(browser, 'window.pagesKept');
      assert.equal(typeof (await browser.evaluate('window.pagesKept')), 'number');
      await dovecot.stop();
      await browser.open(`${app.url}/mail`);
      await waitFor(browser, rowCountIs(MAILS));
      await waitFor(browser, `document.querySelectorAll('[role=row][data-uid]').length === ${MAILS}`);
      await dovecot.start();
      await dovecot.deliver(user.name, message(99, { kind: 'plain', subject: 'After the pause' }));
      await waitFor(browser, rowCountIs(MAILS + 1));
      assert.deepEqual(await browser.problems(), []);
      await app.stop();
    },
  },
];
