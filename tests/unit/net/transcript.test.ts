import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseResponse } from '../../../lib/imap/responses/response';
import { Reader } from '../../../lib/imap/wire/reader';
import { MAX_CONNECTIONS_KEPT, MAX_LINE_OCTETS } from '../../../lib/net/limits';
import { Transcript, type TranscriptLine } from '../../../lib/net/transcript';
import { responseHead } from '../../../lib/net/wire-head';
import { parseFixtures } from '../../support/imap-fixtures';

const bytes = (text: string) => new TextEncoder().encode(text);
const shown = (transcript: Transcript) => transcript.lines().map((line) => `${line.direction}: ${line.text}`);

/** A conversation as it stands on the wire, client lines first by `C: `; each line is one chunk. */
function play(transcript: Transcript, lines: readonly string[], connection = '1'): void {
  for (const line of lines) {
    const octets = bytes(line.slice(3));
    if (line.startsWith('C: ')) transcript.sent(connection, octets, []);
    else transcript.received(connection, octets);
  }
}

const last = (transcript: Transcript): TranscriptLine => {
  const line = transcript.lines().at(-1);
  if (line === undefined) throw new Error('no line yet');
  return line;
};

describe('transcript', () => {
  it('keeps lines by direction, over any chunks', () => {
    const transcript = new Transcript();
    transcript.sent('1', bytes('a NO'), []);
    transcript.received('1', bytes('* OK hi\r\n* 1 EX'));
    transcript.sent('1', bytes('OP\r\n'), []);
    transcript.received('1', bytes('ISTS\r\n'));
    transcript.received('2', bytes('* BYE\r\n'));
    expect(transcript.lines('1').map((line) => `${line.direction}: ${line.text}`)).toEqual([
      'S: * OK hi',
      'C: a NOOP',
      'S: * 1 EXISTS',
    ]);
  });

  it('is bounded in lines, in octets a line and in connections, and shows control characters as text', () => {
    const transcript = new Transcript(3);
    for (let i = 0; i < 10; i += 1) transcript.received('1', bytes(`line ${i}\r\n`));
    expect(transcript.lines().map((line) => line.text)).toEqual(['line 7', 'line 8', 'line 9']);
    transcript.received('1', bytes(`${'x'.repeat(100_000)}\r\n`));
    expect(last(transcript)).toMatchObject({ octets: 100_000, cut: true });
    expect(last(transcript).text).toHaveLength(MAX_LINE_OCTETS);
    transcript.received('1', bytes('\u001b[2J\r\n'));
    expect(last(transcript).text).toBe('\\x1b[2J');
    for (let i = 0; i < 200; i += 1) {
      transcript.received(`c${i}`, bytes('* OK\r\n'));
      transcript.note(`c${i}`, 'closed ');
    }
    expect(transcript.connections().length).toBeLessThanOrEqual(MAX_CONNECTIONS_KEPT + 1);
  });

  it('folds literals, over any chunks, and keeps what stands behind them', () => {
    const text =
      '* 1 FETCH (UID 7 BODY[1] {12}\r\nA\r\nB {3}\r\nxx FLAGS (\\Seen) BODY[2] {0}\r\n)\r\n* 2 EXISTS\r\n';
    for (let size = 1; size <= text.length; size += 1) {
      const transcript = new Transcript();
      const all = bytes(text);
      for (let at = 0; at < all.length; at += size) transcript.received('1', all.subarray(at, at + size));
      expect(shown(transcript)).toEqual([
        'S: * 1 FETCH (UID 7 BODY[1] {12 octets} FLAGS (\\Seen) BODY[2] {0 octets})',
        'S: * 2 EXISTS',
      ]);
    }
  });

  it('does not take the end of a text for a literal', () => {
    const transcript = new Transcript();
    play(transcript, ['S: * OK wait {5}\r\n* 1 EXISTS\r\n']);
    expect(shown(transcript)).toEqual(['S: * OK wait {5}', 'S: * 1 EXISTS']);
  });

  it('shows a literal that waits as two lines of one command, and one that does not as one', () => {
    const transcript = new Transcript();
    play(transcript, [
      'C: a APPEND Sent {4}\r\n',
      'S: + go\r\n',
      'C: abcd\r\n',
      'S: a OK done\r\n',
      'C: b APPEND Sent {4+}\r\nabcd\r\n',
    ]);
    expect(shown(transcript)).toEqual([
      'C: a APPEND Sent {4}',
      'S: + go',
      'C: {4 octets}',
      'S: a OK done',
      'C: b APPEND Sent {4+ octets}',
    ]);
    expect(transcript.lines().map(({ tag }) => tag)).toEqual(['a', 'a', 'a', 'a', 'b']);
    expect(transcript.lines().map(({ head }) => head.kind)).toEqual([
      'command',
      'continuation',
      'data',
      'tagged',
      'command',
    ]);
  });

  it('forgets a literal that was refused', () => {
    const transcript = new Transcript();
    play(transcript, ['C: a APPEND Sent {4}\r\n', 'S: a NO full\r\n', 'C: b NOOP\r\n']);
    expect(shown(transcript)[2]).toBe('C: b NOOP');
  });

  it('times completions and names the command they complete', () => {
    let now = 1_000;
    const transcript = new Transcript(10, () => now);
    play(transcript, ['C: a UID FETCH 1 (FLAGS)\r\n', 'C: b NOOP\r\n']);
    now = 1_042;
    play(transcript, ['S: * 1 FETCH (UID 1)\r\n', 'S: a OK done\r\n']);
    now = 1_050;
    play(transcript, ['S: b NO [ALERT] no\r\n', 'S: zz OK what\r\n']);
    expect(transcript.lines().map(({ ms }) => ms)).toEqual([null, null, null, 42, 50, null]);
    expect(transcript.lines()[3]).toMatchObject({ at: 1_042, tag: 'a', head: { name: 'UID FETCH' } });
    expect(transcript.lines()[4]?.head).toEqual({
      kind: 'tagged',
      status: 'no',
      code: 'ALERT',
      name: 'NOOP',
    });
    expect(transcript.lines()[5]?.head).toMatchObject({ kind: 'tagged', name: null });
  });

  it('joins IDLE, its continuation and DONE', () => {
    const transcript = new Transcript();
    play(transcript, ['C: a IDLE\r\n', 'S: + idling\r\n', 'S: * 3 EXISTS\r\n', 'C: DONE\r\n', 'S: a OK\r\n']);
    expect(transcript.lines().map(({ tag }) => tag)).toEqual(['a', 'a', null, 'a', 'a']);
    expect(transcript.lines()[3]?.head).toEqual({ kind: 'command', name: 'DONE' });
  });

  it('tells the greeting, and only the first', () => {
    const transcript = new Transcript();
    play(transcript, ['S: * OK [CAPABILITY IMAP4rev1] hi\r\n', 'S: * OK still here\r\n']);
    expect(transcript.lines().map(({ head }) => head)).toEqual([
      { kind: 'greeting', status: 'ok', code: 'CAPABILITY' },
      { kind: 'status', status: 'ok', code: null },
    ]);
  });

  it('keeps sessions apart and forgets one whole', () => {
    const transcript = new Transcript();
    const ana = transcript.scope();
    const bo = transcript.scope();
    ana.sink.note('1', 'dial a');
    bo.sink.note('1', 'dial b');
    bo.sink.label('1', { mailbox: 'INBOX', role: 'watch' });
    ana.forget();
    ana.sink.received('1', bytes('* BYE\r\n'));
    expect(shown(transcript)).toEqual(['*: dial b']);
    expect(transcript.connections()).toMatchObject([{ mailbox: 'INBOX', role: 'watch', open: true }]);
  });
});

describe('the head of a response', () => {
  const fixtures = new URL('../../fixtures/', import.meta.url);
  const files = ['imap/', 'quirks/'].flatMap((folder) =>
    readdirSync(new URL(folder, fixtures))
      .filter((file) => file !== 'malformed.txt')
      .map((file) => folder + file),
  );

  it.each(files)('is what the parser finds: %s', (file) => {
    for (const { name, raw, expected } of parseFixtures(readFileSync(new URL(file, fixtures), 'utf8'))) {
      if (expected === 'scenario') continue;
      const reader = new Reader();
      reader.reset(raw, 0, raw.length);
      const response = parseResponse(reader);
      const { head } = responseHead(new TextDecoder('latin1').decode(raw).split('\r\n', 1)[0] ?? '');
      const found = head.kind === 'untagged' ? head.event : head.kind;
      if (response.kind === 'untagged' && response.event.kind === 'malformed') continue;
      if (response.kind === 'untagged') {
        expect([name, found]).toEqual([
          name,
          response.event.kind === 'status-response' ? 'status' : response.event.kind,
        ]);
      } else if (response.kind !== 'broken-tagged') expect([name, found]).toEqual([name, response.kind]);
    }
  });
});
