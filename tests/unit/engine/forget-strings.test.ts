import { expect, it, vi } from 'vitest';
import { ana, anaId, createWorld } from './support';

const forgetStrings = vi.hoisted(() => vi.fn<() => void>());
vi.mock(import('../../../lib/imap'), async (original) => ({
  ...(await original()),
  forgetStrings,
}));

it('signing out makes the parser forget the words of the mail it has read', async () => {
  const tab = await createWorld().openTab();
  await tab.client.signIn(ana);
  expect(forgetStrings).not.toHaveBeenCalled();
  await tab.client.signOut(anaId);
  expect(forgetStrings).toHaveBeenCalled();
});
