import { describe, expect, it } from 'vitest';
import { toMailboxName, type UidValidity } from '../../../lib/imap/types';
import type { Op, OpAction, OpState } from '../../../lib/mail/types';
import { Outbox } from '../../../lib/session/outbox';
import type { SessionListener } from '../../../lib/session/types';
import { INBOX, SessionWorld, settle, USER } from '../../support/session-world';

const ARCHIVE = toMailboxName('Archive');
const star: OpAction = { kind: 'flag', flag: '\\Flagged', add: true };
const archive: OpAction = { kind: 'move', to: ARCHIVE, purpose: 'archive' };

async function signedIn(options: ConstructorParameters<typeof SessionWorld>[0] = {}) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

const subjectsIn = (world: SessionWorld, mailbox: string): string[] =>
  (world.server.account(USER.user)?.mailbox(mailbox)?.messages ?? []).map(({ content }) => {
    const raw = new TextDecoder().decode(content.bytes);
    return /Subject: (.*)\r/.exec(raw)?.[1] ?? '';
  });

const everything = (world: SessionWorld): string[] =>
  ['INBOX', 'Archive', 'Sent', 'Trash', 'Drafts'].flatMap((name) => subjectsIn(world, name)).sort();

describe('ops', () => {
  it('a star goes by one STORE, and the model learns before the op is done', async () => {
    const world = await signedIn({ messages: 3 });
    const [, uid] = world.uids();
    world.session.enqueue(world.op('1', uid === undefined ? [] : [uid], star));
    await settle();
    expect(world.log.filter((line) => line.startsWith('op') || line.startsWith('fetched')).slice(-4)).toEqual(
      ['op 1 queued', 'op 1 running', 'fetched INBOX 2', 'op 1 done'],
    );
    expect(world.model().list.rowAt(1)?.starred).toBe(true);
  });

  it('a move tells the new UIDs, and undo takes it back by them', async () => {
    const world = await signedIn({ messages: 3 });
    const uids = world.uids().slice(0, 2);
    world.session.enqueue(world.op('m', uids, archive));
    await settle();
    const state = world.stateOf('m');
    expect(state?.kind === 'done' ? state.moved.map(([from]) => from) : state?.kind).toEqual(uids);
    expect(subjectsIn(world, 'Archive')).toEqual(['Message 1', 'Message 2']);
    expect(world.subjects()).toEqual(['Message 3']);
    world.session.undo('m');
    await world.clock.advance(2_000);
    expect(world.stateOf('m:undo')?.kind).toBe('done');
    expect(subjectsIn(world, 'INBOX').sort()).toEqual(['Message 1', 'Message 2', 'Message 3']);
    expect(world.subjects()).toHaveLength(3);
    expect(world.problems).toEqual([]);
  });

  it('what was done before a move is taken back after it, though its messages came back under other UIDs', async () => {
    for (const pace of ['one after the other', 'at once'] as const) {
      const world = await signedIn({ messages: 3 });
      const undo = async (id: string): Promise<void> => {
        world.session.undo(id);
        if (pace === 'one after the other') await world.clock.advance(2_000);
      };
      const [first, second] = world.uids();
      if (first === undefined || second === undefined) throw new Error('no messages');
      world.session.enqueue(world.op('star', [first, second], star));
      world.session.enqueue(world.op('archive', [first], archive));
      await world.clock.advance(2_000);
      await undo('archive');
      await undo('star');
      await world.clock.advance(4_000);
      expect(world.stateOf('star:undo')?.kind, pace).toBe('done');
      const held = world.server.account(USER.user)?.mailbox('INBOX')?.messages ?? [];
      expect(
        held.map(({ flags }) => [...flags].includes('\\Flagged')),
        pace,
      ).toEqual([false, false, false]);
      expect(world.problems, pace).toEqual([]);
    }
  });

  it('messages moved twice are brought back twice', async () => {
    for (const pace of ['one after the other', 'at once'] as const) {
      const world = await signedIn({ messages: 3 });
      const uids = world.uids().slice(0, 2);
      world.session.enqueue(world.op('out', uids, archive));
      await world.clock.advance(2_000);
      const out = world.stateOf('out');
      if (out?.kind !== 'done') throw new Error('not moved');
      const folder = world.server.account(USER.user)?.mailbox('Archive');
      world.session.enqueue({
        ...world.op(
          'on',
          out.moved.map(([, to]) => to),
          { ...archive, to: toMailboxName('Trash') },
        ),
        mailbox: ARCHIVE,
        uidValidity: (folder?.uidValidity ?? 0) as UidValidity,
      });
      await world.clock.advance(2_000);
      expect(subjectsIn(world, 'Trash'), pace).toHaveLength(2);
      for (const id of ['on', 'out']) {
        world.session.undo(id);
        if (pace === 'one after the other') await world.clock.advance(2_000);
      }
      await world.clock.advance(4_000);
      expect(subjectsIn(world, 'INBOX').sort(), pace).toEqual(['Message 1', 'Message 2', 'Message 3']);
      expect(world.stateOf('out:undo')?.kind, pace).toBe('done');
    }
  });

  it('undo of a queued op cancels it, of a running one comes after it', async () => {
    const world = await signedIn({ messages: 2 });
    const uids = world.uids();
    world.session.enqueue(world.op('a', uids.slice(0, 1), star));
    world.session.enqueue(world.op('b', uids.slice(1), star));
    world.session.undo('b');
    world.session.undo('a');
    await world.clock.advance(2_000);
    expect(world.stateOf('b')?.kind).toBe('cancelled');
    expect(world.stateOf('a:undo')?.kind).toBe('done');
    expect(world.model().list.rowAt(0)?.starred).toBe(false);
    expect(world.model().list.rowAt(1)?.starred).toBe(false);
  });

  it('one that fails does not hold up the next, and says what the server said', async () => {
    const world = await signedIn({
      messages: 2,
      capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'UIDPLUS', 'MOVE'],
    });
    const uids = world.uids();
    const nowhere: OpAction = { kind: 'move', to: toMailboxName('A/"odd"\u0001'), purpose: 'move' };
    world.session.enqueue(world.op('bad', uids.slice(0, 1), nowhere));
    world.session.enqueue(world.op('good', uids.slice(1), star));
    await world.clock.advance(2_000);
    expect(world.stateOf('bad')?.kind).toBe('failed');
    expect(world.stateOf('good')?.kind).toBe('done');
    expect(everything(world)).toEqual(['Message 1', 'Message 2']);
  });

  it('makes a missing destination once (TRYCREATE)', async () => {
    const world = await signedIn({ messages: 2 });
    const made = toMailboxName('Projects');
    world.session.enqueue(world.op('m', world.uids(), { kind: 'move', to: made, purpose: 'move' }));
    await world.clock.advance(2_000);
    expect(world.stateOf('m')?.kind).toBe('done');
    expect(subjectsIn(world, 'Projects')).toHaveLength(2);
  });

  it('without MOVE: COPY, mark, UID EXPUNGE of ours only', async () => {
    const world = await signedIn({
      messages: 3,
      capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'UIDPLUS', 'IDLE'],
    });
    const box = world.server.account(USER.user)?.mailbox('INBOX');
    const stranger = box?.messages[2];
    const other = world.server.connect();
    for (const line of [
      `a LOGIN ${USER.user} "${USER.password}"`,
      'b SELECT INBOX',
      'c STORE 3 +FLAGS (\\Deleted)',
    ]) {
      other.receive(new TextEncoder().encode(`${line}\r\n`));
    }
    expect(stranger?.flags).toContain('\\Deleted');
    world.session.enqueue(world.op('m', world.uids().slice(0, 1), archive));
    await world.clock.advance(2_000);
    expect(world.stateOf('m')?.kind).toBe('done');
    expect(subjectsIn(world, 'Archive')).toEqual(['Message 1']);
    expect(subjectsIn(world, 'INBOX')).toEqual(['Message 2', 'Message 3']);
  });

  it('without MOVE and UIDPLUS nothing is ever expunged', async () => {
    const world = await signedIn({ messages: 2, capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'IDLE'] });
    world.session.enqueue(world.op('m', world.uids().slice(0, 1), archive));
    world.session.enqueue(world.op('x', world.uids().slice(1), { kind: 'expunge' }));
    await world.clock.advance(2_000);
    expect(world.stateOf('m')?.kind).toBe('done');
    expect(subjectsIn(world, 'INBOX')).toHaveLength(2);
    expect(world.model().list.rowAt(0)?.deleted).toBe(true);
    expect(world.wires.flatMap(({ flights }) => flights).join('')).not.toContain('EXPUNGE');
  });

  it('waits while away and arrives afterwards, in order', async () => {
    const world = await signedIn({ messages: 3 });
    world.wire.cut();
    await settle();
    const uids = world.uids();
    world.session.enqueue(world.op('1', uids, star));
    world.session.enqueue(world.op('2', uids.slice(0, 1), archive));
    await settle();
    const status = world.statuses.at(-1);
    expect(status?.kind === 'reconnecting' ? status.queued : 0).toBe(2);
    expect(world.stateOf('1')?.kind).toBe('queued');
    await world.clock.advance(10_000);
    expect(world.stateOf('1')?.kind).toBe('done');
    expect(world.stateOf('2')?.kind).toBe('done');
    const moved = world.server.account(USER.user)?.mailbox('Archive')?.messages[0];
    expect(moved?.flags).toContain('\\Flagged');
    expect(world.problems).toEqual([]);
  });

  it('a folder nobody watches is borrowed without breaking the watch', async () => {
    const world = await signedIn({ messages: 2 });
    world.session.enqueue(world.op('m', world.uids(), archive));
    await world.clock.advance(2_000);
    world.session.undo('m');
    await world.clock.advance(2_000);
    expect(world.stateOf('m:undo')?.kind).toBe('done');
    expect(world.log.filter((line) => line.startsWith('opened INBOX'))).toHaveLength(1);
    expect(world.wires.length).toBeLessThanOrEqual(2);
    expect(world.subjects()).toHaveLength(2);
  });
});

