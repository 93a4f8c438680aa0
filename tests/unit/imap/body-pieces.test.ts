import { describe, expect, it } from 'vitest';
import { fetch, type Command } from '../../../lib/imap/index';
import type { FetchRow } from '../../../lib/imap/commands/fetch';
import type { CommandId } from '../../../lib/imap/types';
import { selected, type ImapPeer } from '../../support/imap-peer';

const part = (section: string, origin?: number) =>
  ({ section, peek: true, ...(origin === undefined ? {} : { partial: [origin, 4] as const }) }) as const;
const reading = (uid: number, ...parts: readonly ReturnType<typeof part>[]): Command<readonly FetchRow[]> =>
  fetch({ set: [[uid, uid]], uid: true, items: ['uid', ...parts] });

/** What a command was given of bodies, as `section<origin>=text`. */
function bodies(peer: ImapPeer, id: CommandId): readonly string[] {
  const outcome = peer.outcome(id) as { readonly value?: readonly FetchRow[] } | undefined;
  return (outcome?.value ?? []).flatMap(({ items }) =>
    (items.sections ?? []).map(({ section, origin, bytes }) => {
      const text = bytes === null ? 'NIL' : new TextDecoder().decode(bytes);
      return `${section}${origin === null ? '' : `<${origin}>`}=${text}`;
    }),
  );
}

/** A connection to a server that was seen to say where its octets begin. */
function telling(): ImapPeer {
  const peer = selected();
  const id = peer.connection.enqueue(reading(9, part('1', 0)));
  peer.client();
  peer.server('* 9 FETCH (UID 9 BODY[1]<0> {1}', 'x)', 'T2 OK');
  expect(bodies(peer, id)).toEqual(['1<0>=x']);
  return peer;
}

describe('pieces of one body, asked for by two commands', () => {
  it('go to the one that asked for them, in whatever order the server tells', () => {
    const peer = telling();
    const first = peer.connection.enqueue(reading(5, part('1', 0)));
    const second = peer.connection.enqueue(reading(5, part('1', 4)));
    const whole = peer.connection.enqueue(reading(5, part('2')));
    expect(peer.client().match(/UID FETCH/g)).toHaveLength(3);
    peer.server(
      '* 5 FETCH (UID 5 BODY[2] {1}',
      'w)',
      '* 5 FETCH (UID 5 BODY[1]<4> {4}',
      'efgh)',
      '* 5 FETCH (UID 5 BODY[1]<0> "abcd")',
      'T4 OK',
      'T3 OK',
      'T5 OK',
    );
    expect(bodies(peer, first)).toEqual(['1<0>=abcd']);
    expect(bodies(peer, second)).toEqual(['1<4>=efgh']);
    expect(bodies(peer, whole)).toEqual(['2=w']);
  });

  it('a piece and the whole are two answers, although one command asks for both sections of the other', () => {
    const peer = telling();
    const both = peer.connection.enqueue(reading(5, part('1', 0), part('2', 0)));
    const one = peer.connection.enqueue(reading(5, part('2', 8), part('1')));
    peer.client();
    peer.server(
      '* 5 FETCH (UID 5 BODY[2]<8> "z" BODY[1] "all")',
      '* 5 FETCH (UID 5 BODY[1]<0> "a" BODY[2]<0> "b")',
    );
    peer.server('T3 OK', 'T4 OK');
    expect(bodies(peer, both)).toEqual(['1<0>=a', '2<0>=b']);
    expect(bodies(peer, one)).toEqual(['2<8>=z', '1=all']);
  });

  it('are asked for one after the other while the server was not seen to say where they begin', () => {
    const peer = selected();
    const first = peer.connection.enqueue(reading(5, part('1', 0)));
    const second = peer.connection.enqueue(reading(5, part('1', 4)));
    const other = peer.connection.enqueue(reading(6, part('1', 0)));
    expect(peer.client()).toBe('T2 UID FETCH 5 (UID BODY.PEEK[1]<0.4>)\r\n');
    // The place is left out, as old servers do: there is nobody else whose octets these could be.
    peer.server('* 5 FETCH (UID 5 BODY[1] "abcd")', 'T2 OK');
    expect(peer.client()).toBe(
      'T3 UID FETCH 5 (UID BODY.PEEK[1]<4.4>)\r\nT4 UID FETCH 6 (UID BODY.PEEK[1]<0.4>)\r\n',
    );
    peer.server('* 6 FETCH (UID 6 BODY[1] "other")', '* 5 FETCH (UID 5 BODY[1] "efgh")', 'T4 OK', 'T3 OK');
    expect([first, second, other].map((id) => bodies(peer, id))).toEqual([
      ['1=abcd'],
      ['1=efgh'],
      ['1=other'],
    ]);
  });

  it('the same piece asked for twice is told twice', () => {
    const peer = telling();
    const first = peer.connection.enqueue(reading(5, part('1', 0)));
    const second = peer.connection.enqueue(reading(5, part('1', 0), part('2', 0)));
    expect(peer.client()).toBe('T3 UID FETCH 5 (UID BODY.PEEK[1]<0.4>)\r\n');
    peer.server('* 5 FETCH (UID 5 BODY[1]<0> "abcd")', 'T3 OK');
    peer.client();
    peer.server('* 5 FETCH (UID 5 BODY[1]<0> "abcd" BODY[2]<0> "b")', 'T4 OK');
    expect([first, second].map((id) => bodies(peer, id))).toEqual([['1<0>=abcd'], ['1<0>=abcd', '2<0>=b']]);
  });

  it('octets that leave as they come reach the sink of their own command', () => {
    const peer = telling();
    const drained: string[] = [];
    const draining = (name: string, uid: number, origin: number): Command<readonly FetchRow[]> =>
      fetch({
        set: [[uid, uid]],
        uid: true,
        items: ['uid', part('1', origin)],
        sink: () => ({
          write: (bytes) => void drained.push(`${name}:${new TextDecoder().decode(bytes)}`),
          end: () => undefined,
        }),
      });
    peer.connection.enqueue(draining('a', 5, 0));
    peer.connection.enqueue(draining('b', 5, 4));
    // Its octets may come before it is said of which message they are: the message is no sign then.
    peer.connection.enqueue(draining('c', 6, 0));
    expect(peer.client().match(/UID FETCH/g)).toHaveLength(2);
    peer.server(
      '* 5 FETCH (BODY[1]<4> {4}',
      'efgh UID 5)',
      '* 5 FETCH (UID 5 BODY[1]<0> {4}',
      'abcd)',
      'T3 OK',
    );
    expect(drained).toEqual(['b:efgh', 'a:abcd']);
    expect(peer.client()).toBe('T5 UID FETCH 6 (UID BODY.PEEK[1]<0.4>)\r\n');
    peer.server('* 6 FETCH (BODY[1]<0> {2}', 'ij UID 6)', 'T4 OK', 'T5 OK');
    expect(drained).toEqual(['b:efgh', 'a:abcd', 'c:ij']);
  });

  it('rows without bodies answer everybody who asked, by UID only as well', () => {
    const peer = selected();
    const asking = fetch({ set: [[5, 5]], uid: true, items: ['uid', 'flags', 'size'] });
    const ids = [peer.connection.enqueue(asking), peer.connection.enqueue(asking)];
    peer.client();
    peer.server('* 5 UIDFETCH (FLAGS () RFC822.SIZE 9)', 'T2 OK', 'T3 OK');
    for (const id of ids) expect(peer.outcome(id)).toMatchObject({ value: [{ items: { size: 9 } }] });
  });
});

