/**
 * Sentences held against the RFCs' own grammar, written down apart from the parser and the writer: what it accepts is read, what is
 * printed it accepts, and every production and alternative has a legal case and a broken one.
 */
import { describe, expect, it } from 'vitest';
import { commandByName } from '../../../lib/imap-server/commands/table';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { legalCommands, legalSignIns, legalUtf8Commands } from '../../support/command-cases';
import {
  brokenCommands,
  clientGrammar,
  octetsOf,
  productions,
  responseFixtures,
  serverGrammar,
  sharedAlternatives,
  spokenCommands,
  unspoken,
} from '../../support/imap-grammar';
import { ImapPeer, selected } from '../../support/imap-peer';
import { signedIn, smallWorld, talk } from '../imap-server/world';

/** Grown while the sentences are read, so that each is read once. */
const shown = { legal: new Set<string>(), broken: new Set<string>() };

/** Responses that mean nothing, or not all they say. */
const isRefused = (expected: string): boolean =>
  /^\{"kind":"(?:malformed|broken-tagged|unknown)"|"dropped":"/.test(expected);

/** What the grammar takes and the parser does not: shape alone does not bound a number. */
const BEYOND_SHAPE = new Set(['number over 32 bits', 'EXPUNGE 0 (P06)']);

const ABLE =
  'LITERAL+ ESEARCH SEARCHRES PARTIAL ESORT CONTEXT=SORT BINARY MULTIAPPEND CATENATE REPLACE UTF8=ACCEPT';

const printed = [
  ...legalUtf8Commands.map(([id, command]) => {
    const peer = selected(ABLE);
    peer.server('* ENABLED UTF8=ACCEPT');
    peer.connection.enqueue(command);
    return [id, peer.whole()] as const;
  }),
  ...legalCommands.map(([id, command]) => {
    const peer = selected(ABLE);
    peer.connection.enqueue(command);
    return [id, peer.whole()] as const;
  }),
  ...legalSignIns.map(([id, command]) => {
    const peer = new ImapPeer();
    peer.server('* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR] hi');
    peer.connection.enqueue(command);
    return [id, peer.whole()] as const;
  }),
];

describe('what a server may say', () => {
  it('is read to the last value when it is legal', () => {
    const wrong: string[] = [];
    for (const { file, name, raw, expected } of responseFixtures) {
      const octets = octetsOf(raw);
      for (const root of ['response', 'greeting', 'response-done']) {
        const reading = serverGrammar.read(root, octets);
        const alternatives = reading.ok ? reading.took : reading.underWay;
        const into = reading.ok ? shown.legal : shown.broken;
        if (reading.ok || root === 'response') for (const one of alternatives) into.add(one);
        if (reading.ok && isRefused(expected) && !BEYOND_SHAPE.has(name)) wrong.push(`${file}: ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('what a client may say', () => {
  it('is all that is printed', () => {
    for (const [id, line] of printed) {
      const reading = clientGrammar.read('command', line);
      expect(reading, `${id}: ${line}`).toMatchObject({ ok: true });
      if (reading.ok) for (const one of reading.took) shown.legal.add(one);
    }
  });

  it('is all that the embedded server takes in its transcripts', () => {
    const commands = spokenCommands();
    expect(commands.length).toBeGreaterThan(60);
    for (const line of commands) {
      const reading = clientGrammar.read('command', line);
      expect(reading, line).toMatchObject({ ok: true });
      if (reading.ok) for (const one of reading.took) shown.legal.add(one);
    }
  });

  it('is nothing that the embedded server takes although it is broken', () => {
    for (const line of brokenCommands) {
      const reading = clientGrammar.read('command', line);
      expect(reading, line).toMatchObject({ ok: false });
      if (!reading.ok) for (const one of reading.underWay) shown.broken.add(one);
      const [tag = '', ...words] = line.trimEnd().split(' ');
      const name = words[0]?.toUpperCase() === 'UID' ? words[1] : words[0];
      if (!commandByName.has(name?.toUpperCase() ?? '')) continue;
      const server = smallWorld();
      const isSignIn = /^(?:LOGIN|AUTHENTICATE)$/i.test(name ?? '');
      const answer = talk(isSignIn ? server.connect() : signedIn(server, 'INBOX'), line);
      expect(answer, line).toMatch(/ (?:BAD|NO) /);
      expect(answer, line).not.toContain(`\r\n${tag} OK`);
    }
  });

  it('can be sent only in its state', () => {
    for (const [id, command] of legalCommands) {
      if (command.states.includes('not-authenticated')) continue;
      const peer = new ImapPeer();
      peer.server('* OK [CAPABILITY IMAP4rev1] hi');
      expect(() => peer.connection.enqueue(command), id).toThrow(LocalProtocolError);
    }
  });
});

describe('every production and alternative of RFC 9051 section 9 and of the extensions', () => {
  const wanted = [...new Set([...serverGrammar.alternatives, ...clientGrammar.alternatives])].filter(
    (name) => !name.startsWith('x-'),
  );

  it('has a legal case', () => {
    const without = wanted.filter((name) => !shown.legal.has(name));
    expect(without.filter((name) => !unspoken.has(name))).toEqual([]);
    expect(
      [...unspoken.keys()].filter((name) => wanted.includes(name) && !without.includes(name)),
      'told as unspoken, and spoken',
    ).toEqual([]);
    expect([...unspoken.values()].every((reason) => reason.length > 5)).toBe(true);
  });

  it('has a broken case', () => {
    const without = wanted.filter((name) => !shown.broken.has(name) && !unspoken.has(name));
    expect(without).toEqual([]);
  });

  it('is there by its name', () => {
    const rules = new Set([...serverGrammar.rules, ...clientGrammar.rules]);
    expect(productions.length).toBeGreaterThan(200);
    expect(productions.filter((name) => !rules.has(name) && !unspoken.has(name))).toEqual([]);
    // A reason for what is neither there nor in the RFC is a mistake.
    const known = new Set([...wanted, ...productions]);
    expect([...unspoken.keys()].filter((name) => !known.has(name))).toEqual([]);
  });

  it('is looked for in either side, words and values in both', () => {
    expect(sharedAlternatives.size).toBeGreaterThan(60);
    expect(serverGrammar.rules.length).toBeGreaterThan(150);
    expect(clientGrammar.rules.length).toBeGreaterThan(150);
  });
});
