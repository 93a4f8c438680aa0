import { strict as assert } from 'node:assert';
import { startCanary } from '../../support/canary';
import { attackMails, hostileLinks, htmlMail, linkMail, nested } from '../../support/hostile-mails';
import { ImapClient } from '../../support/imap-client';
import { message } from '../../support/mail-factory';
import { waitFor, type SmokeBrowser } from './browser';
import type { Scenario } from './scenarios';

/** Formatted mail in every engine: what tests/e2e/html-*.spec.ts hold in Chromium, by plain DOM calls. */
const FRAME = `document.querySelector('[data-slot="html-body"] iframe')`;
const IN_FRAME = `${FRAME}?.contentDocument`;

const LISTEN = `(() => {
  window.tracesOfScripts = [];
  window.addEventListener('message', (event) => window.tracesOfScripts.push(String(event.data)));
  return true;
})()`;
const SIGNS = `[...window.tracesOfScripts, window.hostile, document.title.includes('hostile') ? 'title' : undefined]
  .filter((sign) => sign !== undefined && sign !== null)`;

export const MAIL_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a newsletter and its pictures look as they should',
    async run({ browser, dovecot }) {
      const html = `<style>.lead{color:rgb(180, 30, 60)}</style><body bgcolor="#eef2f7"><table width="600" bgcolor="#ffffff"><tr><td><p class="lead">First.</p><img alt="inline" src="cid:picture@example.com"></td></tr></table>`;
      await dovecot.deliver('smoke', message(200, { kind: 'related', subject: 'newsletter', html }));
      await open(browser, 'newsletter');
      const style = (selector: string, property: string) =>
        browser.evaluate(
          `${IN_FRAME}.defaultView.getComputedStyle(${IN_FRAME}.querySelector('${selector}')).getPropertyValue('${property}')`,
        );
      assert.equal(await style('.lead', 'color'), 'rgb(180, 30, 60)');
      // A mail that is drawn a little smaller to fit may lose a fraction of a pixel by rounding.
      assert.equal(Math.round(Number.parseFloat(String(await style('table', 'width')))), 600);
      assert.equal(await style('body', 'background-color'), 'rgb(238, 242, 247)');
      await waitFor(browser, `${IN_FRAME}.querySelector('img').naturalWidth === 4`);
      assert.deepEqual(await browser.problems(), []);
    },
  },
  {
    name: 'hostile mails reach nobody, run nothing and lead nowhere',
    async run({ browser, dovecot }) {
      const canary = await startCanary();
      try {
        const mails = attackMails(canary);
        const control = htmlMail('control', `<img src="${canary.https}/control.png">`);
        await dovecot.save('smoke', 'INBOX', [
          control,
          htmlMail('links', linkMail(canary)),
          htmlMail('deep', nested(20_000)),
          ...mails.map(({ name, html }) => htmlMail(name, html)),
        ]);
        await browser.evaluate(LISTEN);
        const place = String(await browser.evaluate('location.pathname'));
        await open(browser, mails.at(-1)?.name ?? '');
        for (const { name } of mails.toReversed()) {
          await shown(browser, name);
          assert.deepEqual(await browser.evaluate(SIGNS), [], name);
          assert.deepEqual(canary.connections(), { http: 0, https: 0 }, name);
          assert.equal(await browser.evaluate('location.pathname'), place, name);
          await browser.press('Older message');
        }
        await shown(browser, 'deep');
        assert.equal(await browser.evaluate(`${FRAME} === null`), true);
        await browser.press('Older message');
        await shown(browser, 'links');
        const frameUrl = await browser.evaluate(`${IN_FRAME}.URL`);
        for (const index of hostileLinks(canary).keys()) {
          await browser.evaluate(`(${IN_FRAME}.querySelectorAll('a')[${index}].click(), true)`);
          assert.equal(await browser.evaluate(`${IN_FRAME}?.URL ?? 'gone'`), frameUrl);
        }
        await browser.press('Older message');
        await shown(browser, 'control');
        assert.deepEqual(canary.connections(), { http: 0, https: 0 });
        await browser.press('Show images');
        await waitFor(browser, `${IN_FRAME}?.querySelector('img')?.naturalWidth === 4`);
        assert.deepEqual(canary.requests(), ['/control.png']);
        assert.equal(canary.connections().http, 0);
        assert.deepEqual(await browser.evaluate(SIGNS), []);
        assert.deepEqual(await browser.problems(), []);
      } finally {
        await canary.close();
      }
    },
  },
  {
    name: 'the demo is a mailbox like any other',
    async run({ browser, demo }) {
      await browser.open(demo.url);
      await waitFor(browser, button('Try the demo'));
      await browser.press('Try the demo');
      await waitFor(browser, `document.querySelectorAll('[role=row][data-uid]').length > 10`);
      const other = await ImapClient.connect({ port: demo.demoPort });
      await other.login('demo@example.org', 'demo');
      await other.append('INBOX', [
        { message: message(7, { kind: 'html', subject: 'from another program' }) },
      ]);
      await open(browser, 'from another program');
      assert.equal(await browser.evaluate(`${IN_FRAME}.querySelector('h1').textContent`), 'Newsletter 7');
      await other.select('INBOX');
      const [uid = 0] = await other.search('SUBJECT "from another program"');
      await other.store(String(uid), '+FLAGS (\\Flagged)');
      await waitFor(
        browser,
        `document.querySelector('[data-uid="${uid}"]').getAttribute('aria-label').includes('starred')`,
      );
      await other.logout();
      assert.deepEqual(await browser.problems(), []);
    },
  },
];

const button = (name: string) =>
  `[...document.querySelectorAll('button')].some((button) => button.textContent.trim() === '${name}')`;

/** Opens the message of that subject from the list. */
async function open(browser: SmokeBrowser, subject: string): Promise<void> {
  const quoted = JSON.stringify(subject);
  const row = `[...document.querySelectorAll('[role=row][data-uid]')].find((row) => row.getAttribute('aria-label').includes(', ' + ${quoted} + ','))`;
  await waitFor(browser, row);
  await browser.evaluate(`(${row}.click(), true)`);
  await shown(browser, subject);
}

/** Resolves when the message of that subject is drawn, formatted or plain. */
async function shown(browser: SmokeBrowser, subject: string): Promise<void> {
  const quoted = JSON.stringify(subject);
  await waitFor(browser, `document.querySelector('main h2')?.textContent === ${quoted}`);
  await waitFor(
    browser,
    `document.querySelector('[data-slot="html-body"]') === null
      ? document.querySelector('[data-slot="message-body"]')?.textContent.trim()
      : ${IN_FRAME}?.querySelector('.tagline-mail') && ${FRAME}?.clientHeight > 0`,
  );
}
