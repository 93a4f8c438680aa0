/**
 * What must hold for any octets a server sends: framer and grammar give the same responses wherever the octets are cut, and fail
 * only by `RemoteProtocolError`; a connection settles every command exactly once and ends closed.
 */
import { fetch, ImapConnection, list, noop, select } from '../../lib/imap/index';
import { RemoteProtocolError } from '../../lib/imap/errors';
import { parseResponse } from '../../lib/imap/responses/response';
import { encodeText } from '../../lib/imap/wire/bytes';
import { Framer } from '../../lib/imap/wire/framer';
import { Reader } from '../../lib/imap/wire/reader';
import { toFixtureJson } from '../support/imap-fixtures';

const MAX_LITERAL = 4_000;
const MAX_LINE = 40_000;

/** Everything the octets say, one JSON a response; the last may name the error that ended it. */
export function readResponses(bytes: Uint8Array, sizes: readonly number[]): readonly string[] {
  const framer = new Framer({
    maxLine: () => MAX_LINE,
    // Literals of odd size go elsewhere, as body sections do.
    literal: (_buf, _start, _end, { size }) => (size % 7 === 3 ? 'discard' : 'keep'),
    maxLiteral: MAX_LITERAL,
    maxResponse: 60_000,
    textLines: true,
  });
  const reader = new Reader({ maxTokens: 5_000, maxDepth: 40 });
  const found: string[] = [];
  try {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = Math.max(1, sizes[i % sizes.length] ?? 1);
      framer.push(bytes.slice(at, at + size));
      at += size;
      while (framer.next()) {
        reader.load(framer);
        found.push(toFixtureJson(parseResponse(reader)));
      }
    }
  } catch (error) {
    if (!(error instanceof RemoteProtocolError)) throw error;
    found.push(`ended by ${error.code}`);
  }
  framer.abort();
  return found;
}

/** @throws when something does not hold, with a sentence that says what. */
export function check(bytes: Uint8Array, sizes: readonly number[]): void {
  const whole = readResponses(bytes, [bytes.length]);
  const cut = readResponses(bytes, sizes);
  // A limit may be noticed one response earlier in a longer chunk, never another.
  const at = whole.findIndex((response, index) => response !== cut[index]);
  if (at >= 0 || whole.length !== cut.length) {
    throw new Error(
      `cut otherwise it says something else: ${String(whole[Math.max(at, 0)] ?? 'nothing')} and ${String(cut[Math.max(at, 0)] ?? 'nothing')}`,
    );
  }
  play(bytes, sizes);
}

function play(bytes: Uint8Array, sizes: readonly number[]): void {
  const connection = new ImapConnection({ security: 'memory' });
  connection.receive(encodeText('* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+ ESEARCH] hi\r\n'));
  connection.enqueue(select('INBOX'));
  connection.receive(encodeText('* 9 EXISTS\r\nT1 OK [READ-WRITE] x\r\n'));
  connection.enqueue(
    fetch({ set: [[1, Infinity]], uid: true, items: ['flags', 'envelope', { section: '', peek: true }] }),
  );
  connection.enqueue(list({ status: ['messages'] }));
  connection.enqueue(noop());
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    connection.receive(bytes.slice(at, at + size));
    connection.output();
    at += size;
  }
  connection.end();
  const settled: number[] = [];
  for (let event = connection.next(); event !== undefined; event = connection.next())
    if (event.kind === 'done') settled.push(event.id);
  const ids = settled.toSorted((a, b) => a - b).join();
  if (ids !== '1,2,3,4') throw new Error(`commands that settled: ${ids}`);
  if (connection.state !== 'closed') throw new Error(`ended in state ${connection.state}`);
}
