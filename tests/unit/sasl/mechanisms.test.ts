import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cramMd5, makeMechanism, MAX_CHALLENGE, oauthBearer, xoauth2 } from '../../../lib/sasl';

const bytes = (text: string) => new TextEncoder().encode(text);
const said = (value: Uint8Array | null) => new TextDecoder().decode(value ?? undefined);

describe('CRAM-MD5', () => {
  it('speaks the example of RFC 2195 section 2', () => {
    const mechanism = cramMd5('tim', 'tanstaaftanstaaf');
    expect(mechanism.initial()).toBeNull();
    expect(mechanism.success()).toBe(false);
    const step = mechanism.challenge(bytes('<1896.697170952@postoffice.reston.mci.net>'));
    expect(step).toEqual({ kind: 'send', response: bytes('tim b913a602c7eda7a495b4e6e7334d3890') });
    expect(mechanism.success()).toBe(true);
  });

  it('agrees with another implementation, with non-ASCII credentials', () => {
    const digest = createHmac('md5', 'päß').update('<1@example.org>').digest('hex');
    expect(cramMd5('maría', 'päß').challenge(bytes('<1@example.org>'))).toEqual({
      kind: 'send',
      response: bytes(`maría ${digest}`),
    });
  });

  it.each([
    ['an empty challenge', new Uint8Array()],
    ['a challenge without end', new Uint8Array(MAX_CHALLENGE + 1)],
  ])('does not answer %s', (_name, challenge) => {
    const mechanism = cramMd5('u', 'p');
    expect(mechanism.challenge(challenge).kind).toBe('fail');
    expect(mechanism.success()).toBe(false);
  });

  it('answers a challenge at the limit, and no second one', () => {
    const mechanism = makeMechanism({ kind: 'cram', name: 'CRAM-MD5' }, 'u', 'p', new Uint8Array());
    expect(mechanism.challenge(new Uint8Array(MAX_CHALLENGE).fill(60)).kind).toBe('send');
    expect(mechanism.challenge(bytes('<2@example.org>')).kind).toBe('fail');
    expect(mechanism.derived(new Uint8Array()).kind).toBe('fail');
  });
});

describe('tokens', () => {
  const refusal = '{"status":"401","schemes":"bearer","scope":"mail"}';

  it('OAUTHBEARER as in RFC 7628 section 4.1', () => {
    const mechanism = oauthBearer(
      { user: 'user@example.com', token: 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' },
      { host: 'server.example.com', port: 143 },
    );
    expect(said(mechanism.initial())).toBe(
      'n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001',
    );
    expect(mechanism.success()).toBe(true);
  });

  it('XOAUTH2', () => {
    const mechanism = xoauth2({ user: 'someuser@example.com', token: 'ya29.abc' });
    expect(said(mechanism.initial())).toBe('user=someuser@example.com\u0001auth=Bearer ya29.abc\u0001\u0001');
  });

  it.each([
    ['OAUTHBEARER', '\u0001'],
    ['XOAUTH2', ''],
  ])('%s: a refusal is told, and answered by its formality', (name, formality) => {
    const told: string[] = [];
    const options = { user: 'u', token: 't', onRefused: (json: string) => told.push(json) };
    const mechanism = name === 'XOAUTH2' ? xoauth2(options) : oauthBearer(options, { host: 'h', port: 993 });
    mechanism.initial();
    expect(mechanism.challenge(bytes(refusal))).toEqual({ kind: 'send', response: bytes(formality) });
    expect(told).toEqual([refusal]);
    expect(mechanism.success()).toBe(false);
    expect(mechanism.challenge(bytes(refusal)).kind).toBe('fail');
  });

  it('escapes a name that has the separators of its header', () => {
    expect(said(oauthBearer({ user: 'a=b,c', token: 't' }, { host: 'h', port: 1 }).initial())).toMatch(
      /^n,a=a=3Db=2Cc,/,
    );
  });

  it.each(['a\u0001auth=Bearer x', 'a\r\nb', 'a\u007f\0'])('%j writes no field of its own', (text) => {
    const server = { host: text, port: 1 };
    for (const mechanism of [
      xoauth2({ user: text, token: 't' }),
      xoauth2({ user: 'u', token: text }),
      oauthBearer({ user: text, token: 't' }, server),
      oauthBearer({ user: 'u', token: text }, server),
    ]) {
      const fields = said(mechanism.initial()).split('\u0001');
      expect(fields.map((field) => field.split('=')[0])).toEqual(
        mechanism.name === 'XOAUTH2' ? ['user', 'auth', '', ''] : ['n,a', 'host', 'port', 'auth', '', ''],
      );
      expect(fields.join('')).toMatch(/^[ -~]*$/);
    }
  });
});
