/** A day of IDLE in little time (security.md L38): 200,000 events, and the engine holds no more than before. */
import { describe, expect, it } from 'vitest';
import { IDLE_RENEW } from '../../lib/session/limits';
import { INBOX, SessionWorld } from '../support/session-world';
import { heldMib } from '../support/weigh';

const EVENTS = 200_000;
const WARM_UP = 20_000;
const BURST = 100;
const MAX_GROWTH_MIB = 10;
const MESSAGES = 300;
/** Between bursts: 2,000 of them are 25 hours, in which IDLE is renewed on the way. */
const BURST_EVERY = 45_000;

/** The server of one open mailbox, from the moment on at which its real one falls silent: it tells, and answers what is asked of that. */
class Teller {
  told = 0;
  asked = 0;
  readonly #world: SessionWorld;
  readonly #uids: number[];
  #next: number;
  #idle = '';
  #tells: string[] = [];

  constructor(world: SessionWorld) {
    this.#world = world;
    this.#uids = [...world.uids()];
    this.#next = Math.max(...this.#uids) + 1;
    this.#idle = /(\S+) IDLE$/.exec(world.wire.flights.at(-1)?.trimEnd() ?? '')?.[1] ?? '';
    world.answer = (flight) =>
      flight
        .split('\r\n')
        .map((line) => this.#answer(line))
        .join('');
  }

  get exists(): number {
    return this.#uids.length;
  }

  /** One event of each kind a person's mailbox has, in turn; they leave together. */
  tell(events: number): void {
    for (let i = 0; i < events; i += 1) this.#event();
    this.#world.wire.say(this.#tells.splice(0).join(''));
  }

  #event(): void {
    this.told += 1;
    const at = (this.told * 7_919) % this.exists;
    switch (this.told % 5) {
      case 0:
        this.#uids.push(this.#next);
        this.#next += 1;
        return void this.#tells.push(`* ${this.exists} EXISTS\r\n`);
      case 1:
        if (this.exists > MESSAGES) {
          this.#uids.splice(at, 1);
          return void this.#tells.push(`* ${at + 1} EXPUNGE\r\n`);
        }
        return void this.#tells.push('* OK Still here\r\n');
      case 2:
        return void this.#tells.push(
          `* STATUS Archive (MESSAGES ${this.told} UIDNEXT ${this.told + 1} UNSEEN ${this.told % 9} UIDVALIDITY 7)\r\n`,
        );
      default: {
        const flags = [this.told % 2 === 0 ? '\\Seen' : '\\Flagged', `$Label${this.told % 3}`].join(' ');
        return void this.#tells.push(
          `* ${at + 1} FETCH (UID ${this.#uids[at]} FLAGS (${flags}) MODSEQ (${10_000 + this.told}))\r\n`,
        );
      }
    }
  }

  #answer(line: string): string {
    this.asked += 1;
    if (line === 'DONE') return `${this.#idle} OK done\r\n`;
    const [tag = '', name = '', set = ''] = line.split(' ');
    if (name === 'IDLE') {
      this.#idle = tag;
      return '+ idling\r\n';
    }
    if (name !== 'FETCH') return `${tag} OK done\r\n`;
    const [low = 0, high = low] = set.split(':').map(Number);
    let rows = '';
    for (let seq = low; seq <= Math.min(high, this.exists); seq += 1) {
      const uid = this.#uids[seq - 1];
      rows += `* ${seq} FETCH (UID ${uid} FLAGS () INTERNALDATE "22-Nov-2026 10:00:00 +0000" RFC822.SIZE 900 ENVELOPE (NIL "Event ${uid}" ((NIL NIL "bo" "example.com")) NIL NIL NIL NIL NIL NIL "<${uid}@example.com>"))\r\n`;
    }
    return `${rows}${tag} OK done\r\n`;
  }
}

describe('L38: a day of IDLE', () => {
  it(
    `${EVENTS} events later less than ${MAX_GROWTH_MIB} MiB more are held, and the list is the server's`,
    { timeout: 300_000 },
    async () => {
      const rejected: unknown[] = [];
      const onRejected = (reason: unknown): void => void rejected.push(reason);
      process.on('unhandledRejection', onRejected);
      const world = new SessionWorld({ messages: MESSAGES });
      world.session.watch('t1', INBOX);
      await world.signIn();
      await world.clock.advance(2_000);
      world.session.wantRows('t1', INBOX, 1, MESSAGES);
      await world.clock.advance(2_000);
      const teller = new Teller(world);
      const run = async (events: number): Promise<void> => {
        for (let told = 0; told < events; told += BURST) {
          teller.tell(BURST);
          await world.clock.advance(BURST_EVERY);
          forget(world);
        }
      };
      await run(WARM_UP);
      const before = heldMib();
      await run(EVENTS);
      const growth = heldMib() - before;
      process.stdout.write(
        `figure: ${EVENTS} IDLE events, ${teller.asked} commands asked on the way: ${growth.toFixed(2)} MiB more held\n`,
      );
      process.off('unhandledRejection', onRejected);
      expect(rejected).toEqual([]);
      expect(world.problems).toEqual([]);
      expect(world.model().list.exists).toBe(teller.exists);
      expect(world.wires).toHaveLength(1);
      expect(teller.asked).toBeGreaterThan((EVENTS / BURST) * (BURST_EVERY / IDLE_RENEW));
      expect(growth).toBeLessThan(MAX_GROWTH_MIB);
    },
  );
});

/** What the test's own world keeps for other tests is not the engine's. */
function forget(world: SessionWorld): void {
  world.log.length = 0;
  world.statuses.length = 0;
  world.wire.flights.length = 0;
  world.wire.received = '';
}
