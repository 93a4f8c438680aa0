/** MESSAGELIMIT and SAVELIMIT (RFC 9738): commands name no more messages than the server works on at a time. */
import { describe, expect, it } from 'vitest';
import { copy, fetch, move, numberSetCount, store, uidExpunge, type Command } from '../../../lib/imap';
import { MAX_PARTS } from '../../../lib/imap/commands/splitting';
import { PeerMemory } from '../../../lib/imap/peer-memory';
import type { NumberSet } from '../../../lib/imap/types';
import { parseNumberSet } from '../../../lib/imap/wire/numset';
import { selected, type ImapPeer } from '../../support/imap-peer';

const makers: Readonly<Record<string, (set: NumberSet) => Command<unknown>>> = {
  'UID FETCH': (set) => fetch({ set, uid: true, items: ['flags'] }),
  'UID STORE': (set) => store({ set, uid: true, mode: 'add', flags: ['\\Seen'], silent: true }),
  'UID COPY': (set) => copy({ set, uid: true, to: 'a' }),
  'UID MOVE': (set) => move({ set, uid: true, to: 'a' }),
  'UID EXPUNGE': (set) => uidExpunge(set),
};
const LISTED = 'MOVE UIDPLUS ESEARCH';
const SET: NumberSet = [
  [1, 1_500],
  [2_000, 2_000],
  [3_000, 3_998],
];

/** Lines as they leave, each answered with OK; the sets they name. */
function work(peer: ImapPeer): readonly string[] {
  const sets: string[] = [];
  for (let text = peer.client(); text !== ''; text = peer.client()) {
    for (const line of text.split('\r\n').slice(0, -1)) {
      sets.push(/(?:^| )(\d[\d:,]*)(?: |$)/.exec(line)![1]!);
      peer.server(`${line.split(' ')[0]} OK done`);
    }
  }
  return sets;
}

const counted = (set: string): number => numberSetCount(parseNumberSet(set)!);

describe.each(Object.entries(makers))('%s', (_name, make) => {
  it('is cut at the limit the server lists, and is whole at it', () => {
    const peer = selected(`${LISTED} MESSAGELIMIT=1000`);
    const id = peer.connection.enqueue(make(SET));
    const sets = work(peer);
    expect(sets).toEqual(['1:1000', '1001:1500,2000,3000:3498', '3499:3998']);
    expect(sets.map(counted)).toEqual([1_000, 1_000, 500]);
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    peer.connection.enqueue(make([[5, 1_004]]));
    expect(work(peer)).toEqual(['5:1004']);
    peer.connection.enqueue(make([[5, 1_005]]));
    expect(work(peer)).toEqual(['5:1004', '1005']);
  });

  it('is not cut where nothing is listed, nor for a limit that makes no sense', () => {
    for (const more of ['', 'MESSAGELIMIT=0', 'MESSAGELIMIT=many']) {
      const peer = selected(`${LISTED} ${more}`);
      peer.connection.enqueue(make(SET));
      expect(work(peer)).toEqual(['1:1500,2000,3000:3998']);
    }
  });

  it('goes whole where it would become more commands than are worth sending', () => {
    const peer = selected(`${LISTED} MESSAGELIMIT=10`);
    peer.connection.enqueue(make([[1, 10 * MAX_PARTS]]));
    expect(work(peer)).toHaveLength(MAX_PARTS);
    peer.connection.enqueue(make([[1, 10 * MAX_PARTS + 1]]));
    expect(work(peer)).toEqual([`1:${10 * MAX_PARTS + 1}`]);
  });
});

describe('a server that saves fewer at a time', () => {
  it('is sent so many by COPY and MOVE, and more by others', () => {
    const wanted = new Map([
      ['UID COPY', 3],
      ['UID MOVE', 3],
      ['UID STORE', 1],
    ]);
    for (const [name, parts] of wanted) {
      const peer = selected(`${LISTED} MESSAGELIMIT=3000 SAVELIMIT=100`);
      peer.connection.enqueue(makers[name]!([[1, 250]]));
      expect(work(peer)).toHaveLength(parts);
    }
  });
});

describe('a limit that is told by a refusal', () => {
  it('is kept to from then on, by every connection, and what was refused is sent again in pieces', () => {
    const memory = new PeerMemory();
    const peer = selected(LISTED, { peer: memory });
    const id = peer.connection.enqueue(makers['UID COPY']!([[1, 25]]));
    peer.client();
    peer.server('T2 NO [MESSAGELIMIT 10] too many messages, try a smaller subset');
    expect(peer.outcome(id)).toBeUndefined();
    expect(work(peer)).toEqual(['1:10', '11:20', '21:25']);
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    const other = selected(LISTED, { peer: memory });
    other.connection.enqueue(makers['UID STORE']!([[1, 11]]));
    expect(work(other)).toEqual(['1:10', '11']);
  });

  it('does not send a copy again of which a part was done, but does a STORE', () => {
    const copying = selected(LISTED);
    const copied = copying.connection.enqueue(makers['UID COPY']!([[1, 25]]));
    copying.client();
    copying.server('T2 NO [MESSAGELIMIT 10 16] too many');
    expect(copying.outcome(copied)).toMatchObject({ ok: false, failure: { kind: 'no' } });
    expect(copying.client()).toBe('');
    const storing = selected(LISTED);
    storing.connection.enqueue(makers['UID STORE']!([[1, 25]]));
    storing.client();
    storing.server('T2 NO [MESSAGELIMIT 10 16] too many');
    expect(work(storing)).toEqual(['1:10', '11:20', '21:25']);
  });

  it('ends where the server refuses any number', () => {
    const peer = selected(LISTED);
    const id = peer.connection.enqueue(makers['UID STORE']!([[1, 4]]));
    for (let round = 0; round < 20; round++) {
      for (const line of peer.client().split('\r\n').slice(0, -1))
        peer.server(`${line.split(' ')[0]} NO [MESSAGELIMIT 1] too many`);
    }
    expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'no' } });
    expect(peer.connection.inFlight).toBe(0);
  });
});
