/** The numbers beside the folders after what a person did and took back, also of folders nobody has open. */
import { describe, expect, test } from 'vitest';
import { MemoryWorld } from './memory-world';
import type { Person } from './person';
import type { Manners } from './scenario';

const SERVERS: readonly (readonly [name: string, manners: Manners])[] = [
  ['that tells of every folder', { talkative: true }],
  ['that is asked for numbers', {}],
  ['that gives one connection', { connections: 1 }],
  ['without MOVE', { without: ['MOVE', 'IMAP4rev2'] }],
  ['of RFC 3501', { without: ['CONDSTORE', 'QRESYNC', 'NOTIFY', 'ESEARCH', 'LIST-STATUS', 'IMAP4rev2'] }],
];

const MAIL = ['INBOX 1', 'INBOX 2', 'INBOX 3', 'Archive 4'];

async function enter(manners: Manners): Promise<{ readonly me: Person; readonly world: MemoryWorld }> {
  const world = new MemoryWorld({ manners, mail: MAIL });
  const me = await world.person();
  await me.signIn();
  await me.look('INBOX');
  await me.quiet();
  await expectTrue(me, world);
  return { me, world };
}

/** What the page says of each folder is what the server has. */
async function expectTrue(me: Person, world: MemoryWorld): Promise<void> {
  const held = await world.held();
  for (const name of ['INBOX', 'Archive', 'Trash']) {
    const count = held.filter((line) => line.startsWith(`${name} `)).length;
    await me.soon(`${name} has ${count}, not ${me.counted(name)}`, () => me.counted(name) === count);
    await me.quiet();
    expect(me.counted(name)).toBe(count);
  }
}

describe.each(SERVERS)('at a server %s', (_name, manners) => {
  test('archived and taken back', async () => {
    const { me, world } = await enter(manners);
    const id = me.move('INBOX', [2], 'Archive', 'archive');
    await me.settled();
    await expectTrue(me, world);
    me.undo(id);
    await me.settled();
    await me.soon('the letter is back', () => me.shows('INBOX')?.length === 3);
    await expectTrue(me, world);
  });

  test('archived and taken back while it was under way', async () => {
    const { me, world } = await enter(manners);
    me.undo(me.move('INBOX', [2], 'Archive', 'archive'));
    await me.settled();
    await me.soon('the letter is back', () => me.shows('INBOX')?.length === 3);
    await expectTrue(me, world);
  });

  test('several, one after the other, and some of them taken back', async () => {
    const { me, world } = await enter(manners);
    const first = me.move('INBOX', [1], 'Archive', 'archive');
    me.move('INBOX', [2], 'Trash', 'trash');
    const third = me.move('INBOX', [3], 'Archive', 'archive');
    await me.settled();
    await expectTrue(me, world);
    me.undo(third);
    me.undo(first);
    await me.settled();
    await expectTrue(me, world);
    expect(await world.held()).toEqual(['Archive 4', 'INBOX 1', 'INBOX 3', 'Trash 2']);
  });

  test('thrown away in a folder that is left at once', async () => {
    const { me, world } = await enter(manners);
    me.move('INBOX', [1, 2], 'Trash', 'trash');
    await me.look('Archive');
    await me.settled();
    await expectTrue(me, world);
  });
});
