/** No sign-in leaves its password, in any shape, in what the protocol drawer shows and hands out (security.md C10). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authenticate, ImapConnection, login, type Command } from '../../../lib/imap';
import { encodeBase64 } from '../../../lib/imap/wire/base64';
import { Transcript } from '../../../lib/net/transcript';
import { makeMechanism, type MechanismChoice } from '../../../lib/sasl';
import { exportText } from '../../../components/console/export-lines';

const SEED = 20_260_101;
const encoder = new TextEncoder();

type Way = MechanismChoice & { readonly kind: 'scram' | 'plain' | 'login' | 'cram' | 'bearer' | 'command' };
const WAYS: readonly Way[] = [
  { kind: 'scram', name: 'SCRAM-SHA-1', hash: 'SHA-1' },
  { kind: 'scram', name: 'SCRAM-SHA-256', hash: 'SHA-256' },
  { kind: 'plain', name: 'PLAIN' },
  { kind: 'login', name: 'LOGIN' },
  { kind: 'command', name: 'LOGIN command' },
  { kind: 'scram', name: 'SCRAM-SHA-512', hash: 'SHA-512' },
  { kind: 'cram', name: 'CRAM-MD5' },
  { kind: 'bearer', name: 'XOAUTH2' },
  { kind: 'bearer', name: 'OAUTHBEARER' },
];
/** What a server of each kind asks; empty prompts for the rest. */
const CHALLENGES: Readonly<Partial<Record<Way['kind'], string>>> = {
  scram: 'r=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHserver,s=c2FsdHNhbHQ=,i=4096',
  cram: '<1896.697170952@example.org>',
  bearer: '{"status":"invalid_token"}',
};
const CAPABILITIES = ['', 'SASL-IR', 'LITERAL+', 'SASL-IR LITERAL+'];

const commandOf = (way: Way, user: string, password: string): Command<void> =>
  way.kind === 'command'
    ? login(user, password)
    : authenticate(
        makeMechanism(way, user, password, new Uint8Array(24).fill(7), {
          host: 'mail.example.org',
          port: 993,
        }),
      );

/** Signs in against a server that asks for more until the client has nothing left, cut into chunks of `size`. */
function signIn(
  way: Way,
  capabilities: string,
  user: string,
  password: string,
  size: number,
  secrets: string[] = [],
): Transcript {
  const transcript = new Transcript();
  const connection = new ImapConnection({ security: 'tls' });
  const hear = (text: string): void => {
    transcript.received('1', encoder.encode(text));
    connection.receive(encoder.encode(text));
    for (let event = connection.next(); event !== undefined; event = connection.next()) {
      if (event.kind === 'need') connection.resume(event.id, event.need.password.slice(0, event.need.length));
    }
  };
  const flush = (): boolean => {
    let said = false;
    for (let out = connection.output(); out !== undefined; out = connection.output()) {
      said = true;
      for (const [low, high] of out.secrets)
        secrets.push(String.fromCharCode(...out.bytes.subarray(low, high)));
      for (let at = 0; at < out.bytes.length; at += size) {
        const piece = out.bytes.subarray(at, at + size);
        const inside = out.secrets.map(
          ([low, high]) => [Math.max(0, low - at), Math.max(0, Math.min(high - at, piece.length))] as const,
        );
        transcript.sent('1', piece, inside);
      }
    }
    return said;
  };
  hear(`* OK [CAPABILITY IMAP4rev1 ${capabilities} AUTH=PLAIN] ready\r\n`);
  connection.enqueue(commandOf(way, user, password));
  flush();
  const challenge = CHALLENGES[way.kind];
  const speaksFirst = way.kind !== 'cram' && !capabilities.includes('SASL-IR');
  const prompts =
    challenge === undefined
      ? ['', '', '']
      : [...(speaksFirst ? [''] : []), encodeBase64(encoder.encode(challenge))];
  for (const prompt of prompts) {
    hear(`+ ${prompt}\r\n`);
    if (!flush()) break;
  }
  hear('T1 NO [AUTHENTICATIONFAILED] wrong\r\n');
  return transcript;
}

const word = fc
  .string({ minLength: 9, maxLength: 60, unit: 'grapheme' })
  .filter((text) => !text.includes('\0'));
