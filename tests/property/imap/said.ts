/** Reads a command line as RFC 9051 writes it, word by word, with nothing of the product's, and says whether it is what was asked for. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command } from '../../../lib/imap';
import { toMailboxName, type NumberSet } from '../../../lib/imap/types';
import { decodeMailboxUtf7 } from '../../../lib/imap/wire/utf7';
import { selected } from '../../support/imap-peer';

const SEED = 20261122;
const ALL =
  'LITERAL+ CONDSTORE QRESYNC ESORT SORT THREAD=REFERENCES MULTISEARCH NOTIFY METADATA ACL QUOTA MOVE LIST-EXTENDED LIST-STATUS LIST-MYRIGHTS LIST-METADATA SPECIAL-USE STATUS=SIZE OBJECTID';

/** A word of a line: an atom as it stands, a string whatever its shape, or a list. */
type Token = { readonly atom: string } | { readonly string: string } | readonly Token[];

/** What a word must be; a mailbox, and an astring, are right in either shape. */
export type Wanted =
  | string
  | { readonly string: string }
  | { readonly either: string }
  | { readonly mailbox: string }
  | readonly Wanted[];

export const either = (text: string): Wanted => ({ either: text });
export const box = (name: string): Wanted => ({ mailbox: name });

/** RFC 9051 9, command lines: no more of it than this takes. Octets are characters. */
function tokens(line: string): readonly Token[] {
  let at = 0;
  const utf8 = (octets: string): string =>
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(octets, (char) => char.charCodeAt(0)));
  const one = (): Token => {
    if (line[at] === '(') {
      at += 1;
      const items: Token[] = [];
      while (line[at] !== ')') {
        if (items.length > 0) expect(line[at++]).toBe(' ');
        items.push(one());
      }
      at += 1;
      return items;
    }
    if (line[at] === '"') {
      let text = '';
      for (at += 1; line[at] !== '"'; at += 1) text += line[at] === '\\' ? line[++at] : line[at];
      at += 1;
      return { string: utf8(text) };
    }
    const literal = /^\{(\d+)\+\}\r\n/.exec(line.slice(at, at + 24));
    if (literal !== null) {
      const from = at + literal[0].length;
      at = from + Number(literal[1]);
      return { string: utf8(line.slice(from, at)) };
    }
    const atom = /^[^ ()"{\r\n]+/.exec(line.slice(at))?.[0] ?? '';
    expect(atom).not.toBe('');
    at += atom.length;
    return { atom };
  };
  const all: Token[] = [];
  for (;;) {
    all.push(one());
    if (line.slice(at) === '\r\n') return all;
    expect(line[at++]).toBe(' ');
  }
}

function check(token: Token | undefined, wanted: Wanted): void {
  if (typeof wanted === 'string') return expect(token).toEqual({ atom: wanted });
  if (Array.isArray(wanted)) {
    expect(token).toHaveLength(wanted.length);
    return wanted.forEach((one, at) => check((token as readonly Token[])[at], one));
  }
  if ('string' in wanted) return expect(token).toEqual(wanted);
  const text = token === undefined || Array.isArray(token) ? null : Object.values(token)[0];
  if ('mailbox' in wanted)
    return expect(toMailboxName(decodeMailboxUtf7(String(text)) ?? '')).toBe(toMailboxName(wanted.mailbox));
  expect(text).toBe((wanted as { readonly either: string }).either);
}

export interface Said {
  readonly command: Command<unknown>;
  readonly words: readonly Wanted[];
}

/** Every such command, enqueued, is said in these words. */
export function says(name: string, said: fc.Arbitrary<Said>): void {
  it(name, { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(said, ({ command, words }) => {
        const peer = selected(ALL);
        peer.connection.enqueue(command);
        check(tokens(peer.whole()).slice(1), words);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
}

export const set: fc.Arbitrary<NumberSet> = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 })
  .map((steps) => {
    const ranges: [number, number][] = [];
    let at = 0;
    // Never side by side: they would be one.
    for (let i = 0; i + 1 < steps.length; i += 2) {
      const low = at + steps[i]! + 1;
      ranges.push([low, low + steps[i + 1]! - 1]);
      at = low + steps[i + 1]!;
    }
    return ranges;
  });
export const textOf = (ranges: NumberSet): string =>
  ranges.map(([low, high]) => (low === high ? `${low}` : `${low}:${high}`)).join(',');
export const uidOr = (uid: boolean, name: string): readonly string[] => (uid ? ['UID', name] : [name]);
export const some = <T>(...values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
export const upper = (items: readonly string[]): readonly string[] => items.map((item) => item.toUpperCase());
