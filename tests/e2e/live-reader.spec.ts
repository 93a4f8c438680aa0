import { readFile } from 'node:fs/promises';
import {
  ATTACHMENT_BYTES,
  ATTACHMENT_NAME,
  IMAGE_BYTES,
  message,
  senderOf,
  subjectOf,
} from '../support/mail-factory';
import { expect, test } from './fixtures';

const REMOTE = 'https://images.example.net/pixel.gif';

test.beforeEach(async ({ app, dovecot, user, signInPage }) => {
  await dovecot.save(user.name, 'INBOX', [
    message(0, { kind: 'plain' }),
    message(1, { kind: 'attachments' }),
    message(2, { kind: 'html', html: '<p>Only words</p><script>parent.hacked = 1</script>' }),
  ]);
  await signInPage.enter(app.url, user);
});

test('an HTML mail: its picture, its style, its attachments byte for byte', async ({ page, mailPage }) => {
  await mailPage.openMessage(subjectOf(1));
  await expect(mailPage.reader).toContainText(senderOf(1));
  await expect(mailPage.reader).toContainText('<bruno@example.com>');

  const body = mailPage.reader.frameLocator('iframe[title="Message body"]');
  await expect(body.getByRole('heading', { name: 'Boletín 1' })).toBeVisible();
  await expect(body.locator('.lead').first()).toHaveCSS('color', 'rgb(180, 30, 60)');
  const picture = body.getByRole('img', { name: 'inline picture' });
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual([4, 4]);

  const files = mailPage.reader.getByRole('region', { name: '2 attachments' });
  const known = [
    [ATTACHMENT_NAME, ATTACHMENT_BYTES],
    ['picture.png', IMAGE_BYTES],
  ] as const;
  for (const [name, bytes] of known) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      files.getByRole('button', { name: `Download ${name}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    const saved = await readFile(await download.path());
    expect(saved.equals(bytes)).toBe(true);
  }
});

test('a remote picture is loaded when the reader asks, not before', async ({ context, mailPage }) => {
  const asked: string[] = [];
  await context.route('https://images.example.net/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'image/png', body: IMAGE_BYTES });
  });
  await mailPage.openMessage(subjectOf(1));
  const body = mailPage.reader.frameLocator('iframe[title="Message body"]');
  await expect(body.getByRole('img', { name: 'inline picture' })).toBeVisible();
  await expect(mailPage.reader).toContainText('1 image from the internet was not loaded.');
  expect(asked).toEqual([]);

  await mailPage.reader.getByRole('button', { name: 'Show images' }).click();
  await expect(mailPage.reader).not.toContainText('was not loaded');
  await expect.poll(() => asked).toEqual([REMOTE]);
  await expect(body.getByRole('img', { name: 'inline picture' })).toBeVisible();
});

test('plain text: quotes and links; markup in a formatted mail runs nothing', async ({ page, mailPage }) => {
  await mailPage.openMessage(subjectOf(0));
  await expect(mailPage.reader).toContainText('Nos vemos en la estación vieja a las nueve. (0)');
  await expect(mailPage.reader.locator('blockquote')).toHaveText('earlier line');
  const link = mailPage.reader.getByRole('link', { name: 'https://www.example.com/page?id=1' });
  await expect(link).toHaveAttribute('href', 'https://www.example.com/page?id=1');
  await expect(link).toHaveAttribute('rel', /noopener/);

  await mailPage.openMessage(subjectOf(2));
  const body = mailPage.reader.frameLocator('iframe[title="Message body"]');
  await expect(body.getByText('Only words')).toBeVisible();
  await expect(body.locator('script')).toHaveCount(0);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);

  await mailPage.reader.getByRole('button', { name: 'Plain text' }).click();
  await expect(mailPage.reader).toContainText('Bring the blue folder, please. (4)');
});
