/** One command and what a server answers, without a session above: for quirks that show in the outcome of a command. */
import { ImapConnection, select, type Command } from '../../../lib/imap';
import type { CommandOutcome, ConnectionEvent } from '../../../lib/imap/types';

export interface Conversation<T> {
  readonly outcome: CommandOutcome<T> | undefined;
  readonly events: readonly ConnectionEvent[];
  /** What was written, without its tag. */
  readonly line: string;
  readonly connection: ImapConnection;
}

/** A connection with a mailbox open. */
export function opened(capabilities = ''): ImapConnection {
  const connection = new ImapConnection({ security: 'memory' });
  connection.receive(octets(`* PREAUTH [CAPABILITY IMAP4rev1 ${capabilities}] hi\r\n`));
  connection.enqueue(select('INBOX'));
  const tag = written(connection).split(' ')[0];
  connection.receive(octets(`* 3 EXISTS\r\n${tag} OK [READ-WRITE] done\r\n`));
  while (connection.next() !== undefined);
  return connection;
}

/** `T1` in the answer stands for the tag of the command. */
export function converse<T>(
  command: Command<T>,
  answer: string,
  connection: ImapConnection = opened(),
): Conversation<T> {
  const id = connection.enqueue(command);
  const text = written(connection);
  const tag = text.split(' ')[0] ?? '';
  connection.receive(octets(answer.replaceAll(/\bT1\b/g, tag)));
  const events: ConnectionEvent[] = [];
  for (let event = connection.next(); event !== undefined; event = connection.next()) events.push(event);
  const done = events.find((event) => event.kind === 'done' && event.id === id);
  return {
    outcome: done?.kind === 'done' ? (done.outcome as CommandOutcome<T>) : undefined,
    events,
    line: text.slice(tag.length + 1),
    connection,
  };
}

function written(connection: ImapConnection): string {
  let text = '';
  for (let out = connection.output(); out !== undefined; out = connection.output())
    text += new TextDecoder('latin1').decode(out.bytes);
  return text;
}

/** One octet a character, as fixtures hold them. */
export const octets = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