describe('folders that are renamed', () => {
  it('are followed by the op that runs, too: what is continued goes to the new name', async () => {
    const work = toMailboxName('Work');
    const states: string[] = [];
    const refusals: (() => void)[] = [];
    const outbox = new Outbox(
      {
        opState: ({ mailbox, action }: Op, { kind }: OpState) =>
          states.push(`${kind} ${mailbox} > ${action.kind === 'move' ? action.to : ''}`),
      } as unknown as SessionListener,
      () =>
        new Promise((resolve) => {
          const failure = { kind: 'closed', sent: false, reason: 'cut' } as const;
          refusals.push(() => resolve({ ok: false, failure }));
        }),
      () => undefined,
    );
    outbox.resume();
    const action: OpAction = { kind: 'move', to: work, purpose: 'move' };
    outbox.enqueue({
      id: 'm',
      account: 'a',
      mailbox: INBOX,
      uidValidity: 1 as UidValidity,
      uids: [],
      action,
    });
    await settle();
    outbox.renamed((mailbox) => (mailbox === work ? toMailboxName('Werk') : mailbox));
    refusals[0]?.();
    await settle();
    expect(states).toEqual(['queued INBOX > Work', 'running INBOX > Work', 'queued INBOX > Werk']);
  });
});

describe('a move whose answer was lost', () => {
  const losing = async (destination: string, deliver: (world: SessionWorld) => void) => {
    let isLost = false;
    const world = await signedIn({
      onSend: (text) => {
        if (isLost || !text.includes('UID MOVE')) return true;
        isLost = true;
        return false;
      },
    });
    deliver(world);
    await world.clock.advance(2_000);
    const action: OpAction = { kind: 'move', to: toMailboxName(destination), purpose: 'move' };
    world.session.enqueue(world.op('m', world.uids(), action));
    await world.clock.advance(120_000);
    expect(isLost).toBe(true);
    return world;
  };

  it('does not take a stranger of the same size and second for the copy', async () => {
    const nameless = (subject: string) => new TextEncoder().encode(`Subject: ${subject}\r\n\r\nTotal\r\n`);
    const world = await losing('Archive', ({ server }) => {
      server.deliver(USER.user, 'Archive', nameless('Ledger A'));
      server.deliver(USER.user, 'INBOX', nameless('Ledger B'));
    });
    expect(world.stateOf('m')?.kind).toBe('done');
    expect(everything(world)).toEqual(['Ledger A', 'Ledger B']);
  });

  it('of two messages alike, only one of which arrived, removes only one', async () => {
    const twin = new TextEncoder().encode('Subject: Twin\r\nMessage-ID: <twin@example.com>\r\n\r\nBody\r\n');
    const world = await losing('Archive', ({ server }) => {
      for (const mailbox of ['Archive', 'INBOX', 'INBOX']) server.deliver(USER.user, mailbox, twin);
    });
    expect(world.stateOf('m')?.kind).toBe('done');
    expect(everything(world)).toEqual(['Twin', 'Twin']);
  });

  it('into its own folder does not take the message for its copy', async () => {
    const world = await losing('INBOX', (it) => it.deliver(1));
    expect(world.stateOf('m')?.kind).toBe('done');
    expect(everything(world)).toEqual(['Message 1']);
  });
});

