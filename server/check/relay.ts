import type { Socket } from 'node:net';
import { createDialog, type Dialog, shown } from './dialog';
import { type Dial, DialError } from '../dial';
import type { Limits } from '../limits';
import { dialSentence } from '../readiness';
import type { Report, Target } from '../target';

export interface RelayCheckOptions {
  readonly dial: Dial;
  readonly limits: Pick<Limits, 'connectMs' | 'tlsMs'>;
  readonly report: Report;
}

/** Invented, of domains nobody owns: were a server to take the message, there would be nobody to get it. */
const from = 'tagline-check@example.org';
const to = 'tagline-check@example.com';

/**
 * Many mail servers trust the network of their own machines. Where the bridge's address is one of those, a submission port
 * would send for anybody; so it is asked to, without signing in, up to RCPT and never further (security.md B19).
 */
export async function checkRelay(target: Target, options: RelayCheckOptions): Promise<void> {
  const { dial, limits, report } = options;
  const signal = AbortSignal.timeout(limits.connectMs + limits.tlsMs);
  const place = `submission ${target.host}:${target.port}`;
  let socket: Socket | null = null;
  try {
    const dialled = await dial(target, signal);
    socket = dialled.socket;
    let talk = createSmtp(socket, limits.connectMs);
    const greeting = await talk.reply();
    if (!greeting.startsWith('220')) return report('FAIL', `${place}: not SMTP: ${shown(greeting)}`);
    await tryRelay(talk, place, dialled.secure === undefined ? 'inside TLS' : 'before TLS', report);
    if (dialled.secure !== undefined) {
      const started = await talk.ask('STARTTLS');
      if (!started.startsWith('220'))
        return report(
          'FAIL',
          `${place}: STARTTLS refused, so passwords would travel in the clear: ${shown(started)}`,
        );
      talk.dialog.detach();
      socket = (await dialled.secure(signal)).socket;
      talk = createSmtp(socket, limits.connectMs);
      await tryRelay(talk, place, 'inside TLS', report);
    }
    await talk.ask('QUIT').catch(() => undefined);
  } catch (error) {
    const known = error instanceof DialError ? dialSentence(error, limits.connectMs) : null;
    report('FAIL', `${place}: ${known ?? (error instanceof Error ? error.message : 'unknown error')}`);
  } finally {
    socket?.destroy();
  }
}

async function tryRelay(talk: Smtp, place: string, when: string, report: Report): Promise<void> {
  const hello = await talk.ask('EHLO tagline.invalid');
  if (!hello.startsWith('250')) return report('FAIL', `${place}: EHLO refused ${when}: ${shown(hello)}`);
  const mail = await talk.ask(`MAIL FROM:<${from}>`);
  const answer = mail.startsWith('2') ? await talk.ask(`RCPT TO:<${to}>`) : mail;
  await talk.ask('RSET');
  if (answer.startsWith('5'))
    return report('ok', `${place}: sends for nobody who has not signed in (${when})`);
  if (answer.startsWith('4'))
    return report('warn', `${place}: put it off ${when}, so nothing is proved; try later: ${shown(answer)}`);
  report(
    'FAIL',
    `${place}: OPEN RELAY ${when}: it takes mail from strangers to strangers when they come from this machine. ` +
      'Require a sign-in on this port and take this machine out of the trusted networks ' +
      '(Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject, and not in mynetworks)',
  );
}

interface Smtp {
  readonly dialog: Dialog;
  reply(): Promise<string>;
  ask(line: string): Promise<string>;
}

/** Replies of RFC 5321 section 4.2: lines `250-...`, the last `250 ...`, which is what is returned. */
function createSmtp(socket: Socket, timeoutMs: number): Smtp {
  const dialog = createDialog(socket, timeoutMs);
  const reply = async (): Promise<string> => {
    for (let lines = 0; lines < 100; lines++) {
      const line = await dialog.line();
      if (!/^\d{3}-/.test(line)) return line;
    }
    throw new Error('the server answers without end');
  };
  return {
    dialog,
    reply,
    ask: (line) => {
      socket.write(`${line}\r\n`);
      return reply();
    },
  };
}
