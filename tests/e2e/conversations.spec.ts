import { startAppServer } from '../support/app-server';
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { closePages, expect, test } from './fixtures';
import { ConversationPage } from './pages/conversation.page';

const english = { language: 'en', kind: 'plain' } as const;
const [ASKED, ANSWERED, AGAIN] = ['<asked@example.com>', '<answered@example.org>', '<again@example.com>'];
const asked = message(1, { ...english, subject: 'The ladder', messageId: ASKED, text: 'Who has it?' });
const answered = message(2, {
  ...english,
  subject: 'Re: The ladder',
  messageId: ANSWERED,
  inReplyTo: ASKED,
  from: 'Reader <reader@example.org>',
  to: 'Bruno <bruno@example.com>',
  text: 'I have it.',
});
const again = message(3, {
  ...english,
  subject: 'Re: The ladder',
  messageId: AGAIN,
  inReplyTo: `${ASKED} ${ANSWERED}`,
  text: 'Then bring it along.',
});

test('a folder is shown as conversations, one is opened with what was sent, worked in by keys, archived as a whole and back', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const other = message(4, { ...english, subject: 'Something else', messageId: '<other@example.com>' });
  await dovecot.save(user.name, 'INBOX', [asked, again, other]);
  await dovecot.save(user.name, 'Sent', [answered]);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(3);
  const conversation = new ConversationPage(page);
  await conversation.switchOn();
  await mailPage.expectCount(2);
  await expect(conversation.numbers).toHaveText('2 conversations · 3 messages · 3 unread');
  await expect(mailPage.rowAt(1)).toHaveAccessibleName(/^Unread, .*2 messages, The ladder/);

  // Opened by a key, the heading is where one is; both messages of this folder are new, and so is what is said of them afterwards.
  await mailPage.focusList();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(mailPage.subject).toHaveText('The ladder');
  await expect(mailPage.subject).toBeFocused();
  await conversation.expectOpen(true, false, true);
  await expect(conversation.bodyOf(0)).toContainText('Who has it?');
  await expect(conversation.bodyOf(2)).toContainText('Then bring it along.');
  await expect(conversation.messages.nth(1).getByRole('button', { name: 'Open in Sent' })).toBeVisible();
  await expect(conversation.numbers).toHaveText('2 conversations · 3 messages · 1 unread');

  // n and p go from line to line, ; and : open all and leave the newest.
  await page.keyboard.press('n');
  await expect(conversation.line(0)).toBeFocused();
  await page.keyboard.press('n');
  await expect(conversation.line(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(conversation.bodyOf(1)).toContainText('I have it.');
  await page.keyboard.press('p');
  await expect(conversation.line(0)).toBeFocused();
  await page.keyboard.press(':');
  await conversation.expectOpen(false, false, true);
  await page.keyboard.press(';');
  await conversation.expectOpen(true, true, true);
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(conversation.bodyOf(2)).toBeVisible();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await page.setViewportSize({ width: 1280, height: 800 });

  // A star is one message's, and the conversation's.
  await conversation.messages.nth(2).getByRole('button', { name: 'Star this message' }).click();
  await expect(mailPage.rowAt(1)).toHaveAccessibleName(/starred, /);
  await mailPage.action('Star').click();
  await expect(mailPage.rowAt(1)).not.toHaveAccessibleName(/starred, /);

  // An answer comes: the conversation goes up, and what was open stays open.
  const late = message(5, {
    ...english,
    subject: 'Re: The ladder',
    messageId: '<late@example.com>',
    inReplyTo: AGAIN,
  });
  await mailPage.leaveList();
  await dovecot.save(user.name, 'INBOX', [late]);
  await expect(conversation.numbers).toHaveText('2 conversations · 4 messages · 2 unread');
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/3 messages, The ladder/);
  await conversation.expectOpen(true, true, true, false);

  // The whole of it leaves the folder, says how many that were, and comes back. What was sent stays where it is.
  await page.keyboard.press('e');
  await mailPage.expectCount(1);
  await expect(page.getByText('3 messages archived').first()).toBeVisible();
  await mailPage.undo.click();
  await mailPage.expectCount(2);
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/3 messages, The ladder/);
  expect(
    (await dovecot.doveadm('search', '-u', user.name, 'mailbox', 'Sent', 'ALL')).trim().split('\n'),
  ).toHaveLength(1);

  // The chip leads to the folder; the choice holds there, and after a reload.
  await mailPage.rowAt(0).click();
  await conversation.messages.nth(1).getByRole('button', { name: 'Open in Sent' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Sent' })).toBeVisible();
  await expect(mailPage.subject).toHaveText('Re: The ladder');
  await page.reload();
  await expect(conversation.numbers).toContainText('1 conversation · 1 message');
  await page.keyboard.press('Shift+T');
  await expect(conversation.numbers).toHaveText(/^1 message/);
});

test('where the server names conversations, they are what it says, and hold what was sent', async ({
  page,
  mailPage,
  signInPage,
}) => {
  const demo = await startAppServer({ env: { TAGLINE_DEMO_PERSONALITY: 'gmail' } });
  try {
    await signInPage.open(demo.url);
    await signInPage.tryDemo.click();
    const conversation = new ConversationPage(page);
    await conversation.switchOn();
    await mailPage.row('Your old bookshelf').click();
    await expect(mailPage.subject).toHaveText('Your old bookshelf');
    await expect(conversation.messages).toHaveCount(4);
    await expect(conversation.messages.getByRole('button', { name: 'Open in All mail' })).toHaveCount(2);
    await conversation.line(1).click();
    await expect(conversation.bodyOf(1)).toContainText('one shelf has a coffee ring');
  } finally {
    await closePages(page.context());
    await demo.stop();
  }
});

test('of a folder of which only the newest part is here, the server puts all messages together when it is asked', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const [root, between] = ['<root@example.com>', '<between@example.com>'];
  const small = { language: 'en', kind: 'small' } as const;
  // What ties the two newest is the oldest.
  await dovecot.save(user.name, 'INBOX', [
    message(0, { ...small, subject: 'Gate', messageId: between, inReplyTo: root }),
    ...messages(700, small),
    message(701, { ...small, subject: 'Re: Gate, first', messageId: '<one@example.com>', inReplyTo: root }),
    message(702, {
      ...small,
      subject: 'Re: Gate, second',
      messageId: '<two@example.com>',
      inReplyTo: between,
    }),
  ]);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(703);
  const conversation = new ConversationPage(page);
  await conversation.switchOn();
  await mailPage.expectCount(-1);
  await expect(conversation.numbers).toContainText('of 703 messages');
  await expect(mailPage.rowAt(0)).toContainText('Gate, second');
  await expect(mailPage.rowAt(1)).toContainText('Gate, first');
  await page.getByRole('button', { name: 'List options' }).click();
  await page.getByRole('menuitem', { name: 'Ask the server for all of them' }).click();
  await expect(page.locator('[data-slot="server-line"]')).toHaveText(
    'By the server: 701 conversations in 703 messages.',
  );
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/2 messages, Re: Gate, first/);
  await expect(mailPage.rowAt(1)).not.toContainText('Gate');
  await expectAccessible(page);
  // What comes joins it by what it names; the server is asked once more by itself.
  await mailPage.leaveList();
  await dovecot.save(user.name, 'INBOX', [
    message(703, { ...small, subject: 'Re: Gate, third', messageId: '<three@example.com>', inReplyTo: root }),
  ]);
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/3 messages, Re: Gate, first/);
  await expect(page.locator('[data-slot="server-line"]')).toHaveText(
    'By the server: 701 conversations in 704 messages.',
    { timeout: 30_000 },
  );
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/3 messages, Re: Gate, first/);
  // All the way down, every message is in it.
  await expect(async () => {
    await mailPage.focusList();
    await page.keyboard.press('End');
    await expect(conversation.numbers).toContainText('701 conversations · 704 messages', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await mailPage.expectCount(701);
  await expect(mailPage.rowAt(0)).toHaveCount(0);
});

test('messages of a conversation that are not loaded are counted once it is opened, and leave and come back with it; those elsewhere are acted on where they lie', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const small = { language: 'en', kind: 'small' } as const;
  const [gate, hinge] = ['<gate@example.com>', '<hinge@example.com>'];
  await dovecot.save(user.name, 'INBOX', [
    message(1, { ...small, subject: 'Gate', messageId: gate }),
    message(2, { ...small, subject: 'Re: Gate', messageId: '<gate2@example.com>', inReplyTo: gate }),
    message(3, { ...small, subject: 'Hinge', messageId: hinge }),
    ...messages(700, small),
    message(704, { ...small, subject: 'Re: Hinge', messageId: '<hinge2@example.com>', inReplyTo: hinge }),
    message(705, { ...small, subject: 'Re: Gate', messageId: '<gate3@example.com>', inReplyTo: gate }),
  ]);
  await dovecot.save(user.name, 'Sent', [
    message(706, { ...small, subject: 'Re: Gate', messageId: '<gate4@example.com>', inReplyTo: gate }),
  ]);
  const count = async (mailbox: string, of: string): Promise<number> => {
    const found = await dovecot.doveadm(
      'search',
      '-u',
      user.name,
      'mailbox',
      mailbox,
      'HEADER',
      'Subject',
      of,
    );
    return found.trim().split('\n').filter(Boolean).length;
  };
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(705);
  const conversation = new ConversationPage(page);
  await conversation.switchOn();

  // Opened, all of it is there, and the list says so.
  await mailPage.rowAt(0).click();
  await expect(conversation.messages).toHaveCount(4);
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/3 messages, Gate/);
  await page.keyboard.press('e');
  await expect(page.getByText('3 messages archived').first()).toBeVisible();
  await mailPage.holdToast();
  await expect.poll(() => count('Archive', 'Gate')).toBe(3);
  await mailPage.undo.click();
  await expect.poll(() => count('INBOX', 'Gate')).toBe(3);
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/3 messages, /);

  // Not opened: what is here goes at once, the rest follows, and one way back is the way back of all.
  const other = page.getByRole('row', { name: /Re: Hinge/ });
  await other.focus();
  await page.keyboard.press('e');
  await expect(other).toHaveCount(0);
  await expect(page.getByText('2 messages archived').first()).toBeVisible();
  await mailPage.holdToast();
  await expect.poll(() => count('Archive', 'Hinge')).toBe(2);
  await mailPage.undo.click();
  await expect.poll(() => count('INBOX', 'Hinge')).toBe(2);
  await expect(page.getByRole('row', { name: /2 messages, .*Hinge/ })).toHaveCount(1);

  // What was sent is starred, archived and brought back where it lies.
  await page.getByRole('row', { name: /3 messages, .*Gate/ }).click();
  const sent = conversation.messages.filter({
    has: page.getByRole('button', { name: 'Open in Sent' }),
  });
  await expect(sent).toHaveCount(1);
  await sent.getByRole('button', { name: 'Star this message' }).click();
  await expect(sent.getByRole('button', { name: 'Remove the star' })).toBeVisible();
  await expect
    .poll(() => dovecot.doveadm('search', '-u', user.name, 'mailbox', 'Sent', 'FLAGGED'))
    .not.toBe('');
  await sent.getByRole('button', { name: 'Actions for this message' }).click();
  await expect(page.getByRole('menuitem', { name: 'Select' })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(sent).toHaveCount(0);
  await mailPage.holdToast();
  await expect.poll(() => count('Sent', 'Gate')).toBe(0);
  await expect(conversation.messages).toHaveCount(3);
  await mailPage.undo.click();
  await expect.poll(() => count('Sent', 'Gate')).toBe(1);
  await expect(sent).toHaveCount(1);
});
