/** A scripted server for `ImapConnection`: what it says goes in as text, what the client sent and learnt comes out. */
import type { ConnectionOptions } from '../../lib/imap/connection';
import { ImapConnection } from '../../lib/imap/connection';
import { select } from '../../lib/imap/commands/select';
import type { CommandId, CommandOutcome, ConnectionEvent } from '../../lib/imap/types';
import { unescapeOctets } from './imap-fixtures';

export class ImapPeer {
  readonly connection: ImapConnection;
  readonly events: ConnectionEvent[] = [];
  readonly #chunk: number;

  constructor(options: Partial<ConnectionOptions> = {}, chunk = Infinity) {
    this.connection = new ImapConnection({ security: 'memory', ...options });
    this.#chunk = chunk;
  }

  /** Lines of the server, without CRLF; octets escaped as in fixtures. */
  server(...lines: string[]): this {
    return this.bytes(unescapeOctets(lines.map((line) => `${line}\\r\\n`).join('')));
  }

  bytes(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length; at += this.#chunk) {
      this.connection.receive(bytes.slice(at, Math.min(bytes.length, at + this.#chunk)));
      if (this.#chunk === Infinity) break;
    }
    for (let event = this.connection.next(); event !== undefined; event = this.connection.next()) {
      this.events.push(event);
    }
    return this;
  }

  /** What the client wants to send now; empty when nothing. */
  client(): string {
    const out = this.connection.output();
    return out === undefined ? '' : String.fromCharCode(...out.bytes);
  }

  /** A whole command: the server says `+` to each literal that waits for it. */
  whole(): string {
    let text = this.client();
    while (/\{\d+\}\r\n$/.test(text)) {
      const rest = this.server('+ go').client();
      if (rest === '') break;
      text += rest;
    }
    return text;
  }

  /** Events since the last call. */
  news(): readonly ConnectionEvent[] {
    this.bytes(new Uint8Array(0));
    return this.events.splice(0);
  }

  outcome(id: CommandId): CommandOutcome<unknown> | undefined {
    this.bytes(new Uint8Array(0));
    const done = this.events.filter((event) => event.kind === 'done' && event.id === id);
    if (done.length > 1) throw new Error('a command settled twice');
    return done[0]?.kind === 'done' ? done[0].outcome : undefined;
  }
}

/** A peer that is logged in, with these capabilities. */
export function authenticated(
  capabilities = '',
  options: Partial<ConnectionOptions> = {},
  chunk?: number,
): ImapPeer {
  const peer = new ImapPeer(options, chunk);
  peer.server(`* PREAUTH [CAPABILITY IMAP4rev1 ${capabilities}] hello`);
  peer.news();
  return peer;
}

/** Asks for the flags of one message by its sequence number. */
export const flagsOf = (seq: number) => ({
  set: [[seq, seq]] as const,
  uid: false,
  items: ['flags'] as const,
});

/** A client signed in, with a mailbox selected. */
export function selected(capabilities = '', options = {}, chunk?: number): ImapPeer {
  const peer = authenticated(capabilities, options, chunk);
  peer.connection.enqueue(select('INBOX'));
  peer.client();
  peer.server('* 10 EXISTS', 'T1 OK [READ-WRITE] done');
  peer.news();
  return peer;
}
