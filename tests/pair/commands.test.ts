/**
 * What a client says is what a server understands: seen in what the server then holds.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as imap from '../../lib/imap';
import type { ImapServer, ServerSession } from '../../lib/imap-server';
import { readFetchItems } from '../../lib/imap-server/commands/fetch-items';
import { Reader } from '../../lib/imap/wire/reader';
import { selected as clientSelected } from '../support/imap-peer';
import { anyText } from '../support/response-values';
import { smallWorld } from '../unit/imap-server/world';

const SEED = 20261122;

class Joined {
  readonly client = new imap.ImapConnection({ security: 'memory' });
  readonly server: ServerSession;
  readonly #outcomes = new Map<number, imap.CommandOutcome<unknown>>();

  constructor(world: ImapServer) {
    this.server = world.connect();
  }

  run<T>(command: imap.Command<T>): imap.CommandOutcome<T> {
    this.#exchange();
    const id = this.client.enqueue(command);
    this.#exchange();
    const outcome = this.#outcomes.get(id);
    if (outcome === undefined) throw new Error(`${command.name} has not ended`);
    return outcome as imap.CommandOutcome<T>;
  }

  #exchange(): void {
    for (let moved = true; moved;) {
      moved = false;
      const out = this.client.output();
      if (out !== undefined) this.server.receive(out.bytes.slice());
      for (let bytes = this.server.output(); bytes !== undefined; bytes = this.server.output()) {
        this.client.receive(bytes);
        moved = true;
      }
      for (let event = this.client.next(); event !== undefined; event = this.client.next()) {
        if (event.kind === 'done') this.#outcomes.set(event.id, event.outcome);
        if (event.kind === 'closed') throw new Error(`closed: ${JSON.stringify(event.reason)}`);
      }
      moved ||= out !== undefined;
    }
  }
}

function signedIn(world: ImapServer): Joined {
  const joined = new Joined(world);
  expect(joined.run(imap.login('mrc', 'secret')).ok).toBe(true);
  return joined;
}

const keyword = fc.stringMatching(/^[A-Za-z$][A-Za-z0-9$!#&'+,.:;<=>?@^_`|}~-]{0,12}$/);

describe('a server understands', () => {
  it('names of mailboxes, whatever is in them', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        anyText.filter((name) => name !== '' && !/[/*%\p{Cc}]/u.test(name) && name.toUpperCase() !== 'INBOX'),
        fc.boolean(),
        (name, isUtf8) => {
          const world = smallWorld();
          const joined = signedIn(world);
          if (isUtf8) joined.run(imap.enable(['IMAP4rev2']));
          const made = joined.run(imap.create(name));
          // A server may have taste in names; then it says so, and has none.
          const held = world.account('mrc')?.mailbox(name) !== undefined;
          expect(made.ok).toBe(held);
          if (held) taken++;
          const listed = joined.run(imap.list());
          if (listed.ok) expect(listed.value.entries.some((entry) => entry.name === name)).toBe(held);
          if (held) expect(joined.run(imap.deleteMailbox(name)).ok).toBe(true);
          expect(world.account('mrc')?.mailbox(name)).toBeUndefined();
        },
      ),
      { seed: SEED, numRuns: 120 },
    );
    expect(taken).toBeGreaterThan(60);
  });

  it('messages, flags and dates', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 1, minLength: 1, maxLength: 80 }),
        fc.uniqueArray(fc.oneof(fc.constantFrom('\\Seen', '\\Draft'), keyword), {
          maxLength: 4,
          selector: (flag) => flag.toLowerCase(),
        }),
        fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
        (message, flags, internalDate) => {
          const world = smallWorld();
          const joined = signedIn(world);
          const put = joined.run(imap.append('Archive', message, { flags, internalDate }));
          expect(put).toMatchObject({ ok: true, value: { uid: 1 } });
          const [held] = world.account('mrc')?.mailbox('Archive')?.messages ?? [];
          expect(held?.content.bytes).toEqual(message);
          expect(held?.flags.toSorted()).toEqual(flags.toSorted());
          expect(held?.internalDate).toBe(internalDate);
          joined.run(imap.select('Archive'));
          const items = ['flags', 'internaldate', 'size', { section: '', peek: true }] as const;
          const got = joined.run(imap.fetch({ set: [[1, 1]], uid: true, items }));
          expect(got).toMatchObject({
            ok: true,
            value: [{ items: { internalDate, size: message.length, sections: [{ bytes: message }] } }],
          });
        },
      ),
      { seed: SEED, numRuns: 120 },
    );
  });

  it('items of FETCH', () => {
    const path = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
    const partial = fc.option(fc.tuple(fc.nat(9_999), fc.integer({ min: 1, max: 9_999 })), { nil: null });
    fc.assert(
      fc.property(path, partial, fc.constantFrom('', '.MIME', '.TEXT', '.HEADER'), (numbers, cut, part) => {
        const peer = clientSelected('LITERAL+');
        const section = `${numbers.join('.')}${part}`;
        const range = cut === null ? {} : { partial: cut };
        peer.connection.enqueue(
          imap.fetch({
            set: [[1, 1]],
            uid: true,
            items: [
              'flags',
              'size',
              { section, peek: true, ...range },
              { binary: numbers.join('.'), peek: true },
            ],
          }),
        );
        const reader = new Reader();
        const line = Uint8Array.from(peer.client(), (c) => c.charCodeAt(0));
        reader.reset(line, line.indexOf(40));
        const parts = { '': 'all', '.MIME': 'mime', '.TEXT': 'text', '.HEADER': 'header' } as const;
        const same = { path: numbers, peek: true };
        expect(readFetchItems(reader, new Set())).toMatchObject([
          { kind: 'simple', name: 'FLAGS' },
          { kind: 'simple', name: 'RFC822.SIZE' },
          {
            kind: 'body',
            section: {
              ...same,
              part: parts[part],
              partial: cut === null ? null : { offset: cut[0], count: cut[1] },
            },
          },
          { kind: 'binary', section: same },
        ]);
        expect(reader.eol()).toBe(true);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});
