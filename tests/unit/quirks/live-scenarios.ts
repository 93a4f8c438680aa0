import { expect } from 'vitest';
import type { Uid } from '../../../lib/imap/types';
import { GREETING, login, OddServer, plain } from '../../support/odd-server';
import { INBOX, USER } from '../../support/session-world';
import { linesOf, personality, type Scenarios, signedIn, storedIn } from './scenario';

const ALL = '[Gmail]/All Mail';

export const liveScenarios: Scenarios = {
  'Q19 labels are no folders': async () => {
    const world = await signedIn(personality('gmail'));
    const subjects = (name: string): number => storedIn(world, name).length;
    expect([subjects('INBOX'), subjects(ALL)]).toEqual([3, 3]);
    // A star is seen wherever the message is.
    const [first, second] = world.uids();
    if (first === undefined || second === undefined) throw new Error('nothing there');
    world.session.enqueue(world.op('star', [first], { kind: 'flag', flag: '\\Flagged', add: true }));
    await world.clock.advance(1_000);
    expect(storedIn(world, ALL)[0]?.flags).toContain('\\Flagged');
    expect(subjects('[Gmail]/Starred')).toBe(1);
    // \Deleted takes the label, not the message.
    world.session.enqueue(world.op('x', [first], { kind: 'expunge' }));
    await world.clock.advance(1_000);
    expect(world.stateOf('x')?.kind).toBe('done');
    expect(world.subjects()).toEqual(['Message 3', 'Message 2']);
    expect([subjects('INBOX'), subjects(ALL)]).toEqual([2, 3]);
    // The Trash takes it out of all of them, and deletes it for good.
    const trash = world.place('Trash');
    world.session.enqueue(world.op('t', [second], { kind: 'move', to: trash, purpose: 'trash' }));
    await world.clock.advance(1_000);
    expect([subjects('INBOX'), subjects(ALL), subjects(trash)]).toEqual([1, 2, 1]);
    world.session.watch('t1', trash);
    await world.clock.advance(1_000);
    const uid = storedIn(world, trash)[0]?.uid as Uid;
    world.session.enqueue(world.op('gone', [uid], { kind: 'expunge' }, trash));
    await world.clock.advance(1_000);
    expect(subjects(trash)).toBe(0);
    expect(world.problems).toEqual([]);
  },

  'Q22 a folder above the limit': async () => {
    const yahoo = personality('yahoo');
    const numbered = (names: readonly string[]): readonly string[] =>
      names.filter((name) => name !== 'UIDONLY');
    const { before, after } = yahoo.capabilities;
    const capabilities = { before: numbered(before), after: numbered(after) };
    const world = await signedIn({ ...yahoo, capabilities }, { messages: 10_020 });
    expect(world.model().list.exists).toBe(10_000);
    expect(world.subjects().slice(0, 3)).toEqual(['Message 10020', 'Message 10019', 'Message 10018']);
    world.session.wantRows('t1', INBOX, 1, 5);
    await world.clock.advance(1_000);
    expect(world.subjects().slice(-2)).toEqual(['Message 22', 'Message 21']);
    expect(world.problems).toEqual([]);
  },

  'Q22 a folder above the limit, without sequence numbers': async () => {
    const world = await signedIn(personality('yahoo'), { messages: 10_020 });
    expect(world.model().list.exists).toBe(10_020);
    expect(world.subjects().slice(0, 3)).toEqual(['Message 10020', 'Message 10019', 'Message 10018']);
    world.session.wantRows('t1', INBOX, 1, 5);
    await world.clock.advance(1_000);
    expect(world.subjects().slice(-2)).toEqual(['Message 2', 'Message 1']);
    expect(world.problems).toEqual([]);
  },

  'Q32 a folder at the top, and a message put into the open one': async () => {
    const world = await signedIn(personality('courier'));
    const making = world.session.editFolder({ kind: 'create', parent: null, label: 'Garden' });
    await world.clock.advance(1_000);
    expect(await making).toEqual({ ok: true, value: 'INBOX.Garden' });
    const putting = world.session.transfer.appender(INBOX).append({
      bytes: new TextEncoder().encode('Subject: Put\r\nMessage-ID: <put@example.com>\r\n\r\nHi\r\n'),
      flags: [],
      date: undefined,
      messageId: '<put@example.com>',
    });
    await world.clock.advance(31_000);
    expect((await putting).ok).toBe(true);
    expect(world.subjects()[0]).toBe('Put');
    expect(world.wires.some(({ received }) => /\* 4 EXISTS[^]*APPEND completed/.test(received))).toBe(false);
  },

  'Q34 IDLE refused': async (refusal) => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) =>
        command === 'IDLE' ? refusal.trimEnd() : login('@ OK [CAPABILITY IMAP4rev1 IDLE] in')(command),
      ),
    );
    await server.signIn();
    await server.clock.advance(70_000);
    expect(server.sent(' IDLE')).toHaveLength(1);
    expect(server.sent('DONE')).toEqual([]);
    expect(server.sent('NOOP').length).toBeGreaterThanOrEqual(2);
  },

  'Q41 an hour of silence': async () => {
    const silence = (minutes: number) => ({ ms: minutes * 60_000, bye: 'Disconnected for inactivity.' });
    const patient = await signedIn({ ...personality('yahoo'), limits: { silence: silence(10) } });
    await patient.clock.advance(60 * 60_000);
    expect(patient.wires).toHaveLength(1);
    expect(linesOf(patient).filter((line) => line === 'DONE').length).toBeGreaterThanOrEqual(6);
    // Shorter than we can know of: it goes, and comes back by itself with what came meanwhile.
    const short = await signedIn({ ...personality('yahoo'), limits: { silence: silence(5) } });
    await short.clock.advance(5 * 60_000);
    short.server.deliver(USER.user, 'INBOX', new TextEncoder().encode('Subject: Late\r\n\r\nHi\r\n'));
    await short.clock.advance(60_000);
    expect(short.subjects()[0]).toBe('Late');
    expect(short.statuses.at(-1)?.kind).toBe('live');
  },
};
