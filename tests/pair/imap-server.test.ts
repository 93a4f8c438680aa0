/** @module-tag deep */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  authenticate,
  type Command,
  type CommandOutcome,
  copy,
  enable,
  examine,
  expunge,
  fetch,
  type FetchRow,
  ImapConnection,
  list,
  login,
  move,
  noop,
  search,
  select,
  store,
  type UntaggedEvent,
} from '../../lib/imap';
import { createDemoServer, demoUser, type ImapServer, type ServerSession } from '../../lib/imap-server';
import { scram } from '../../lib/sasl';
import { fixedNow, message, nodeCrypto, smallWorld } from '../unit/imap-server/world';

/** A client connection and a server session, joined without time: everything said is heard before `run` returns. */
class Pair {
  readonly client = new ImapConnection({ security: 'memory' });
  readonly server: ServerSession;
  /** UIDs by sequence number, as the client has learned them. */
  rows: (number | null)[] = [];
  readonly flagsByUid = new Map<number, readonly string[]>();
  private readonly outcomes = new Map<number, CommandOutcome<unknown>>();

  constructor(
    world: ImapServer,
    private readonly octets = Infinity,
  ) {
    this.server = world.connect();
    this.exchange();
  }

  /**
   * @throws when the command did not succeed.
   */
  run<T>(command: Command<T>): T {
    const id = this.client.enqueue(command);
    this.exchange();
    const outcome = this.outcomes.get(id) as CommandOutcome<T> | undefined;
    if (outcome === undefined) throw new Error(`${command.name} has not ended`);
    if (!outcome.ok) throw new Error(`${command.name}: ${JSON.stringify(outcome.failure)}`);
    return outcome.value;
  }

  exchange(): void {
    for (let moved = true; moved;) {
      moved = false;
      for (let out = this.client.output(); out !== undefined; out = this.client.output()) {
        this.server.receive(out.bytes.slice());
        moved = true;
      }
      for (let bytes = this.server.output(); bytes !== undefined; bytes = this.server.output()) {
        for (let at = 0; at < bytes.length; at += this.octets)
          this.client.receive(bytes.slice(at, at + this.octets));
        moved = true;
      }
      for (let event = this.client.next(); event !== undefined; event = this.client.next()) {
        if (event.kind === 'untagged') this.hear(event.event);
        if (event.kind === 'done') this.outcomes.set(event.id, event.outcome);
        if (event.kind === 'need') {
          const { hash, password, salt, iterations, length } = event.need;
          if (hash === 'SHA-512') throw new Error('not offered');
          this.client.resume(event.id, nodeCrypto.pbkdf2(hash, password, salt, iterations, length));
        }
        if (event.kind === 'closed') throw new Error(`closed: ${JSON.stringify(event.reason)}`);
        moved = true;
      }
    }
  }

  learn(fetched: readonly FetchRow[]): void {
    for (const { seq, items } of fetched) {
      if (items.uid === undefined) continue;
      this.rows[seq - 1] = items.uid;
      if (items.flags !== undefined) this.flagsByUid.set(items.uid, items.flags);
    }
  }

  private hear(event: UntaggedEvent): void {
    if (event.kind === 'malformed' || event.kind === 'unknown')
      throw new Error(`the client cannot read ${event.kind}`);
    if (event.kind === 'exists') while (this.rows.length < event.count) this.rows.push(null);
    if (event.kind === 'expunge') this.rows.splice(event.seq - 1, 1);
    if (event.kind === 'fetch') this.learn([{ seq: event.seq, items: event.items }]);
  }
}

const everything = { set: [[1, Infinity]], uid: false, items: ['uid', 'flags'] } as const;

function selected(world: ImapServer, mailbox: string): Pair {
  const pair = new Pair(world);
  pair.run(login('mrc', 'secret'));
  const found = pair.run(select(mailbox));
  while (pair.rows.length < found.exists) pair.rows.push(null);
  if (found.exists > 0) pair.learn(pair.run(fetch(everything)));
  return pair;
}

const withoutRecent = (flags: readonly string[]): readonly string[] =>
  flags.filter((flag) => flag !== '\\Recent').toSorted();

const step = fc.record({
  who: fc.nat(1),
  what: fc.constantFrom('deliver', 'noop', 'star', 'delete', 'expunge', 'move', 'copy', 'unread', 'fetch'),
  at: fc.nat(20),
});

