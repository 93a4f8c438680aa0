import type { Locator, Page } from '@playwright/test';
import { message } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { FocusPage } from './pages/focus.page';
import { FoldersPage } from './pages/folders.page';
import { TriagePage } from './pages/triage.page';
import { WirePage } from './pages/wire.page';

test.setTimeout(300_000);

/** From now on what the page wants to do in the next frame waits, as on a machine that has no time to draw. */
async function holdFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const held: FrameRequestCallback[] = [];
    const real = window.requestAnimationFrame;
    window.requestAnimationFrame = (act) => held.push(act);
    const release = () => {
      window.requestAnimationFrame = real;
      for (const act of held) act(performance.now());
    };
    Object.assign(window, { release });
  });
}

async function releaseFrames(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as { readonly release: () => void }).release());
}

test('a whole session by keys alone: the focus is always somewhere, and always seen', async ({
  page,
  ownDemo,
  signInPage,
  mailPage,
}) => {
  const focus = new FocusPage(page);
  const triage = new TriagePage(page);
  const folders = new FoldersPage(page);
  const wire = new WirePage(page);
  const { keyboard } = page;
  const step = focus.step.bind(focus);
  const list = mailPage.list;
  const opened = page.locator('[role="row"][aria-current="true"]');
  const dialog = page.locator('dialog[open]');
  const activeRow = list.locator('[role="row"]:focus');
  const treeitems = page.getByRole('treeitem');
  /** Tab, or Shift+Tab, until one of these has the focus. */
  const tabTo = async (target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
    const isThere = () => target.evaluateAll((all) => all.some((one) => one === document.activeElement));
    for (let presses = 0; presses < 40 && !(await isThere()); presses += 1) await keyboard.press(key);
    expect(await isThere(), 'not reached by Tab').toBe(true);
  };

  await signInPage.open(ownDemo.url);
  await tabTo(signInPage.email);
  await step('the address', [], () => expect(signInPage.email).toBeFocused());
  await keyboard.type('demo@example.org');
  await step('to the password', ['Tab'], () => expect(signInPage.password).toBeFocused());
  await keyboard.type('wrong');
  await step('a refusal selects the password', ['Enter'], async () => {
    await expect(signInPage.alert).toBeVisible();
    await expect(signInPage.password).toBeFocused();
  });
  await keyboard.type('demo');
  await step('signed in: the list has the focus', ['Enter'], async () => {
    await expect(mailPage.rows.first()).toBeVisible();
    await expect(activeRow).toHaveCount(1);
  });

  // The folder tree.
  await tabTo(treeitems, 'Shift+Tab');
  await step('into the tree', [], () => expect(folders.tree.locator(':focus')).toHaveCount(1));
  await step('to its end', ['End'], () => expect(folders.tree.locator(':focus')).toHaveCount(1));
  await step('to its beginning', ['Home'], () => folders.expectFocus('Inbox'));
  await step('down', ['ArrowDown'], () => expect(folders.tree.locator(':focus')).not.toContainText('Inbox'));
  await step('to a folder by letters', ['Home', 'a', 'r'], () => folders.expectFocus('Archive'));
  await step('open it', ['Enter'], () => expect(page).toHaveTitle(/Archive – Tagline$/u));
  await mailPage.expectSettled();
  await tabTo(mailPage.rows);
  await step('into the list', [], () => expect(activeRow).toHaveCount(1));

  // Reading.
  await step('down a row', ['ArrowDown'], () => expect(mailPage.rowAt(1)).toBeFocused());
  await step('the next message', ['j'], () => expect(opened).toHaveCount(1));
  await step('the one after', ['j'], () => expect(opened).toHaveCount(1));
  await step('back up', ['k'], () => expect(opened).toHaveCount(1));
  await step('to the list', ['u'], () => expect(opened).toHaveCount(0));
  await step('open with Enter', ['Enter'], async () => {
    await expect(opened).toHaveCount(1);
    await expect(mailPage.subject).toBeFocused();
  });
  await step('a star', ['s'], () => expect(opened).toHaveAccessibleName(/starred/u));
  await step('no star', ['s'], () => expect(opened).not.toHaveAccessibleName(/starred/u));
  await step('unread', ['Shift+U'], () => expect(opened).toHaveAccessibleName(/^Unread/u));
  await step('read', ['Shift+I'], () => expect(opened).toHaveAccessibleName(/^(?!Unread)/u));
  await step('close it', ['u'], () => expect(activeRow).toHaveCount(1));
  await step('open it again', ['Enter'], () => expect(mailPage.subject).toBeFocused());
  await holdFrames(page);
  await step('closed and opened before a frame is drawn', ['u', 'Enter'], () =>
    expect(mailPage.subject).toBeFocused(),
  );
  await releaseFrames(page);
  await step('what closing left behind takes no focus away', [], () =>
    expect(mailPage.subject).toBeFocused(),
  );
  await step('close it for good', ['u'], () => expect(activeRow).toHaveCount(1));

  // Many at once.
  const count = Number(await list.getAttribute('aria-rowcount'));
  await step('select', ['x'], () => expect(triage.heading).toHaveText('1 message selected'));
  await step('and the next two', ['Shift+J', 'Shift+J'], () =>
    expect(triage.heading).toHaveText('3 messages selected'),
  );
  await step('delete them', ['#'], () => mailPage.expectCount(count - 3));
  await step('take it back', ['z'], () => mailPage.expectCount(count));
  await step('select again', ['x', 'Shift+J'], () => expect(triage.heading).toHaveText(/2 messages/u));
  await step('where to?', ['v'], () => expect(triage.field).toBeFocused());
  await keyboard.type('gard');
  await step('there', ['Enter'], () => expect(triage.toast).toContainText('Garden'));
  await step('and back', ['z'], () => mailPage.expectCount(count));

  // Menus, palette, sheet.
  await step('the menu of a message', ['ContextMenu'], () => expect(triage.menu).toBeVisible());
  await step('down in it', ['ArrowDown', 'ArrowDown'], () => expect(triage.menu).toBeVisible());
  await step('close it again', ['Escape'], () => expect(activeRow).toHaveCount(1));
  await step('the palette', ['Control+k'], () => expect(triage.field).toBeFocused());
  await keyboard.type('compact');
  const height = () => activeRow.evaluate((row) => row.clientHeight).catch(() => 0);
  await step('compact rows by name', ['Enter'], () => expect.poll(height).toBeLessThan(40));
  await step('the palette once more', ['Control+k'], () => expect(triage.field).toBeFocused());
  await keyboard.type('cosy');
  await step('cosy rows', ['Enter'], () => expect.poll(height).toBeGreaterThan(48));
  await step('the sheet of keys', ['?'], () => expect(triage.dialog('Keyboard shortcuts')).toBeVisible());
  await step('to its switch', ['Tab'], () => expect(dialog.locator(':focus')).toHaveCount(1));
  await step('close the sheet', ['Escape'], () => expect(activeRow).toHaveCount(1));

  // The protocol.
  await step('the protocol', ['w'], () => expect(wire.focused).toHaveCount(1));
  await step('a line up', ['ArrowUp'], () => expect(wire.focused).toHaveCount(1));
  await step('away with it', ['Escape'], () => expect(activeRow).toHaveCount(1));

  // Folders are made, renamed and deleted.
  await tabTo(folders.newFolder, 'Shift+Tab');
  await step('the button for a new folder', [], () => expect(folders.newFolder).toBeFocused());
  await step('its dialog', ['Enter'], () => expect(folders.dialog.getByLabel('Name')).toBeFocused());
  await keyboard.type('Seeds');
  await step('made and opened', ['Enter'], () =>
    expect(folders.item('Seeds')).toHaveAttribute('aria-selected', 'true'),
  );
  await tabTo(treeitems, 'Shift+Tab');
  await step('to it in the tree', ['Home', 's', 'e', 'e'], () => folders.expectFocus('Seeds'));
  await step('another name', ['F2'], () => expect(folders.nameField()).toBeFocused());
  await keyboard.type('Bulbs');
  await step('is taken', ['Enter'], () => folders.expectFocus('Bulbs'));
  await step('delete it?', ['Delete'], () => expect(folders.dialog).toBeVisible());
  await step('not now', ['Escape'], () => folders.expectFocus('Bulbs'));

  // Out.
  await tabTo(mailPage.signOut, 'Shift+Tab');
  await step('the way out', [], () => expect(mailPage.signOut).toBeFocused());
  await step('signed out: the form has the focus', ['Enter'], async () => {
    await expect(signInPage.submit).toBeVisible();
    await expect(signInPage.email).toBeFocused();
  });
  expect(focus.trail.length).toBeGreaterThanOrEqual(40);
});

