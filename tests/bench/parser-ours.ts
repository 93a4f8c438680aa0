/** Our parser as the engine uses it: bytes into ImapConnection, rows out of its events. Runs in Node and in browsers. */
import {
  fetch,
  ImapConnection,
  select,
  toMailboxName,
  type FetchRow,
  type LiteralSink,
} from '../../lib/imap';
import { decodeEncodedWords } from '../../lib/mime';
import { fetchTag, type InputKind, type ParserInput } from './parser-input';

export interface Reading {
  readonly rows: number;
  /** Sum of all UIDs: the engines agree on what they read. */
  readonly uids: number;
  /** Octets of literals handed on. */
  readonly literals: number;
}

const IN_FLIGHT = 2;
const decoder = new TextDecoder();

/**
 * The connection of the round before. Without one alive, the collection between two rounds would throw away the compiled
 * code that was made for its shape; an app always has one.
 */
export let previous: ImapConnection | null = null;

const ITEMS = {
  rows: ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure'],
  flags: ['uid', 'flags', 'modseq'],
  literals: ['uid', { section: '', peek: true }],
} as const;

/** Reads the input in the given chunks; `decode` also turns encoded words into text, as peers always do. */
export function readByOurs(
  input: Omit<ParserInput, 'bytes'>,
  chunks: Iterable<Uint8Array>,
  decode: boolean,
): Reading {
  const sink = new CountingSink();
  const connection = openMailbox(input.rows);
  const commands = Math.ceil(input.rows / input.rowsPerCommand);
  let next = 0;
  const enqueue = (): void => {
    if (next >= commands) return;
    const low = next * input.rowsPerCommand + 1;
    connection.enqueue(
      fetch({
        set: [[low, Math.min(low + input.rowsPerCommand - 1, input.rows)]],
        uid: true,
        items: ITEMS[input.kind],
        ...(input.kind === 'literals' ? { sink: () => sink } : {}),
      }),
    );
    expectTag(connection, fetchTag(next));
    next += 1;
  };
  while (next < Math.min(IN_FLIGHT, commands)) enqueue();
  let rows = 0;
  let uids = 0;
  for (const chunk of chunks) {
    connection.receive(chunk);
    for (let event = connection.next(); event !== undefined; event = connection.next()) {
      if (event.kind !== 'done' || !event.outcome.ok) throw new Error(`unexpected event ${event.kind}`);
      const batch = event.outcome.value as readonly FetchRow[];
      rows += batch.length;
      for (const row of batch) uids += check(row, input.kind, decode);
      enqueue();
    }
  }
  previous = connection;
  return { rows, uids, literals: sink.octets };
}

/** Touches what was asked for, so that nothing can have been skipped. */
function check({ items }: FetchRow, kind: InputKind, decode: boolean): number {
  if (items.uid === undefined) throw new Error('a row without UID');
  if (kind === 'flags' && (items.flags === undefined || items.modSeq === undefined))
    throw new Error('a row without flags');
  if (kind === 'rows') {
    if (items.envelope?.from[0]?.host === undefined || items.bodyStructure === undefined) {
      throw new Error(`row ${items.uid} has no envelope or structure`);
    }
    if (decode) {
      decodeEncodedWords(items.envelope.subject ?? '');
      const { from, sender, replyTo, to, cc } = items.envelope;
      for (const list of [from, sender, replyTo, to, cc]) {
        for (const { name } of list) if (name !== null) decodeEncodedWords(name);
      }
    }
  }
  return items.uid;
}

function openMailbox(messages: number): ImapConnection {
  const connection = new ImapConnection({ security: 'memory', tagPrefix: 'A' });
  const say = (text: string): void => void connection.receive(new TextEncoder().encode(text));
  say('* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+ CONDSTORE] ready\r\n');
  connection.enqueue(select(toMailboxName('INBOX')));
  expectTag(connection, fetchTag(-1));
  say(
    `* ${messages} EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT ${messages + 1}] ok\r\n${fetchTag(-1)} OK done\r\n`,
  );
  while (connection.next() !== undefined);
  if (connection.state !== 'selected') throw new Error(`not selected but ${connection.state}`);
  return connection;
}

/** The recorded bytes name tags: a connection that numbers in another way would wait for ever. */
function expectTag(connection: ImapConnection, tag: string): void {
  const output = connection.output();
  const sent = decoder.decode(output?.bytes).split(' ', 1)[0];
  if (sent !== tag) throw new Error(`the connection sent tag ${sent}, the input was made for ${tag}`);
}

class CountingSink implements LiteralSink {
  octets = 0;
  readonly write = (chunk: Uint8Array): void => void (this.octets += chunk.length);
  readonly end = (): void => undefined;
}
