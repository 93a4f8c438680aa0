/** More folders in tabs than connections: who has one, how the others hear of news, and what they may call themselves. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, type MailboxName } from '../../../lib/imap/types';
import { CHECK_GAP, CHECK_HIDDEN, CHECK_VISIBLE, POLL_EVERY } from '../../../lib/session/limits';
import { INBOX, SessionWorld, USER } from '../../support/session-world';

const [SENT, TRASH, DRAFTS] = ['Sent', 'Trash', 'Drafts'].map(toMailboxName) as [
  MailboxName,
  MailboxName,
  MailboxName,
];
const NO_NOTIFY = [
  'IMAP4rev1',
  'AUTH=PLAIN',
  'SASL-IR',
  'IDLE',
  'UNSELECT',
  'CONDSTORE',
  'ENABLE',
  'ESEARCH',
];

/** INBOX in a tab nobody sees; Sent, Trash and Drafts in tabs that are seen. */
async function crowded(options: ConstructorParameters<typeof SessionWorld>[0] = {}) {
  const world = new SessionWorld({ messages: 3, capabilities: NO_NOTIFY, ...options });
  world.session.watch('t1', INBOX, false);
  await world.signIn();
  await world.clock.advance(2_000);
  for (const [tab, mailbox] of [
    ['t2', SENT],
    ['t3', TRASH],
    ['t4', DRAFTS],
  ] as const) {
    world.session.watch(tab, mailbox);
    await world.clock.advance(1_000);
  }
  return world;
}

const asked = (world: SessionWorld, mailbox: string) =>
  world.wires
    .flatMap(({ flights }) => flights.join('').split('\r\n'))
    .filter((line) => line.includes(` STATUS ${mailbox} `) && line.includes('HIGHESTMODSEQ')).length;

