/** Plays C:/S: text against the embedded server; how it is written stands in transcripts.test.ts. */
import { expect } from 'vitest';

import { type ServerSession, personalityNamed } from '../../../lib/imap-server';
import { read, signedIn, smallWorld, talk } from './world';

interface Step {
  readonly client: string;
  readonly text: string;
  readonly replies: { who: string; line: string }[];
}

/** Each client line goes in so many octets at a time. */
export function playTranscript(source: string, octets: number): void {
  const lines = source.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const state = /^state: (.*)$/m.exec(source)?.[1] ?? 'none';
  const name = /^personality: (.*)$/m.exec(source)?.[1];
  const personality = name === undefined ? undefined : personalityNamed(name);
  if (name !== undefined && personality === undefined) throw new Error(`no personality ${name}`);
  const server = smallWorld(personality === undefined ? {} : { personality });
  const sessions = new Map<string, ServerSession>();
  for (const who of ['', '2']) {
    const session =
      state === 'none' ? server.connect() : signedIn(server, state === 'in' ? undefined : state);
    read(session);
    sessions.set(who, session);
  }
  for (const { client, text, replies } of steps(lines)) {
    const said = new Map<string, string>();
    const session = sessions.get(client);
    if (session === undefined) throw new Error(`no session ${client}`);
    said.set(client, talk(session, text, octets));
    for (const [who, other] of sessions) if (who !== client) said.set(who, read(other));
    for (const who of sessions.keys()) {
      const expected = replies.filter((reply) => reply.who === who).map((reply) => reply.line);
      const actual = (said.get(who) ?? '').split('\r\n').slice(0, -1);
      const shown = actual.map((line, index) =>
        matches(line, expected[index] ?? '') ? (expected[index] ?? line) : line,
      );
      expect(shown, `after ${client}C: ${text}`).toEqual(expected);
    }
  }
}

function steps(lines: readonly string[]): readonly Step[] {
  const all: Step[] = [];
  for (const line of lines) {
    const match = /^(2?)([CS]): ?(.*)$/.exec(line);
    if (match === null) continue;
    const [, who = '', side, rest = ''] = match;
    if (side === 'C') all.push({ client: who, text: `${rest}\r\n`, replies: [] });
    else all.at(-1)?.replies.push({ who, line: rest });
  }
  return all;
}

const matches = (line: string, pattern: string): boolean => {
  const pieces = pattern.split('...');
  let at = 0;
  return pieces.every((piece, index) => {
    const found = index === 0 ? (line.startsWith(piece) ? 0 : -1) : line.indexOf(piece, at);
    at = found + piece.length;
    return found >= 0 && (index < pieces.length - 1 || at === line.length || piece === '');
  });
};
