import type { Socket } from 'node:net';
import { startPeer, type Peer } from '../bridge/harness';
import { certificate, type CertificateKind } from './tls';

/** What a command gets, by its first word (`UID FETCH` by both): lines with `$TAG`, or null for silence. */
export type Answers = Readonly<Record<string, string | null>>;

export interface AnsweringServer extends Peer {
  /** Every line of every client. */
  readonly lines: readonly string[];
}

const ordinary: Answers = {
  CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n$TAG OK\r\n',
  AUTHENTICATE: '$TAG OK [CAPABILITY IMAP4rev1] in\r\n',
  LIST: '* LIST () "/" INBOX\r\n$TAG OK\r\n',
  LSUB: '* LSUB () "/" INBOX\r\n$TAG OK\r\n',
  SELECT: '* 0 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 1] .\r\n$TAG OK [READ-WRITE] .\r\n',
  LOGOUT: '* BYE\r\n$TAG OK\r\n',
};

/**
 * A small honest server over TLS whose greeting or single answers a test replaces by something hostile. It knows lines only:
 * no literals.
 */
export async function startAnsweringServer(
  greeting: string,
  answers: Answers = {},
  kind: CertificateKind = 'good',
): Promise<AnsweringServer> {
  const { key, cert } = await certificate(kind);
  const lines: string[] = [];
  const all = { ...ordinary, ...answers };
  const peer = await startPeer(
    (socket) => {
      socket.write(greeting);
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        for (let at = text.indexOf('\r\n'); at >= 0; at = text.indexOf('\r\n')) {
          const line = text.slice(0, at);
          text = text.slice(at + 2);
          lines.push(line);
          answer(socket, line, all);
        }
      });
    },
    { key, cert },
  );
  return { ...peer, lines };
}

function answer(socket: Socket, line: string, answers: Answers): void {
  const [tag = '', verb = '', second = ''] = line.split(' ');
  const name = verb.toUpperCase() === 'UID' ? `UID ${second}` : verb;
  // A line that continues a command (SASL) has no verb of its own.
  const given = answers[name.toUpperCase()];
  if (given !== null && verb !== '') socket.write((given ?? '$TAG OK\r\n').replaceAll('$TAG', tag));
}
