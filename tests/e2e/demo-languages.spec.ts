import { es } from '../../lib/i18n/messages/es';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

test.describe('a browser that prefers Spanish', () => {
  test.use({ locale: 'es-ES' });

  test('shows Tagline in Spanish from the first screen to the last', async ({ page, demo }) => {
    await page.goto(demo.url);
    await expect(page.getByRole('heading', { name: es.login.title })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
    await expect(page.getByLabel(es.login.email, { exact: true })).toBeVisible();
    await expect(page.getByLabel(es.login.password, { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: es.login.demo, exact: true }).click();

    const tree = page
      .getByRole('navigation', { name: es.folders.label })
      .getByRole('tree', { name: es.folders.label });
    const { inbox, drafts, sent, archive, junk, trash } = es.folders.roles;
    for (const name of [inbox, drafts, sent, archive, junk, trash, 'Familia'])
      await expect(tree.getByRole('treeitem', { name: new RegExp(`^${name}(?:,|$)`, 'u') })).toBeVisible();
    await expect(tree.getByRole('treeitem', { name: /^Bandeja de entrada, \d+ sin leer$/u })).toBeVisible();
    await expect(page.getByText(es.connection.live)).toBeVisible();
    await expect(page).toHaveTitle(/Bandeja de entrada – Tagline$/u);

    const list = page.getByRole('grid', { name: es.list.label });
    const unread = list.getByRole('row', { name: new RegExp(`^${es.list.unread}, .*tutoría`, 'u') });
    await unread.click();
    const reader = page.getByRole('main', { name: es.reader.label });
    await expect(reader.getByRole('heading', { level: 2 })).toContainText('tutoría');
    await expect(reader.getByRole('time')).toHaveText(/^\d{1,2} (?:de )?[a-zé]{3,}\.? (?:de )?\d{4}/u);
    await expect(list.getByRole('row', { name: /^Begoña Larrañaga.*tutoría/u })).toBeVisible();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await button(es.actions.star).click();
    await expect(button(es.actions.star)).toHaveAttribute('aria-pressed', 'true');
    await button(es.actions.markUnread).click();
    await expect(button(es.actions.markRead)).toBeVisible();
    await button(es.actions.archive).click();
    await expect(page.getByRole('region', { name: es.actions.notifications })).toContainText('Archivado');
    await button(es.actions.undo).click();
    await expect(list.getByRole('row', { name: /Begoña Larrañaga.*tutoría/u })).toBeVisible();

    await list
      .getByRole('row', { name: /La Azotea/u })
      .first()
      .click();
    await expect(reader.getByRole('button', { name: es.reader.showRemote })).toBeVisible();
    await expect(reader).toContainText(/No se cargaron \d imágenes de internet/u);
    await expectAccessible(page);
    await button(es.folders.signOut).click();
    await expect(page.getByRole('heading', { name: es.login.title })).toBeVisible();
  });
});

test('the switch on the sign-in page changes the language, and the choice stays', async ({
  page,
  demo,
  signInPage,
}) => {
  await signInPage.open(demo.url);
  const group = page.getByRole('group', { name: 'Language' });
  await expect(group.getByRole('button', { name: 'English' })).toHaveAttribute('aria-pressed', 'true');
  await group.getByRole('button', { name: 'Español' }).click();
  await expect(page.getByRole('button', { name: es.login.submit, exact: true })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
  await page.reload();
  await expect(page.getByRole('button', { name: es.login.submit, exact: true })).toBeVisible();
  await expect(page.getByRole('group', { name: es.login.language })).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(signInPage.submit).toBeVisible();
});
