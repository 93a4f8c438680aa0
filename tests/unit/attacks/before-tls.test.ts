/** The rows of docs/attacks.md on STARTTLS: the engine alone, without a socket. The same attacks through the bridge stand in tests/bridge. */
import { describe, expect, it } from 'vitest';
import { closeCodes, tlsReasons } from '../../../lib/net/close-codes';
import { dialWebSocket, type WebSocketLike } from '../../../lib/net/ws';
import type { AppError } from '../../../lib/mail/types';
import { StartTls, type StartTlsStep } from '../../../lib/session/start-tls';
import { ImapPeer } from '../../support/imap-peer';
import { login } from '../../../lib/imap';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** What the engine makes of a server's first words, one chunk each; and all it sent. */
function firstWords(...chunks: readonly string[]): { readonly step: StartTlsStep; readonly sent: string } {
  const first = new StartTls();
  let sent = '';
  let step: StartTlsStep = { kind: 'wait' };
  for (const chunk of chunks) {
    if (step.kind !== 'wait') break;
    step = first.receive(bytes(chunk));
    sent += new TextDecoder().decode(first.output()?.bytes);
  }
  return { step, sent };
}

/** Not an octet of a sign-in may have left, whatever came. */
function expectRefused(error: AppError, ...chunks: readonly string[]): void {
  const { step, sent } = firstWords(...chunks);
  expect(step, chunks.join('')).toEqual({ kind: 'failed', error });
  expect(sent).toMatch(/^(?:S1 STARTTLS\r\n)?$/);
}

const refused: AppError = { code: 'starttls-refused' };
const broken = (detail: string): AppError => ({ code: 'server-protocol', values: { detail } });
const HELLO = '* OK hello\r\n';
const OK = 'S1 OK go ahead\r\n';

