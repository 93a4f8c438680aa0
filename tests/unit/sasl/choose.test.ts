import { describe, expect, it } from 'vitest';
import { chooseMechanism, login, makeMechanism, plain, saslPrep } from '../../../lib/sasl';

const text = (value: Uint8Array | null) => (value === null ? null : new TextDecoder().decode(value));
const offer = (
  capabilities: string,
  security: 'tls' | 'loopback' | 'insecure' = 'tls',
  insecureAllowed = false,
) => {
  const all = new Set(capabilities.split(' '));
  const choice = chooseMechanism({ has: (name) => all.has(name), mechanisms: [], security, insecureAllowed });
  return choice.kind === 'none' ? null : choice.name;
};

describe('choosing a mechanism', () => {
  it.each([
    ['IMAP4REV1 AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256', 'SCRAM-SHA-256'],
    ['IMAP4REV1 AUTH=SCRAM-SHA-512 AUTH=SCRAM-SHA-256', 'SCRAM-SHA-512'],
    ['IMAP4REV1 AUTH=PLAIN AUTH=SCRAM-SHA-1', 'SCRAM-SHA-1'],
    ['IMAP4REV1 AUTH=SCRAM-SHA-256-PLUS AUTH=PLAIN', 'PLAIN'],
    ['IMAP4REV1 AUTH=LOGIN AUTH=PLAIN', 'PLAIN'],
    ['IMAP4REV1 AUTH=LOGIN', 'LOGIN'],
    ['IMAP4REV1 AUTH=CRAM-MD5 AUTH=NTLM AUTH=KERBEROS_V4', 'CRAM-MD5'],
    ['IMAP4REV1 LOGINDISABLED AUTH=CRAM-MD5', 'CRAM-MD5'],
    ['IMAP4REV1 AUTH=CRAM-MD5 AUTH=LOGIN', 'LOGIN'],
    ['IMAP4REV1 AUTH=NTLM', 'LOGIN command'],
    ['IMAP4REV2', 'LOGIN command'],
  ])('%s -> %s', (capabilities, name) => {
    expect(offer(capabilities)).toBe(name);
    expect(offer(capabilities, 'loopback')).toBe(name);
    expect(offer(capabilities, 'insecure', true)).toBe(name);
    expect(offer(capabilities, 'insecure')).toBeNull();
  });

  it.each([
    ['AUTH=OAUTHBEARER AUTH=XOAUTH2 AUTH=PLAIN', 'OAUTHBEARER'],
    ['AUTH=XOAUTH2 AUTH=PLAIN AUTH=SCRAM-SHA-256', 'XOAUTH2'],
    ['AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256 AUTH=CRAM-MD5', null],
    ['IMAP4REV1', null],
  ])('a token to %s goes by %s, and never as a password', (capabilities, name) => {
    const all = new Set(['IMAP4REV1', ...capabilities.split(' ')]);
    const mechanisms = [...all].flatMap((one) => (one.startsWith('AUTH=') ? one.slice(5) : []));
    const given = { has: (one: string) => all.has(one), mechanisms, proof: 'token' } as const;
    for (const security of ['tls', 'loopback', 'memory', 'insecure'] as const) {
      const choice = chooseMechanism({ ...given, security, insecureAllowed: false });
      expect(choice.kind === 'none' ? null : choice.name).toBe(security === 'insecure' ? null : name);
      if (choice.kind !== 'none' || security === 'insecure') continue;
      expect(choice.reason).toBe(mechanisms.length === 0 ? 'no-mechanism' : 'mechanism-unknown');
    }
  });

  it('takes no mechanism that binds to a channel: the bridge ends it', () => {
    expect(offer('IMAP4REV1 AUTH=SCRAM-SHA-512-PLUS AUTH=SCRAM-SHA-1-PLUS LOGINDISABLED')).toBeNull();
    expect(offer('IMAP4REV1 AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-1 AUTH=PLAIN')).toBe('SCRAM-SHA-1');
    for (const hash of ['SHA-1', 'SHA-256', 'SHA-512'] as const) {
      const choice = { kind: 'scram', name: `SCRAM-${hash}`, hash } as const;
      // n: we cannot; y would tell a server that offers -PLUS that somebody took it out of its list.
      expect(text(makeMechanism(choice, 'u', 'p', new Uint8Array(3)).initial())).toMatch(/^n,,n=u,/);
    }
  });

  it('says why there is none', () => {
    const none = (capabilities: string) => {
      const all = new Set(capabilities.split(' '));
      const mechanisms = [...all].flatMap((name) => (name.startsWith('AUTH=') ? name.slice(5) : []));
      return chooseMechanism({
        has: (name) => all.has(name),
        mechanisms,
        security: 'tls',
        insecureAllowed: false,
      });
    };
    expect(none('IMAP4REV1 LOGINDISABLED')).toEqual({ kind: 'none', reason: 'login-disabled' });
    expect(none('IMAP4REV1 LOGINDISABLED AUTH=NTLM AUTH=GSSAPI')).toEqual({
      kind: 'none',
      reason: 'mechanism-unknown',
      offered: ['NTLM', 'GSSAPI'],
    });
    expect(none('IMAP4')).toEqual({ kind: 'none', reason: 'no-mechanism' });
    expect(none('IMAP4REV1 LOGINDISABLED AUTH=PLAIN').kind).toBe('plain');
  });
});

