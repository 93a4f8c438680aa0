import { expect } from 'vitest';
import { parseResponse } from '../../../lib/imap/responses/response';
import { Reader } from '../../../lib/imap/wire/reader';
import { toMailboxName, toUid, type BodyStructure, type UidValidity } from '../../../lib/imap/types';
import { envelopeToAddress } from '../../../lib/mime';
import { PART_PIECE } from '../../../lib/session/limits';
import { GREETING, login, OddServer, OK, plain } from '../../support/odd-server';
import { INBOX, USER } from '../../support/session-world';
import { octets } from './converse';
import { linesOf, personality, type Scenarios, signedIn, storedIn } from './scenario';

const AFTER = '@ OK [CAPABILITY IMAP4rev1 UIDPLUS] in';
const TEXT: BodyStructure = {
  kind: 'part',
  section: '1',
  type: 'text',
  subtype: 'plain',
  params: [],
  id: null,
  description: null,
  encoding: '7bit',
  size: 4,
  lines: 1,
  disposition: null,
  envelope: null,
  body: null,
};

export const messageScenarios: Scenarios = {
  'Q08 sizes that are guessed': async () => {
    const world = await signedIn(personality('exchange'));
    const body = `${'x'.repeat(70)}\r\n`.repeat(Math.ceil((PART_PIECE + 2_000) / 72));
    const raw = `From: bo@example.com\r\nSubject: Long\r\n\r\n${body}`;
    world.server.deliver(USER.user, 'INBOX', octets(raw));
    await world.clock.advance(1_000);
    const uid = world.uids().at(-1);
    if (uid === undefined) throw new Error('nothing there');
    // The size told is less than what there is, and one piece long.
    const part = { section: '1', encoding: '7bit', size: PART_PIECE };
    const reading = world.session.fetchPart(INBOX, uid, part, () => undefined);
    await world.clock.advance(5_000);
    const read = await reading;
    expect(read.ok && read.value).toBe(body.length);
  },

  'Q10 thousands of scattered messages': async (refusal) => {
    const world = await signedIn(personality('exchange'), { messages: 4_000 });
    const uids = world.uids().filter((uid) => uid % 2 === 1);
    world.session.enqueue(world.op('seen', uids, { kind: 'flag', flag: '\\Seen', add: true }));
    await world.clock.advance(5_000);
    expect(world.stateOf('seen')?.kind).toBe('done');
    expect(storedIn(world, 'INBOX').filter(({ flags }) => flags.includes('\\Seen'))).toHaveLength(2_000);
    const longest = Math.max(...linesOf(world).map(({ length }) => length));
    // 500 messages a command, whose UIDs fill a good part of what the server reads.
    expect(longest).toBeGreaterThan(2_000);
    expect(longest).toBeLessThan(8_000);
    const text = refusal.replace('@ BAD ', '').trimEnd();
    expect(world.wires.some(({ received }) => received.includes(text))).toBe(false);
  },

  'Q23 a window refused for one message': async (refusal) => {
    const server = new OddServer(
      GREETING,
      plain(8, (command) => {
        const range = /^FETCH (\d+)(?::(\d+))?/.exec(command);
        const holds = range !== null && Number(range[1]) <= 5 && Number(range[2] ?? range[1]) >= 5;
        return holds ? refusal.trimEnd() : login(AFTER)(command);
      }),
    );
    await server.signIn();
    await server.clock.advance(1_000);
    expect(server.rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 6, 7, 8]);
    expect(server.failures).toHaveLength(1);
  },

  'Q23 numbers that went wrong': async (line) => {
    const world = await signedIn(personality('yahoo'));
    world.wire.say(line);
    await world.clock.advance(1_000);
    expect(world.problems).toEqual(['resync wanted: FETCH 1: UID 1 became 3']);
    world.session.refresh(INBOX);
    await world.clock.advance(1_000);
    expect(world.subjects()).toEqual(['Message 3', 'Message 2', 'Message 1']);
    expect(world.model().list.rowAt(0)?.seen).toBe(false);
  },

  'Q24 RFC822 without a body': async () => {
    const world = await signedIn(personality('icloud'));
    const uid = world.uids()[0];
    if (uid === undefined) throw new Error('nothing there');
    const opening = world.session.openMessage(INBOX, uid, undefined, { formatted: false });
    await world.clock.advance(1_000);
    const message = await opening;
    expect(message.ok && message.value.text).toBe('Body 1\r\n');
    expect(linesOf(world).filter((line) => /RFC822(?!\.SIZE)/.test(line))).toEqual([]);
    expect(storedIn(world, 'INBOX')[0]?.flags).toEqual([]);
  },

  'Q33 SELECT that says next to nothing': async (answer) => {
    const server = new OddServer(
      GREETING,
      plain(2, (command) => (command.startsWith('SELECT') ? answer.trimEnd() : login(AFTER)(command))),
    );
    await server.signIn();
    expect(server.rows.map(({ seq }) => seq)).toEqual([1, 2]);
    server.session.enqueue({
      id: 'star',
      account: 'a',
      mailbox: INBOX,
      uidValidity: 0 as UidValidity,
      uids: [toUid(10)],
      action: { kind: 'flag', flag: '\\Flagged', add: true },
    });
    await server.clock.advance(1_000);
    expect(server.log).toContain('op star done');
    expect(server.failures).toEqual([]);
  },

  'Q35 shown without the placeholder': (line) => {
    const reader = new Reader();
    reader.reset(octets(line));
    const response = parseResponse(reader);
    const event = response.kind === 'untagged' ? response.event : null;
    const from = event?.kind === 'fetch' ? (event.items.envelope?.from ?? []) : [];
    const shown = from.map(({ name, mailbox, host }) => envelopeToAddress(name, mailbox, host));
    expect(shown.map(({ name, address }) => [name, address])).toEqual([
      ['Root', 'root'],
      ['', ''],
    ]);
  },

  'Q37 a section that is missing': async (row) => {
    const asked: string[] = [];
    const server = new OddServer(
      GREETING,
      plain(1, (command) => {
        if (!command.startsWith('UID FETCH')) return login(AFTER)(command);
        asked.push(command);
        return asked.length === 1 ? `${row}${OK}` : `* 1 FETCH (UID 10 BODY[1] {4}\r\nHi\r\n)\r\n${OK}`;
      }),
    );
    await server.signIn();
    const opening = server.session.openMessage(INBOX, toUid(10), TEXT, { formatted: false });
    await server.clock.advance(1_000);
    const message = await opening;
    expect(message.ok && message.value.text).toBe('Hi\r\n');
    expect(asked).toHaveLength(2);
  },

  'Q37 QRESYNC alone': async (after) => {
    const server = new OddServer(GREETING, plain(1, login(after.trimEnd())));
    await server.signIn();
    expect(server.sent(' SELECT ')[0]).toContain('(CONDSTORE)');
    expect(server.sent(' FETCH ')[0]).toContain('MODSEQ');
  },

  'Q43 chosen from the bottom up': async (refusal) => {
    const refuses = (set: string): boolean => {
      const numbers = set.split(/[,:]/).map(Number);
      return numbers.some((n, at) => at > 0 && n < (numbers[at - 1] ?? 0));
    };
    const server = new OddServer(
      GREETING,
      plain(3, (command) => {
        const set = /^(?:UID )?(?:FETCH|STORE|COPY|MOVE) (\S+)/.exec(command)?.[1] ?? '';
        if (refuses(set)) return refusal.trimEnd();
        return login('@ OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE] in')(command);
      }),
    );
    await server.signIn();
    const uids = [30, 10, 20].map(toUid);
    const act = (id: string, action: Parameters<typeof server.session.enqueue>[0]['action']) =>
      server.session.enqueue({
        id,
        account: 'a',
        mailbox: INBOX,
        uidValidity: 1 as UidValidity,
        uids,
        action,
      });
    act('seen', { kind: 'flag', flag: '\\Seen', add: true });
    act('moved', { kind: 'move', to: toMailboxName('Old'), purpose: 'move' });
    await server.clock.advance(1_000);
    expect(server.log).toContain('op seen done');
    expect(server.log).toContain('op moved done');
    expect(server.sent('UID STORE')[0]).toContain('STORE 10,20,30 ');
  },
};