describe('STARTTLS', () => {
  it('A01: is required whether the server lists it or not', () => {
    const { step, sent } = firstWords(
      '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n',
      '* CAPABILITY IMAP4rev1\r\n',
    );
    expect([step.kind, sent]).toEqual(['wait', 'S1 STARTTLS\r\n']);
    expectRefused(refused, '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n', 'S1 BAD what\r\n');
  });

  it('A02: refused, ends it', () => {
    for (const answer of ['NO not today', 'BAD unknown', 'NO [ALERT] sign in now', 'NO'])
      expectRefused(refused, HELLO, `S1 ${answer}\r\n`);
  });

  it('A03: answered by a continuation, ends it', () => {
    for (const answer of ['+\r\n', '+ go on\r\n', '+ \r\nS1 OK\r\n'])
      expectRefused(broken('unexpected-continuation'), HELLO, answer);
  });

  it('A04: unknown to a server of another age, ends it', () => {
    for (const hello of ['* OK [CAPABILITY IMAP4] hi\r\n', '* OK [CAPABILITY IMAP2bis] hi\r\n', HELLO])
      expectRefused(refused, hello, 'S1 BAD command unknown\r\n');
  });

  it('A05: PREAUTH in its place ends it', () => {
    for (const hello of [
      '* PREAUTH hi',
      '* preauth hi',
      '* PREAUTH [CAPABILITY IMAP4rev1] hi',
      '* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi',
      '* PREAUTH [CAPABILITY LOGINDISABLED] hi',
      '* PREAUTH hi\r\n* 3 EXISTS',
    ])
      expectRefused(broken('preauth-before-tls'), `${hello}\r\n`);
  });

  it('A10: what is glued to its OK ends it', () => {
    for (const glued of ['*', '\r\n', '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n', 'T1 OK in\r\n', '\0'])
      expectRefused(broken('bytes-before-tls'), HELLO, OK + glued);
    expectRefused(broken('bytes-before-tls'), HELLO, `* OK before\r\n${OK}* OK after\r\n`);
  });

  it('A11: the bridge is told how many octets were parsed; one more before TLS stands ends it', () => {
    for (let at = 1; at <= OK.length; at += 1) {
      const first = new StartTls();
      first.receive(bytes(HELLO));
      first.output();
      const early = first.receive(bytes(OK.slice(0, at)));
      const step = at === OK.length ? early : first.receive(bytes(OK.slice(at)));
      expect(step).toEqual({ kind: 'upgrade', parsed: HELLO.length + OK.length });
    }
    const tunnel = openTunnel();
    tunnel.say(bytes(HELLO + OK).buffer);
    tunnel.startTls(HELLO.length + OK.length);
    expect(tunnel.sent.at(-1)).toBe(JSON.stringify({ starttls: HELLO.length + OK.length }));
    tunnel.say(bytes('* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n').buffer);
    expect(tunnel.closed).toEqual(broken('bytes-before-tls'));
    expect(tunnel.heard).toBe(HELLO + OK);
  });

  it.each(['* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n', '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n'])(
    'A13: %j between greeting and OK is forgotten',
    (line) => {
      const { step, sent } = firstWords(HELLO, line + OK);
      expect(step).toEqual({ kind: 'upgrade', parsed: (HELLO + line + OK).length });
      expect(sent).toBe('S1 STARTTLS\r\n');
      // What goes on after TLS is another connection: it knows nothing.
      expect(new ImapPeer({ security: 'tls', secured: true }).connection.capabilities.known).toBe(false);
    },
  );

  it.each([
    '* LIST () "/" evil',
    '* LSUB () "/" evil',
    '* STATUS INBOX (MESSAGES 3)',
    '* SEARCH 1 2',
    '* ESEARCH UID ALL 1:3',
    '* FLAGS (\\Seen)',
    '* 3 EXISTS',
    '* 2 RECENT',
    '* 1 EXPUNGE',
    '* 1 FETCH (FLAGS ())',
  ])('A15: %s inside its answer is counted and believed by nobody', (line) => {
    const all = `${line}\r\n${OK}`;
    expect(firstWords(HELLO, all).step).toEqual({ kind: 'upgrade', parsed: (HELLO + all).length });
  });

  it('A12: capabilities from before TLS do not live on: they are asked for again', () => {
    const peer = new ImapPeer({ security: 'tls', secured: true });
    expect(peer.connection.state).toBe('not-authenticated');
    expect(peer.connection.capabilities.list()).toEqual([]);
    // No second greeting: what comes first is an answer.
    peer.connection.enqueue(login('u', 'p'));
    expect(peer.client()).toBe('T1 LOGIN "u" "p"\r\n');
  });

  it('A17: no word from before TLS reaches a person', () => {
    for (const chunks of [
      ['* BYE [ALERT] call +1 555 0100\r\n'],
      ['* OK [ALERT] call +1 555 0100\r\n', 'S1 NO call 555\r\n'],
      [HELLO, 'S1 BAD [PARSE] call 555\r\n'],
      ['* NO [BADCHARSET] call 555\r\n'],
    ]) {
      expect(JSON.stringify(firstWords(...chunks).step)).not.toContain('555');
    }
  });

  it.each(tlsReasons)('A23: a certificate refused for %s ends it, and there is no way round', (reason) => {
    const tunnel = openTunnel();
    tunnel.startTls(5);
    tunnel.send('a1 LOGIN u p\r\n');
    tunnel.end(closeCodes['tls-failed'], reason);
    expect(tunnel.closed?.code).toBe(reason === 'handshake' ? 'tls-failed' : `tls-${reason}`);
    expect(tunnel.sent.filter((one) => typeof one !== 'string')).toEqual([]);
  });
});

/** A tunnel whose bridge has opened it, without TLS yet. */
function openTunnel() {
  const seen = { sent: [] as unknown[], heard: '', closed: null as AppError | null };
  const socket: WebSocketLike = {
    binaryType: '',
    bufferedAmount: 0,
    readyState: 1,
    send: (data) => void seen.sent.push(data),
    close: () => undefined,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
  };
  const transport = dialWebSocket(
    {
      url: 'ws://bridge.example.org/bridge',
      target: 'main',
      plainSecurity: 'insecure',
      makeSocket: () => socket,
      askCause: () => Promise.resolve(null),
    },
    {
      onOpen: () => undefined,
      onBytes: (data) => {
        seen.heard += new TextDecoder().decode(data);
      },
      onClose: (error) => {
        seen.closed = error;
      },
    },
  );
  const say = (data: unknown): void => socket.onmessage?.({ data });
  say(JSON.stringify({ opened: { host: 'mail.example.org', port: 143, tls: null } }));
  return Object.assign(seen, {
    say,
    startTls: (parsed: number) => transport.startTls?.(parsed),
    send: (text: string) => transport.send(bytes(text)),
    end: (code: number, reason: string) => socket.onclose?.({ code, reason }),
  });
}
