import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { read, signedIn, smallWorld } from './world';

const words = [
  'a',
  'UID',
  'FETCH',
  'STORE',
  'SEARCH',
  'COPY',
  'MOVE',
  'APPEND',
  'LIST',
  'STATUS',
  'SELECT',
  'IDLE',
  'DONE',
  'LOGIN',
  'AUTHENTICATE',
  'ENABLE',
  'ID',
  'CREATE',
  'RENAME',
  'DELETE',
  'EXPUNGE',
  'CLOSE',
  '1',
  '1:*',
  '*',
  '4294967296',
  '0',
  '(',
  ')',
  '"',
  '"x"',
  '{3}',
  '{3+}',
  '{99999999999}',
  '[',
  ']',
  'BODY[',
  'BODY[1.2.HEADER.FIELDS',
  '(FLAGS)',
  'RETURN',
  '+FLAGS',
  '(\\Seen)',
  'INBOX',
  '%',
  'NIL',
  '\r\n',
  '\n',
  '\0',
  '\u00ff',
  '&',
  '&AAA-',
  '\\',
  '<0.1>',
  'NOT',
  'OR',
  'MODSEQ',
];

describe('whatever comes in', () => {
  it('never throws, keeps to lines, and leaves other sessions served', { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom('', ' ', ' ', '\r\n')), {
          maxLength: 80,
        }),
        fc.boolean(),
        (pieces, selected) => {
          const server = smallWorld();
          const session = signedIn(server, selected ? 'INBOX' : undefined);
          const other = signedIn(server, 'INBOX');
          session.receive(
            new TextEncoder().encode(`a ${pieces.map(([word, gap]) => word + gap).join('')}\r\n`),
          );
          const said = read(session);
          expect(said === '' || said.endsWith('\r\n')).toBe(true);
          other.receive(new TextEncoder().encode('z NOOP\r\n'));
          expect(read(other)).toContain('z OK');
        },
      ),
      { seed: 99, numRuns: 700 },
    );
  });

  it('octets at random are borne as well', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => {
        const session = smallWorld().connect();
        session.receive(octets);
        session.receive(octets);
        expect(read(session)).toMatch(/^\* OK /);
      }),
      { seed: 100, numRuns: 500 },
    );
  });
});
