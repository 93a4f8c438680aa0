import { describe, expect, it } from 'vitest';
import { StartTls, type StartTlsStep } from '../../../lib/session/start-tls';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function run(...chunks: readonly string[]): { steps: StartTlsStep[]; sent: string } {
  const first = new StartTls();
  let sent = '';
  const steps = chunks.map((chunk) => {
    const step = first.receive(bytes(chunk));
    sent += new TextDecoder().decode(first.output()?.bytes);
    return step;
  });
  return { steps, sent };
}

const last = (...chunks: readonly string[]): StartTlsStep | undefined => run(...chunks).steps.at(-1);
const broken = (detail: string) => ({
  kind: 'failed',
  error: { code: 'server-protocol', values: { detail } },
});
const refused = { kind: 'failed', error: { code: 'starttls-refused' } };

const GREETING = '* OK hello\r\n';
const OK = 'S1 OK go ahead\r\n';

describe('before TLS', () => {
  it('asks for STARTTLS after the greeting and for nothing else, and counts what was said', () => {
    const { steps, sent } = run(GREETING, OK);
    expect(sent).toBe('S1 STARTTLS\r\n');
    expect(steps).toEqual([{ kind: 'wait' }, { kind: 'upgrade', parsed: GREETING.length + OK.length }]);
  });

  it('gives the same answer wherever the bytes are cut', () => {
    const all = GREETING + OK;
    for (let at = 1; at < all.length; at += 1) {
      const first = new StartTls();
      const before = first.receive(bytes(all.slice(0, at)));
      first.output();
      const after = first.receive(bytes(all.slice(at)));
      // The OK of a command that was not sent yet is a fault; from the end of the greeting on it is the answer.
      if (at < GREETING.length) expect(after.kind).toBe('failed');
      else expect([before, after]).toEqual([{ kind: 'wait' }, { kind: 'upgrade', parsed: all.length }]);
    }
  });

  it.each([
    ['A02 NO', 'S1 NO not here\r\n'],
    ['A02 BAD', 'S1 BAD unknown command\r\n'],
  ])('%s ends it', (_, answer) => {
    expect(last(GREETING, answer)).toEqual(refused);
  });

  it.each([
    ['A03 a continuation', GREETING, '+ go on\r\n', 'unexpected-continuation'],
    ['A05 PREAUTH', '* PREAUTH welcome\r\n', '', 'preauth-before-tls'],
    ['A05 PREAUTH with capabilities', '* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n', '', 'preauth-before-tls'],
    ['A10 glued after the OK', GREETING, `${OK}* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n`, 'bytes-before-tls'],
    ['A10 one glued octet', GREETING, `${OK}*`, 'bytes-before-tls'],
    ['A10 a glued line end', GREETING, `${OK}\r\n`, 'bytes-before-tls'],
    ['A18 a tagged greeting', 'S1 OK hello\r\n', '', 'greeting-broken'],
    ['A18 junk', 'hello\r\n', '', 'greeting-broken'],
    ['A19 a tag of nobody', GREETING, 'S2 OK go ahead\r\n', 'unknown-tag'],
  ])('%s ends it', (_, greeting, answer, detail) => {
    expect(last(...[greeting, answer].filter((chunk) => chunk !== ''))).toEqual(broken(detail));
  });

  it('A17 a BYE before TLS is told without the words of whoever said it', () => {
    expect(last('* BYE call +1 555 0100\r\n')).toEqual({ kind: 'failed', error: { code: 'server-bye' } });
  });

  it.each([
    '* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n',
    '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n',
    '* OK [ALERT] send your password to mallory\r\n',
    '* LIST () "/" "INBOX"\r\n',
    '* 3 EXISTS\r\n* 1 EXPUNGE\r\n* 2 RECENT\r\n',
    '* FLAGS (\\Seen)\r\n* SEARCH 1 2\r\n* STATUS INBOX (MESSAGES 3)\r\n',
    '* 1 FETCH (FLAGS (\\Seen))\r\n',
  ])('A13 A14 A15 %j is counted and has no other effect', (noise) => {
    const { steps, sent } = run(GREETING, noise + OK);
    expect(sent).toBe('S1 STARTTLS\r\n');
    expect(steps.at(-1)).toEqual({ kind: 'upgrade', parsed: (GREETING + noise + OK).length });
  });
});
