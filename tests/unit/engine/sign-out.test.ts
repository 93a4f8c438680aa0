import { expect, it } from 'vitest';
import { ana, anaId, createWorld, fakeVault, settle } from './support';

it('whoever signs out while the key is still awaited is not signed in by a reload', async () => {
  const vault = fakeVault();
  let bridgeAnswers: () => void = () => undefined;
  const share = new Promise<void>((resolve) => (bridgeAnswers = resolve));
  const world = createWorld();
  const slow = {
    ...vault,
    seal: async (...all: Parameters<typeof vault.seal>) => share.then(() => vault.seal(...all)),
  };
  const tab = await world.openTab({ vault: slow });
  await tab.client.signIn(ana);
  await tab.client.signOut(anaId);
  await settle();
  bridgeAnswers();
  await settle();
  expect([...vault.forms.keys()]).toEqual([]);
});

it('the sealed form stays as long as the account is signed in', async () => {
  const vault = fakeVault();
  const tab = await createWorld().openTab({ vault });
  await tab.client.signIn(ana);
  await settle();
  expect([...vault.forms.keys()]).toEqual([anaId]);
});

it('the parser forgets the words of the mail it has read', async () => {
  const world = createWorld();
  const tab = await world.openTab();
  await tab.client.signIn(ana);
  expect(world.forgotten).toBe(0);
  await tab.client.signOut(anaId);
  expect(world.forgotten).toBe(1);
});

it('a bridge that is out of reach does not hold up signing out', async () => {
  const world = createWorld();
  const vault = { ...fakeVault(), forget: () => new Promise<void>(() => undefined) };
  const tab = await world.openTab({ vault });
  await tab.client.signIn(ana);
  void tab.client.signOut(anaId);
  await settle();
  expect(world.session.calls).toContain('signOut');
  expect(tab.client.accounts).toEqual([]);
});