describe('a body without the UID of its message', () => {
  const malformed = (peer: ImapPeer): readonly string[] =>
    peer.events.flatMap((event) =>
      event.kind === 'untagged' && event.event.kind === 'malformed' ? [event.event.reason] : [],
    );

  it('is that of the one command that may have asked for it', () => {
    const peer = selected();
    const body = peer.connection.enqueue(reading(5, part('1')));
    const other = peer.connection.enqueue(reading(6, part('2')));
    peer.client();
    peer.server('* 1 FETCH (BODY[1] {5}', 'hello)', 'T3 OK', 'T2 OK');
    expect(bodies(peer, body)).toEqual(['1=hello']);
    expect(bodies(peer, other)).toEqual([]);
    expect(malformed(peer)).toEqual([]);
  });

  it('is of nobody where two may have asked for it, which is said', () => {
    const peer = selected();
    const first = peer.connection.enqueue(reading(5, part('1')));
    const second = peer.connection.enqueue(reading(6, part('1')));
    expect(peer.client().match(/UID FETCH/g)).toHaveLength(2);
    peer.server(
      '* 2 FETCH (BODY[1] {5}',
      'guess)',
      '* 2 FETCH (UID 6 BODY[1] "right")',
      '* 1 FETCH (BODY[1] "late" UID 5)',
      'T2 OK',
      'T3 OK',
    );
    expect(bodies(peer, first)).toEqual(['1=late']);
    expect(bodies(peer, second)).toEqual(['1=right']);
    expect(malformed(peer)).toEqual(['a body without the UID of its message']);
  });

  it('is told apart by the place where its octets begin', () => {
    const peer = telling();
    const head = peer.connection.enqueue(reading(5, part('1', 0)));
    const rest = peer.connection.enqueue(reading(6, part('1', 4)));
    peer.client();
    peer.server('* 2 FETCH (BODY[1]<4> "rest")', '* 1 FETCH (BODY[1]<0> "head")', 'T3 OK', 'T4 OK');
    expect(bodies(peer, head)).toEqual(['1<0>=head']);
    expect(bodies(peer, rest)).toEqual(['1<4>=rest']);
  });
});
