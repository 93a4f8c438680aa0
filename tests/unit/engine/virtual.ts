/** Who signs in where, and the clock, in the tests of the engine. */
import type { ServerTarget } from '../../../lib/engine';
import { toMailboxName } from '../../../lib/imap';

export const INBOX = toMailboxName('INBOX');
export const server: ServerTarget = {
  id: 'default',
  name: 'mail.example.org',
  target: 'default',
  tls: 'implicit',
  security: 'tls',
};
const password = 'correct horse';
export const ana = { server, user: 'ana@example.org', password };
export const anaId = 'default:ana@example.org';

/** Lets everything run that waits for nothing but microtasks. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

export class VirtualClock {
  now = 0;
  #timers: { at: number; fn: () => void }[] = [];

  readonly setTimer = (ms: number, fn: () => void): (() => void) => {
    const timer = { at: this.now + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.now = next.at;
      this.#timers = this.#timers.filter((other) => other !== next);
      next.fn();
      await settle();
    }
    this.now = end;
  }
}
