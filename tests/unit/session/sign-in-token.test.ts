/** Signing in by an access token: a scripted server for each way it can go. */
import { describe, expect, it } from 'vitest';
import { AFTER, OddServer, plain } from '../../support/odd-server';
import { settle, TARGET } from '../../support/session-world';

const TOKEN = 'ya29.token-that-nobody-may-see';
const REFUSAL = Buffer.from('{"status":"invalid_token"}').toString('base64');

/** The server takes one answer after the AUTHENTICATE line, if it asked for one. */
async function signInBy(capabilities: string, answers: readonly string[]) {
  const left = [...answers];
  let tag = '';
  const server: OddServer = new OddServer(
    `* OK [CAPABILITY IMAP4rev1 ${capabilities}] hi`,
    plain(1, (command) => {
      if (tag === '' && !command.startsWith('AUTHENTICATE')) return undefined;
      tag = tag === '' ? (server.lines.at(-1)?.split(' ')[0] ?? '') : tag;
      return left.length === 0 ? undefined : left.shift()!.replace('@', tag);
    }),
  );
  const done = server.session.signIn({
    target: TARGET,
    user: 'ana@example.org',
    password: TOKEN,
    proof: 'token',
  });
  await settle();
  await server.clock.advance(500);
  return { server, result: await done };
}

describe('an access token', () => {
  it.each([
    ['AUTH=XOAUTH2 AUTH=PLAIN SASL-IR', 'XOAUTH2', 'user=ana@example.org\u0001'],
    [
      'AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR',
      'OAUTHBEARER',
      'n,a=ana@example.org,\u0001host=odd.example.org\u0001port=993\u0001',
    ],
  ])('where a server offers %s goes by %s', async (capabilities, name, head) => {
    const { server, result } = await signInBy(capabilities, [AFTER]);
    expect(result).toMatchObject({ ok: true, value: { mechanism: name } });
    const [, said = ''] = new RegExp(`^T1 AUTHENTICATE ${name} (\\S+)$`).exec(server.lines[0] ?? '') ?? [];
    expect(Buffer.from(said, 'base64').toString()).toBe(`${head}auth=Bearer ${TOKEN}\u0001\u0001`);
  });

  it('is sent when it is asked for, where no initial response may be', async () => {
    const { server, result } = await signInBy('AUTH=XOAUTH2', ['+ ', AFTER]);
    expect(result).toMatchObject({ ok: true });
    expect(server.lines[0]).toBe('T1 AUTHENTICATE XOAUTH2');
    expect(Buffer.from(server.lines[1] ?? '', 'base64').toString()).toContain(TOKEN);
  });

  it.each([
    ['XOAUTH2', ''],
    ['OAUTHBEARER', Buffer.from('\u0001').toString('base64')],
  ])('refused by %s is answered by its formality, and is no wrong password', async (name, formality) => {
    const { server, result } = await signInBy(`AUTH=${name} SASL-IR`, [
      `+ ${REFUSAL}`,
      '@ NO [AUTHENTICATIONFAILED] token expired',
    ]);
    expect(server.lines[1]).toBe(formality);
    expect(result).toEqual({ ok: false, error: { code: 'server-refused', serverText: 'token expired' } });
    await server.clock.advance(600_000);
    expect(server.sent('AUTHENTICATE')).toHaveLength(1);
  });

  it.each(['OK in', 'NO no'])('refused and then followed by %s is not taken for a sign-in', async (end) => {
    const { server, result } = await signInBy('AUTH=XOAUTH2 SASL-IR', [`+ ${REFUSAL}`, `@ ${end}`]);
    expect(result.ok).toBe(false);
    expect(server.log.filter((line) => line.startsWith('opened'))).toEqual([]);
  });

  it('asked for twice is broken off', async () => {
    const { server, result } = await signInBy('AUTH=XOAUTH2 SASL-IR', [
      `+ ${REFUSAL}`,
      `+ ${REFUSAL}`,
      '@ BAD cancelled',
    ]);
    expect(server.lines.slice(1, 3)).toEqual(['', '*']);
    expect(result.ok).toBe(false);
  });

  it('is not sent as a password to a server that takes only those', async () => {
    const { server, result } = await signInBy('AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256 SASL-IR', []);
    expect(result).toMatchObject({ ok: false, error: { code: 'mechanism-unknown' } });
    expect(server.lines.join('\n')).not.toMatch(/AUTHENTICATE|LOGIN/);
  });
});
