import { startAppServer } from '../support/app-server';
import { startGateProxy } from '../support/gate-proxy';
import { message, messages } from '../support/mail-factory';
import { closePages, expect, test } from './fixtures';
import { SERVER_AWAY } from './guard';
import { mailboxState } from './mailbox-state';

const english = { language: 'en', kind: 'plain' } as const;
const about = (index: number, subject: string, messageId: string) =>
  message(index, { ...english, subject, messageId, text: `Of ${subject}` });

test('all folders are searched: hits stream in, are opened and worked on where they lie; it can be stopped', async ({
  page,
  guard,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const gate = await startGateProxy(dovecot.ports.imap);
  const app = await startAppServer({ imap: { port: gate.port, tls: 'none' } });
  await dovecot.save(user.name, 'INBOX', [
    ...messages(5, english),
    about(5, 'Heron in the inbox', '<h1@example.com>'),
  ]);
  await dovecot.save(user.name, 'Projects', [
    about(6, 'Heron counting', '<h2@example.com>'),
    ...messages(3, english),
  ]);
  await dovecot.save(user.name, 'Walks', [about(8, 'Walks to the heron', '<h3@example.com>')]);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(6);
  // Only folders of which nobody knows that they are empty are asked: all of them have been counted.
  await expect(mailPage.folder('Projects')).toHaveAccessibleName('Projects, 4 unread');
  await expect(mailPage.folder('Walks')).toHaveAccessibleName('Walks, 1 unread');
  await mailPage.focusList();
  await page.keyboard.press('/');
  await page.getByRole('radio', { name: 'All folders' }).check();
  const field = page.getByRole('searchbox', { name: 'Search all folders' });
  const line = page.locator('[data-slot="view-line"]');
  const header = page.locator('[data-slot="list-count"]');
  await expect(field).toBeFocused();

  // The second folder does not answer: what the first one has is there, and how far it is.
  gate.holdAfter('UID SEARCH', 1);
  await field.fill('heron');
  await mailPage.expectCount(1);
  await expect(line).toContainText('1 found so far. 1 of 3 folders searched');
  expect(new URL(page.url()).hash).toContain('w=all');
  await line.getByRole('button', { name: 'Stop' }).click();
  await expect(line).toContainText('1 found. Stopped after 1 of 3 folders.');
  gate.release();
  await line.getByRole('button', { name: 'Search on' }).click();
  await mailPage.expectCount(3);
  await expect(line).toHaveText('3 found');
  await expect(header).toHaveText('3 found');
  await expect(mailPage.list.locator('[data-slot="row-folder"]')).toHaveText(['Walks', 'Projects', 'Inbox']);

  // Opened in its folder, with the search beside it.
  await mailPage.openMessage('Walks to the heron');
  await expect(page.getByText('Of Walks to the heron')).toBeVisible();
  await mailPage.expectCount(3);
  await page.reload();
  await mailPage.expectCount(3);
  await expect(page.getByText('Of Walks to the heron')).toBeVisible();

  // What is done to several is done in each folder, and taken back in each.
  await mailPage.focusList();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('s');
  for (const [folder, id] of [
    ['INBOX', '<h1@example.com>'],
    ['Projects', '<h2@example.com>'],
    ['Walks', '<h3@example.com>'],
  ] as const)
    await expect
      .poll(async () => (await mailboxState(dovecot, user.name, folder))[id])
      .toContain('\\Flagged');
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred, /);
  await page.keyboard.press('e');
  await expect(mailPage.list).toHaveCount(0);
  await mailPage.holdToast();
  await expect
    .poll(async () => Object.keys(await mailboxState(dovecot, user.name, 'Archive')).toSorted())
    .toEqual(['<h1@example.com>', '<h2@example.com>', '<h3@example.com>']);
  await mailPage.undo.click();
  await mailPage.expectCount(3);
  await expect
    .poll(async () => Object.keys(await mailboxState(dovecot, user.name, 'Walks')))
    .toEqual(['<h3@example.com>']);

  // Without a connection: what is known here, from every folder that was seen.
  await app.stop();
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);
  await page.getByRole('radio', { name: 'This folder' }).check();
  await expect(page.getByRole('searchbox', { name: /^Search / })).toHaveValue('heron');
  await closePages(page.context());
  await gate.close();
});