test('what comes late takes the focus from nobody, and no letter from what it is typed into', async ({
  page,
  gated: { app, gate },
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const mails = ['First', 'Second', 'Third'].map((subject, i) => message(i, { kind: 'plain', subject }));
  await dovecot.save(user.name, 'INBOX', mails);

  // A refusal, while the address is being mended already.
  await signInPage.open(app.url);
  gate.holdAfter('AUTHENTICATE', 0);
  await signInPage.signIn({ address: user.address, password: 'not this one' });
  await expect(page.locator('form')).toHaveAttribute('aria-busy', 'true');
  await signInPage.email.focus();
  gate.release();
  await expect(signInPage.alert).toBeVisible();
  await expect(signInPage.email).toBeFocused();

  await signInPage.signIn(user);
  await mailPage.expectCount(3);
  await mailPage.expectLive();
  await mailPage.focusList();

  // The text of a message comes when its reader is looking for something else already.
  gate.holdAfter('UID FETCH', 0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Loading message' })).toBeVisible();
  const field = page.locator('[data-slot="folder-search"]');
  await holdFrames(page);
  await page.keyboard.press('/');
  await page.keyboard.type('#e');
  await expect(field).toHaveValue('#e');
  await releaseFrames(page);
  gate.release();
  await expect(mailPage.subject).toHaveText('Third');
  await expect(page.locator('[data-slot="message-body"]')).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('#e');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await mailPage.expectCount(3);

  // Who waits for it has it.
  await mailPage.rowAt(1).focus();
  gate.holdAfter('UID FETCH', 0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status', { name: 'Loading message' })).toBeVisible();
  gate.release();
  await expect(mailPage.subject).toHaveText('Second');
  await expect(mailPage.subject).toBeFocused();

  // A question that was closed before its answer came closes no other one.
  const folders = new FoldersPage(page);
  gate.holdAfter('CREATE', 0);
  await folders.newFolder.click();
  await folders.dialog.getByLabel('Name').fill('Later');
  await page.keyboard.press('Enter');
  await expect(folders.dialog.getByRole('button', { name: 'Create', exact: true })).toHaveAttribute(
    'aria-busy',
    'true',
  );
  await page.keyboard.press('Escape');
  await expect(folders.dialog).toHaveCount(0);
  await folders.choose('Sent', 'Rename…');
  await folders.dialog.getByLabel('Name').fill('Outgoing');
  gate.release();
  await folders.expectTold('Folder Later created');
  await expect(folders.dialog.getByLabel('Name')).toHaveValue('Outgoing');
});