describe('client and server', () => {
  it('end with the same UIDs and flags after any history', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (history) => {
        const world = smallWorld();
        const inbox = world.account('mrc')?.mailbox('INBOX');
        const pairs = [selected(world, 'INBOX'), selected(world, 'INBOX')];
        for (const [index, { who, what, at }] of history.entries()) {
          const pair = pairs[who];
          if (pair === undefined) continue;
          const known = pair.rows.filter((uid) => uid !== null);
          const uid = known[at % Math.max(known.length, 1)];
          if (what === 'deliver') world.deliver('mrc', 'INBOX', message(`pair ${index}`));
          else if (what === 'noop') pair.run(noop());
          else if (what === 'expunge') pair.run(expunge());
          else if (uid === undefined) continue;
          else if (what === 'fetch')
            pair.learn(pair.run(fetch({ ...everything, set: [[uid, uid]], uid: true })));
          else if (what === 'move') pair.run(move({ set: [[uid, uid]], uid: true, to: 'Archive' }));
          else if (what === 'copy') pair.run(copy({ set: [[uid, uid]], uid: true, to: 'INBOX' }));
          else {
            const flag = what === 'star' ? '\\Flagged' : what === 'delete' ? '\\Deleted' : '\\Seen';
            const command = store({
              set: [[uid, uid]],
              uid: true,
              mode: what === 'unread' ? 'remove' : 'add',
              flags: [flag],
              silent: false,
            });
            const id = pair.client.enqueue(command);
            pair.exchange();
            expect(id).toBeGreaterThanOrEqual(0);
          }
        }
        for (const pair of pairs) {
          pair.run(noop());
          if (pair.rows.length > 0) pair.learn(pair.run(fetch(everything)));
          expect(pair.rows).toEqual(inbox?.messages.map((one) => one.uid));
          for (const one of inbox?.messages ?? [])
            expect(withoutRecent(pair.flagsByUid.get(one.uid) ?? [])).toEqual(withoutRecent(one.flags));
          expect(pair.client.inFlight).toBe(0);
        }
      }),
      { seed: 4711, numRuns: 100 },
    );
  });

  it('read the whole demo mailbox, in chunks of any size', () => {
    const world = createDemoServer({ now: () => fixedNow });
    for (const octets of [Infinity, 7]) {
      const pair = new Pair(world, octets);
      pair.run(login(demoUser.user, demoUser.password));
      const folders = pair.run(list({ patterns: ['*'] }));
      expect(folders.entries.map((entry) => entry.name)).toContain('Projects/Garden');
      for (const name of ['INBOX', 'Archive', 'Junk']) {
        const mailbox = world.account(demoUser.user)?.mailbox(name);
        const found = pair.run(examine(name));
        expect(found.exists).toBe(mailbox?.messages.length);
        const rows = pair.run(
          fetch({
            set: [[1, Infinity]],
            uid: false,
            items: ['uid', 'flags', 'envelope', 'bodystructure', 'internaldate', 'size', 'modseq'],
          }),
        );
        expect(rows.map((row) => row.items.uid)).toEqual(mailbox?.messages.map((one) => one.uid));
        for (const row of rows) {
          expect(row.items.envelope?.messageId).toMatch(/^<.+@.+>$/);
          expect(row.items.bodyStructure).toBeDefined();
          expect(row.items.size).toBeGreaterThan(200);
        }
      }
    }
  });

  it('agree on IMAP4rev2: ESEARCH and UTF-8 names', () => {
    const world = smallWorld();
    const pair = selected(world, 'INBOX');
    pair.run(enable(['IMAP4rev2']));
    world.account('mrc')?.create('Añadidos');
    expect(
      pair.run(list({ patterns: [{ prefix: 'A', wildcard: '*' }] })).entries.map((entry) => entry.name),
    ).toEqual(['Archive', 'Añadidos']);
    expect(pair.run(search({ criteria: { kind: 'all' }, uid: true, return: ['count', 'all'] })).count).toBe(
      3,
    );
  });

  it.each(['SHA-1', 'SHA-256'] as const)('sign in by SCRAM-%s, each proving to the other', (hash) => {
    const pair = new Pair(smallWorld());
    const nonce = 'fyko+d2lbbFgONRv9qkxdawL';
    pair.run(authenticate(scram({ hash, user: 'mrc', password: 'secret', nonce })));
    expect(pair.client.state).toBe('authenticated');
    const other = new Pair(smallWorld());
    expect(() => other.run(authenticate(scram({ hash, user: 'mrc', password: 'wrong', nonce })))).toThrow(
      'authenticationfailed',
    );
  });
});