describe.each([
  ['MOVE', ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'UIDPLUS', 'MOVE', 'IDLE']],
  ['COPY, STORE, UID EXPUNGE', ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'UIDPLUS', 'IDLE']],
  ['COPY and STORE', ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'IDLE']],
])('a move by %s cut anywhere', { tags: ['deep'] }, (_name, capabilities) => {
  const clean = async () => {
    const world = await signedIn({ messages: 4, capabilities });
    const before = world.wire.received.length;
    world.session.enqueue(world.op('m', world.uids().slice(1, 3), archive));
    await world.clock.advance(60_000);
    return { world, before, after: world.wire.received.length };
  };

  it('on the way back never loses a message and never doubles one', async () => {
    const { before, after } = await clean();
    for (let octets = before; octets <= Math.min(after, before + 700); octets += 3) {
      const world = await signedIn({
        messages: 4,
        capabilities,
        cutAfter: (dial) => (dial === 1 ? octets : null),
      });
      if (world.wires.length > 1) continue;
      world.session.enqueue(world.op('m', world.uids().slice(1, 3), archive));
      await world.clock.advance(120_000);
      expect(world.stateOf('m')?.kind, `cut after ${octets}`).toBe('done');
      expect(subjectsIn(world, 'Archive').sort(), `cut after ${octets}`).toEqual(['Message 2', 'Message 3']);
      const here = subjectsIn(world, 'INBOX');
      if (capabilities.includes('UIDPLUS')) expect(here).toEqual(['Message 1', 'Message 4']);
      else expect(here).toHaveLength(4);
      expect(world.problems).toEqual([]);
    }
  });

  it('on the way out, before every send', async () => {
    const { world: whole } = await clean();
    const sends = whole.wire.flights.length;
    for (let nth = 1; nth <= sends; nth += 1) {
      let sent = 0;
      let armed = false;
      const world = await signedIn({
        messages: 4,
        capabilities,
        onSend: (_text, _wire, dial) => {
          if (dial !== 1 || !armed) return true;
          sent += 1;
          return sent !== nth;
        },
      });
      armed = true;
      world.session.enqueue(world.op('m', world.uids().slice(1, 3), archive));
      await world.clock.advance(120_000);
      expect(world.stateOf('m')?.kind, `send ${nth}`).toBe('done');
      expect(subjectsIn(world, 'Archive').sort(), `send ${nth}`).toEqual(['Message 2', 'Message 3']);
      expect(world.problems).toEqual([]);
    }
  });
});
