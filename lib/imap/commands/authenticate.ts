import { ParseError } from '../errors';
import { NOT_AUTHENTICATED } from '../states';
import type { SaslMechanism, SaslStep } from '../types';
import { decodeBase64, encodeBase64 } from '../wire/base64';
import type { Command, ContinuationAnswer, Exchange } from './command';

/**
 * authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)   ; RFC 9051 6.2.2
 *
 * The initial response travels with the command where SASL-IR is offered. A mechanism serves one run. When it finds the server
 * wanting, the exchange is cancelled by `*`; an OK after that, or without the server's proof, ends the connection.
 */
export function authenticate(mechanism: SaslMechanism): Command<void> {
  return {
    name: 'AUTHENTICATE',
    states: NOT_AUTHENTICATED,
    nextState: 'authenticated',
    barrier: true,
    credentials: true,
    start: () => new SaslExchange(mechanism),
  };
}

class SaslExchange implements Exchange<void> {
  readonly #mechanism: SaslMechanism;
  /** The initial response, until it is sent. */
  #initial: Uint8Array | null = null;
  #failure: string | null = null;

  constructor(mechanism: SaslMechanism) {
    this.#mechanism = mechanism;
  }

  readonly write: Exchange<void>['write'] = (w, context) => {
    w.atom('AUTHENTICATE').sp().atom(this.#mechanism.name);
    this.#initial = this.#mechanism.initial();
    if (this.#initial === null || !context.has('SASL-IR')) return;
    const initial = this.#initial;
    this.#initial = null;
    w.sp().secret(() => w.raw(initial.length === 0 ? '=' : encodeBase64(initial)));
  };

  readonly continuation = (text: string): ContinuationAnswer => {
    if (this.#initial !== null) {
      const initial = this.#initial;
      this.#initial = null;
      return { kind: 'send', line: encodeBase64(initial), secret: true };
    }
    const challenge = decodeBase64(text);
    if (challenge === undefined) return this.#giveUp('a challenge that is not base64');
    return this.#step(this.#mechanism.challenge(challenge));
  };

  readonly resume = (key: Uint8Array): ContinuationAnswer => this.#step(this.#mechanism.derived(key));

  readonly failed = (): string | null => this.#failure;

  readonly finish = (): void => {
    if (!this.#mechanism.success())
      throw new ParseError('the server did not prove that it knows the password', 0);
  };

  #step(step: SaslStep): ContinuationAnswer {
    switch (step.kind) {
      case 'send':
        return { kind: 'send', line: encodeBase64(step.response), secret: true };
      case 'need':
        return step;
      case 'fail':
        return this.#giveUp(step.reason);
    }
  }

  #giveUp(reason: string): ContinuationAnswer {
    this.#failure ??= reason;
    return { kind: 'send', line: '*', secret: false };
  }
}