describe('PLAIN and LOGIN', () => {
  it('sends NUL user NUL password, and no NUL of theirs', () => {
    expect(text(plain('ana', 's3cret').initial())).toBe('\0ana\0s3cret');
    expect(text(plain('a\0b', 'c\0d').initial())).toBe('\0ab\0cd');
    expect(plain('ana', 'x').challenge(new Uint8Array()).kind).toBe('fail');
  });

  it('answers two prompts and no third', () => {
    const mechanism = login('ana', 's3cret');
    expect(mechanism.initial()).toBeNull();
    const answers = [1, 2].map(() => mechanism.challenge(new Uint8Array()));
    expect(answers.map((step) => (step.kind === 'send' ? text(step.response) : step.kind))).toEqual([
      'ana',
      's3cret',
    ]);
    expect(mechanism.challenge(new Uint8Array()).kind).toBe('fail');
  });

  it('makes a fresh nonce of the given randomness', () => {
    const mechanism = makeMechanism(
      { kind: 'scram', name: 'SCRAM-SHA-1', hash: 'SHA-1' },
      'u',
      'p',
      Uint8Array.of(0, 1, 2),
    );
    expect(text(mechanism.initial())).toBe('n,,n=u,r=AAEC');
  });
});

describe('SASLprep', () => {
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00aa', 'a'],
    ['\u2168', 'IX'],
    ['\u0007', null],
    ['\u0627\u0031', null],
    ['a\u00a0b', 'a b'],
    ['\u0627\u0031\u0628', '\u0627\u0031\u0628'],
    ['\ue000', null],
    // RFC 4013 2.1: spaces outside ASCII become one, what B.1 lists becomes nothing.
    ['a\u3000b\u2003c', 'a b c'],
    ['a\u200bb\u2060\ufe0fc\ufeff', 'abc'],
    // 2.2: NFKC. RFC 7613's OpaqueString keeps these apart, SCRAM (RFC 5802 5.1) does not.
    ['\ufb01\u00b2', 'fi2'],
    ['e\u0301', '\u00e9'],
    ['\uff21\uff22', 'AB'],
    // 2.3, one of each table: controls, private use, no character, surrogates, what changes display, tags.
    ['a\u0085', null],
    ['a\u2028', null],
    ['\ufdd0', null],
    ['\u{1fffe}', null],
    ['\ud800', null],
    ['a\u202eb', null],
    ['\u{e0041}', null],
    ['\u{f0000}', null],
    ['\ufffd', null],
    ['\u2ff0', null],
    // 2.4: right to left from the first to the last, and no Latin in between.
    ['\u05d0\u05d1', '\u05d0\u05d1'],
    ['\u05d0a\u05d1', null],
    ['a\u05d0', null],
    ['\u05d01', null],
    ['', ''],
  ])('%j -> %j (RFC 4013 section 3 and more)', (input, output) => {
    expect(saslPrep(input)).toBe(output);
  });
});