const password = fc.oneof(
  word,
  // Atoms, quoted specials, and what can only travel as a literal.
  fc.stringMatching(/^[a-zA-Z0-9]{9,40}$/),
  fc.stringMatching(/^[ "\\{}()%*]{9,30}$/),
  fc.stringMatching(/^[a-z]{4,9}\r\n[a-z]{4,9}$/),
);

describe('secrets', () => {
  it(`are never in a line or an export, whatever the mechanism (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        password,
        fc.constantFrom(...WAYS),
        fc.constantFrom(...CAPABILITIES),
        fc.integer({ min: 1, max: 80 }),
        fc.boolean(),
        (secret, way, capabilities, size, ranges) => {
          fc.pre(secret.trim().length >= 9 && !/^[*\s]+$/.test(secret));
          const user = 'ana@example.org';
          const marked: string[] = [];
          const transcript = signIn(way, capabilities, user, secret, ranges ? size : 1_000, marked);
          const out = `${JSON.stringify(transcript.lines())}\n${exportText(transcript.lines(), [])}`;
          const forms = [
            secret,
            JSON.stringify(secret).slice(1, -1),
            encodeBase64(encoder.encode(secret)),
            encodeBase64(encoder.encode(`\0${user}\0${secret}`)),
            // And whatever the mechanism itself said: proofs, digests, fields with a token in them.
            ...marked.filter((said) => said.trim().length >= 9 && said !== user && said !== `"${user}"`),
          ];
          for (const form of forms) expect(out).not.toContain(form);
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('are masked by the grammar alone, also cut anywhere and without ranges', () => {
    const wires = [
      'a LOGIN ana s3cret-word\r\n',
      'a LOGIN "ana" "s3cret-word"\r\n',
      'a login {3+}\r\nana {11+}\r\ns3cret-word\r\n',
      'a AUTHENTICATE PLAIN s3cret-word\r\n',
      'a AUTHENTICATE PLAIN\r\ns3cret-word\r\n',
    ];
    for (const wire of wires) {
      const all = encoder.encode(wire);
      for (let size = 1; size <= all.length; size += 1) {
        const transcript = new Transcript();
        for (let at = 0; at < all.length; at += size) transcript.sent('1', all.subarray(at, at + size), []);
        const text = transcript
          .lines()
          .map((line) => line.text)
          .join('\n');
        expect(text).toContain('***');
        expect(text).not.toMatch(/s3c|ret|word|11/);
      }
    }
  });

  it('show their shape: command and mechanism stay, lengths go', () => {
    const shape = (way: Way, capabilities: string) =>
      signIn(way, capabilities, 'ana@example.org', 'correct horse', 1_000)
        .lines()
        .map(({ direction, text }) => `${direction}: ${text}`)
        .slice(1, -1);
    expect(shape(WAYS[4]!, '')).toEqual(['C: T1 LOGIN *** ***', 'S: + ']);
    expect(shape(WAYS[2]!, 'SASL-IR').slice(0, 2)).toEqual(['C: T1 AUTHENTICATE PLAIN ***', 'S: +']);
    expect(shape(WAYS[1]!, 'SASL-IR')).toEqual([
      'C: T1 AUTHENTICATE SCRAM-SHA-256 ***',
      'S: + ***',
      'C: ***',
    ]);
    const [short, long] = ['x'.repeat(9), 'x'.repeat(60)].map((secret) =>
      signIn(WAYS[4]!, '', 'ana@example.org', secret, 1_000)
        .lines()
        .map(({ octets }) => octets),
    );
    expect(short).toEqual(long);
  });

  it('show that the client gave up', () => {
    const transcript = new Transcript();
    transcript.sent('1', encoder.encode('a AUTHENTICATE SCRAM-SHA-1\r\n'), []);
    transcript.received('1', encoder.encode('+ nonsense\r\n'));
    transcript.sent('1', encoder.encode('*\r\n'), []);
    transcript.received('1', encoder.encode('a BAD cancelled\r\n'));
    transcript.sent('1', encoder.encode('b NOOP\r\n'), []);
    expect(transcript.lines().map(({ text }) => text)).toEqual([
      'a AUTHENTICATE SCRAM-SHA-1',
      '+ ***',
      '*',
      'a BAD cancelled',
      'b NOOP',
    ]);
  });
});
