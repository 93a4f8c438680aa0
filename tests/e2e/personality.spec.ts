import { startAppServer } from '../support/app-server';
import { closePages, expect, test } from './fixtures';
import { WirePage } from './pages/wire.page';

const SUBJECT = 'Reservation at the reading room';

for (const { name, archive, folders, told } of [
  {
    name: 'gmail',
    archive: 'All mail',
    folders: ['Starred', 'Important', 'Sent', 'Trash'],
    told: 'Gimap ready',
  },
  { name: 'courier', archive: 'Archive', folders: ['Drafts', 'Sent', 'Garden'], told: 'Courier-IMAP ready' },
])
  test(`the demo in the manner of ${name}: its folders, archiving there and back, and what it says`, async ({
    page,
    mailPage,
    signInPage,
  }) => {
    const demo = await startAppServer({ env: { TAGLINE_DEMO_PERSONALITY: name } });
    try {
      await signInPage.open(demo.url);
      await signInPage.tryDemo.click();
      for (const folder of [archive, ...folders]) await expect(mailPage.folder(folder)).toBeVisible();
      await mailPage.openMessage(SUBJECT);
      await mailPage.action('Archive').click();
      await expect(mailPage.row(SUBJECT)).toHaveCount(0);
      await mailPage.undo.click();
      await expect(mailPage.row(SUBJECT)).toHaveCount(1);
      await mailPage.openMessage(SUBJECT);
      await mailPage.action('Archive').click();
      await expect(mailPage.row(SUBJECT)).toHaveCount(0);
      await mailPage.openFolder(archive);
      await expect(mailPage.row(SUBJECT)).toHaveCount(1);
      const wire = new WirePage(page);
      await wire.open();
      await wire.filter.fill(told);
      await expect(wire.line(told).first()).toBeVisible();
    } finally {
      await closePages(page.context());
      await demo.stop();
    }
  });
