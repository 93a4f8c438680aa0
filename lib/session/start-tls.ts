/**
 * The first words of a connection that becomes TLS by STARTTLS (RFC 9051 section 6.2.1). They are read by a connection of their
 * own, which is thrown away with everything it was told: capabilities, texts, data. No text of this time is shown to anybody.
 */
import { ImapConnection, starttls, type Output } from '../imap';
import type { ConnectionEvent } from '../imap/types';
import type { AppError } from '../mail/types';

export type StartTlsStep =
  | { readonly kind: 'wait' }
  /** The server agreed, and `parsed` octets are all it has said. */
  | { readonly kind: 'upgrade'; readonly parsed: number }
  | { readonly kind: 'failed'; readonly error: AppError };

export class StartTls {
  private readonly connection = new ImapConnection({ security: 'insecure', tagPrefix: 'S' });
  private parsed = 0;

  /** What the server said; the last step stands. */
  receive(bytes: Uint8Array): StartTlsStep {
    this.parsed += bytes.length;
    this.connection.receive(bytes);
    let step: StartTlsStep = { kind: 'wait' };
    for (let event = this.connection.next(); event !== undefined; event = this.connection.next()) {
      const next = this.judge(event);
      if (next.kind !== 'wait' && step.kind !== 'failed') step = next;
    }
    return step;
  }

  output(): Output | undefined {
    return this.connection.output();
  }

  private judge(event: ConnectionEvent): StartTlsStep {
    switch (event.kind) {
      case 'greeting':
        // Whether the server lists STARTTLS does not matter: it is required, and its answer decides.
        if (this.connection.state === 'not-authenticated') this.connection.enqueue(starttls());
        return { kind: 'wait' };
      case 'done':
        if (event.outcome.ok) return { kind: 'upgrade', parsed: this.parsed };
        return event.outcome.failure.kind === 'no' || event.outcome.failure.kind === 'bad'
          ? { kind: 'failed', error: { code: 'starttls-refused' } }
          : { kind: 'wait' };
      case 'closed':
        if (event.reason.kind !== 'protocol') return { kind: 'failed', error: { code: 'server-bye' } };
        return {
          kind: 'failed',
          error: { code: 'server-protocol', values: { detail: event.reason.code } },
        };
      default:
        return { kind: 'wait' };
    }
  }
}