describe('a folder without a connection of its own', () => {
  it('says so, and how often it is looked at', async () => {
    const world = await crowded();
    expect(world.openWires).toHaveLength(3);
    expect([...world.services]).toEqual([[INBOX, { everyMs: CHECK_HIDDEN, because: null }]]);
    world.session.watch('t4', null);
    await world.clock.advance(1_000);
    expect([...world.services]).toEqual([]);
  });

  it('is read when its counters say that something happened, and those it interrupted go on', async () => {
    const world = await crowded();
    world.deliver(1, 'INBOX', 'Late');
    await world.clock.advance(CHECK_HIDDEN);
    expect(world.subjects(INBOX)[0]).toBe('Late 1');
    for (const [mailbox, name] of [
      [SENT, 'Sent'],
      [TRASH, 'Trash'],
      [DRAFTS, 'Drafts'],
    ] as const) {
      world.deliver(1, name, 'Still live');
      await world.clock.advance(1_000);
      expect(world.subjects(mailbox)[0]).toBe('Still live 1');
    }
    expect(world.openWires).toHaveLength(3);
    expect(world.problems).toEqual([]);
  });

  it('is read as soon as the server tells of it by NOTIFY', async () => {
    const world = await crowded({ capabilities: [...NO_NOTIFY, 'NOTIFY'] });
    await world.clock.advance(2 * CHECK_GAP);
    world.deliver(1, 'INBOX', 'Told');
    await world.clock.advance(1_000);
    expect(world.subjects(INBOX)[0]).toBe('Told 1');
    // However much happens there, it is read once in ten seconds.
    const reads = () => world.log.filter((line) => line.startsWith('opened INBOX')).length;
    const before = reads();
    for (let i = 0; i < 9; i += 1) {
      world.deliver(1, 'INBOX', `Burst ${i}`);
      await world.clock.advance(1_000);
    }
    expect(reads() - before).toBeLessThanOrEqual(1);
    await world.clock.advance(CHECK_GAP);
    expect(world.subjects(INBOX)[0]).toBe('Burst 8 1');
    expect(world.problems).toEqual([]);
  });

  it('is asked for counters only, once an interval, while nothing happens', async () => {
    const world = await crowded();
    await world.clock.advance(CHECK_GAP);
    const [before, opened] = [
      asked(world, 'INBOX'),
      world.log.filter((line) => /opened INBOX/.test(line)).length,
    ];
    await world.clock.advance(3 * CHECK_HIDDEN);
    expect(asked(world, 'INBOX') - before).toBe(3);
    expect(world.log.filter((line) => /opened INBOX/.test(line))).toHaveLength(opened);
  });

  it('shows what became of its flags', async () => {
    const world = await crowded();
    const box = world.server.account(USER.user)?.mailbox('INBOX');
    const first = box?.messages[0];
    if (box === undefined || first === undefined) throw new Error('no message');
    box.setFlags(first, ['\\Flagged'], null);
    world.server.settle();
    await world.clock.advance(CHECK_HIDDEN);
    expect(world.model(INBOX).list.rowAt(2)?.starred).toBe(true);
  });

  it('comes first as soon as somebody looks at it, in the place of what was looked at least recently', async () => {
    const world = await crowded();
    world.session.watch('t2', SENT, false);
    world.deliver(1, 'INBOX', 'While away');
    world.session.watch('t1', INBOX, true);
    await world.clock.advance(1_000);
    expect(world.subjects(INBOX)[0]).toBe('While away 1');
    expect([...world.services.keys()]).toEqual([SENT]);
    world.deliver(1, 'INBOX', 'While seen');
    await world.clock.advance(100);
    expect(world.subjects(INBOX)[0]).toBe('While seen 1');
  });

  it('cannot take the connection of a folder that is looked at', async () => {
    const world = await crowded();
    world.session.watch('t1', toMailboxName('Archive'), false);
    await world.clock.advance(1_000);
    expect([...world.services.keys()]).toEqual(['Archive']);
    // It is opened all the same: whoever looks at it next finds its rows.
    expect(world.log).toContain('opened Archive 0');
  });

  it('that is looked at beside three others is checked every minute, and at once when it is scrolled', async () => {
    const world = await crowded();
    world.session.watch('t1', INBOX, true);
    await world.clock.advance(1_000);
    const [left] = world.services.keys();
    expect(left).toBe(SENT);
    expect(world.services.get(SENT)).toEqual({ everyMs: CHECK_VISIBLE, because: null });
    world.deliver(1, 'Sent', 'Copy');
    await world.clock.advance(CHECK_VISIBLE);
    expect(world.subjects(SENT)[0]).toBe('Copy 1');
    world.session.wantRows('t2', SENT, 1, 1);
    await world.clock.advance(1_000);
    expect(world.services.has(SENT)).toBe(false);
  });

  it('that cannot be opened is told once', async () => {
    const world = await crowded();
    world.session.watch('t1', toMailboxName('No such folder'), false);
    await world.clock.advance(3 * CHECK_HIDDEN);
    expect(world.failures.map(({ error }) => error.code)).toEqual(['mailbox-missing']);
  });
});

describe('what is not live', () => {
  it('is a folder whose further connection is being opened, or was refused', async () => {
    const world = new SessionWorld({ messages: 3, onDial: (dial) => (dial === 1 ? null : 'silent') });
    world.session.watch('t1', INBOX);
    await world.signIn();
    await world.clock.advance(1_000);
    world.session.watch('t2', SENT);
    await world.clock.advance(1_000);
    expect([...world.services]).toEqual([[SENT, 'opening']]);
    world.wire.cut({ code: 'server-bye' });
    await world.clock.advance(5_000);
    // One connection is left for two folders: the latest wish has it.
    expect([...world.services]).toEqual([
      [INBOX, { everyMs: CHECK_VISIBLE, because: { code: 'server-bye' } }],
    ]);
  });

  it('is a folder of a server that has no IDLE', async () => {
    const world = new SessionWorld({ messages: 1, capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR'] });
    world.session.watch('t1', INBOX);
    await world.signIn();
    await world.clock.advance(1_000);
    expect([...world.services]).toEqual([[INBOX, { everyMs: POLL_EVERY, because: null }]]);
  });
});
