/**
 * The tag book: commands waiting, commands in flight, and who may speak next.
 *
 * Theory of operation. Commands go out in the order they came and settle exactly once. Several may be in flight; what holds the next
 * one back is said by the table in pipelining.ts. IDLE goes last: commands that come later are sent before it, or end it when it runs. Ending is free of races: DONE
 * is sent only after `+`. What ended it follows in the same flight, so that it costs no round trip of its own (Mutt has
 * always done so). A server that ends IDLE by itself may take our DONE for a command; its answer, tagged DONE, is ignored.
 *
 * A command settled by a line without a tag is remembered: its own tagged line may still come, and is nobody's then.
 *
 * `+` always belongs to the last command in flight, because a command that waits for one lets nothing follow.
 */
import type { Command, ContinuationAnswer, Exchange } from './commands/command';
import { RemoteProtocolError } from './errors';
import type { Gathering } from './gathering';
import { heldBy, type InFlight, type Known } from './pipelining';
import type { CommandId, ConnectionState, SaslNeed, Tag } from './types';
import { encodeText } from './wire/bytes';
import type { Flight } from './wire/writer';

export interface Entry {
  readonly id: CommandId;
  readonly tag: Tag;
  readonly command: Command<unknown>;
  readonly exchange: Exchange<unknown>;
  /** The exchange's own, asked for each response: entries have one shape, exchanges have many. */
  readonly untagged: Exchange<unknown>['untagged'];
  /** What is still to be sent; each further flight waits for `+`. */
  flights: readonly Flight[];
  idle: 'no' | 'asked' | 'active' | 'ending';
  /** A derived key is awaited from the driver. */
  needing: boolean;
  /** Octets of the responses it has taken. */
  taken: number;
  /** The command it is a part of, and which. */
  readonly part: Part | null;
  /** Capabilities it leans on, as it was written. */
  leans: readonly string[];
  /** Given up for it, after refusals. */
  readonly givenUp: readonly string[];
  /** Octets of its lines as they were written. */
  octets: number;
}

export interface Part {
  readonly gathering: Gathering;
  readonly slot: number;
}

/** A command, and which part of another it is. */
export interface Queued {
  readonly command: Command<unknown>;
  readonly part: Part | null;
}

export interface PendingHost {
  readonly known: () => Known;
  /** Writes the command for the wire, now that it is its turn; undefined when it may not go any more. */
  readonly write: (entry: Entry) => readonly Flight[] | undefined;
  readonly send: (entry: Entry, flight: Flight) => void;
  readonly need: (entry: Entry, need: SaslNeed) => void;
  readonly idling: (active: boolean) => void;
  /** A command that ended without a tagged line. */
  readonly ended: (entry: Entry, how: 'cancelled' | 'idle-unsent') => void;
}

export class Pending {
  /** Not sent at all yet, in order. */
  queue: Entry[] = [];
  /** Sent, wholly or in part, and not complete, in order. */
  inFlight: Entry[] = [];
  readonly #host: PendingHost;
  readonly #prefix: string;
  #last = 0;
  /** stopIdle was called before the server's `+`. */
  #stopWanted = false;
  #doneSent = false;
  /** Tags of commands that a line without a tag has settled. */
  readonly #settledUntagged = new Set<string>();

  constructor(host: PendingHost, prefix: string) {
    this.#host = host;
    this.#prefix = prefix;
  }

  /** Queues commands that leave one behind the other. */
  add(commands: readonly Queued[]): readonly Entry[] {
    const entries = commands.map((queued) => this.#entry(queued, null));
    const isIdle = commands.some(({ command }) => command.idle === true);
    const idleAt = isIdle ? -1 : this.queue.findIndex((other) => other.command.idle === true);
    this.queue.splice(idleAt < 0 ? this.queue.length : idleAt, 0, ...entries);
    this.pump();
    return entries;
  }

  /** Queues, ahead of all, what is to be sent in the place of a command that was refused; `pump` sends it. */
  again(refused: Entry, commands: readonly Queued[], givenUp: readonly string[]): void {
    const id = commands.length === 1 ? refused.id : null;
    this.queue.unshift(...commands.map((queued) => ({ ...this.#entry(queued, id), givenUp })));
  }

  /** A number no other command has. */
  newId(): CommandId {
    return ++this.#last as CommandId;
  }

  #entry({ command, part }: Queued, id: CommandId | null): Entry {
    const number = this.newId();
    const exchange = command.start();
    return {
      id: id ?? number,
      tag: `${this.#prefix}${number}` as Tag,
      command,
      exchange,
      untagged: exchange.untagged,
      flights: [],
      idle: command.idle === true ? 'asked' : 'no',
      needing: false,
      taken: 0,
      part,
      leans: [],
      givenUp: [],
      octets: 0,
    };
  }

  /** Sends what may be sent. */
  pump(): void {
    while (this.queue.length > 0) {
      const last = this.inFlight.at(-1);
      if (last?.idle === 'active') this.#done(last);
      const next = this.queue[0]!;
      if (heldBy(next.command, this.inFlight.map(asInFlight), this.#host.known()) !== undefined) return;
      this.queue.shift();
      const flights = this.#host.write(next);
      if (flights === undefined) continue;
      this.inFlight.push(next);
      this.#sendFlight(next, flights);
    }
  }

  /** Withdraws a command of which nothing was sent; false when it is too late. */
  cancel(id: CommandId): boolean {
    const isIt = (entry: Entry): boolean => (entry.part?.gathering.root.id ?? entry.id) === id;
    const cancelled = this.queue.filter(isIt);
    const isBegun = this.inFlight.some(isIt) || cancelled.some(({ part }) => part?.gathering.root.isBegun);
    if (cancelled.length === 0 || isBegun) return false;
    this.#withdraw(cancelled);
    this.pump();
    return true;
  }

  /** The parts of a command that were not sent are not sent any more. */
  withdrawParts(whole: Gathering): void {
    this.#withdraw(this.queue.filter(({ part }) => part?.gathering.root === whole));
  }

  #withdraw(entries: readonly Entry[]): void {
    this.queue = this.queue.filter((entry) => !entries.includes(entry));
    for (const entry of entries) this.#host.ended(entry, 'cancelled');
  }

  /** Ends IDLE as soon as the protocol allows; one that was not sent yet is complete at once. */
  stopIdle(): void {
    const waiting = this.queue.filter((entry) => entry.command.idle === true);
    this.queue = this.queue.filter((entry) => entry.command.idle !== true);
    for (const entry of waiting) this.#host.ended(entry, 'idle-unsent');
    const last = this.inFlight.at(-1);
    if (last?.idle === 'active') this.#done(last);
    else if (last?.idle === 'asked') this.#stopWanted = true;
  }

  /**
   * continue-req
   * @throws RemoteProtocolError when nobody waits for one.
   */
  continuation(text: string): void {
    const last = this.inFlight.at(-1);
    if (last === undefined || last.needing) throw unexpected(text);
    if (last.flights.length > 0) {
      this.#sendFlight(last, last.flights);
      this.pump();
    } else if (last.idle === 'asked') {
      last.idle = 'active';
      this.#host.idling(true);
      if (this.#stopWanted) this.#done(last);
      this.pump();
    } else if (last.exchange.continuation !== undefined) {
      this.#answer(last, last.exchange.continuation(text));
    } else {
      throw unexpected(text);
    }
  }

  /** The driver's answer to a `need`; false when the command does not wait for one. */
  resume(id: CommandId, key: Uint8Array): boolean {
    const entry = this.inFlight.find((one) => one.id === id);
    if (entry?.needing !== true || entry.exchange.resume === undefined) return false;
    entry.needing = false;
    this.#answer(entry, entry.exchange.resume(key));
    return true;
  }

  /**
   * Takes the command out of the book, its tagged line having come. Undefined when the line is to be ignored.
   * @throws RemoteProtocolError when no command in flight has the tag.
   */
  complete(tag: string): Entry | undefined {
    const at = this.inFlight.findIndex((entry) => entry.tag === tag);
    if (at < 0) {
      if (tag.toUpperCase() === 'DONE' && this.#doneSent) return undefined;
      if (this.#settledUntagged.delete(tag) || this.#hearsEchoes) return undefined;
      throw new RemoteProtocolError('unknown-tag', tag);
    }
    return this.take(this.inFlight[at]!);
  }

  /** A server that did not know `{n+}` takes the literal for commands and answers those, while ours is on its way again. */
  get #hearsEchoes(): boolean {
    return this.inFlight.some(({ givenUp }) => givenUp.at(-1)?.startsWith('LITERAL') === true);
  }

  /** Takes the oldest command in flight out of the book, because of a line without a tag; undefined: there is none. */
  completeOldest(): Entry | undefined {
    const [oldest] = this.inFlight;
    if (oldest === undefined || this.#hearsEchoes) return undefined;
    if (this.#settledUntagged.size < MAX_REMEMBERED) this.#settledUntagged.add(oldest.tag);
    return this.take(oldest);
  }

  /** Takes a command in flight out of the book. */
  take(entry: Entry): Entry {
    this.inFlight = this.inFlight.filter((one) => one !== entry);
    if (entry.idle !== 'no') {
      if (entry.idle !== 'asked') this.#host.idling(false);
      this.#stopWanted = false;
    }
    return entry;
  }

  /**
   * Counts a response the command has taken: an answer without end fills the memory as well as data nobody asked for.
   * @throws RemoteProtocolError above `max` octets in all.
   */
  weigh(entry: Entry, octets: number, max: number): void {
    entry.taken += octets;
    if (entry.taken > max)
      throw new RemoteProtocolError('response-too-large', `${entry.command.name} is answered without end`);
  }

  /** Whether the word has the shape of a tag of ours. */
  isTag(word: string): boolean {
    return word.startsWith(this.#prefix) && /^\d{1,15}$/.test(word.slice(this.#prefix.length));
  }

  /** Where the commands that were accepted lead from `state`, if they succeed. */
  stateAfter(state: ConnectionState): ConnectionState {
    return reach(this.stateInFlight(state), this.queue);
  }

  /** The same of those that were sent. */
  stateInFlight(state: ConnectionState): ConnectionState {
    return reach(state, this.inFlight);
  }

  /** Empties the book; in order of sending. */
  drain(): { readonly sent: readonly Entry[]; readonly unsent: readonly Entry[] } {
    const all = { sent: this.inFlight, unsent: this.queue };
    this.inFlight = [];
    this.queue = [];
    return all;
  }

  #sendFlight(entry: Entry, flights: readonly Flight[]): void {
    const [first, ...rest] = flights;
    entry.flights = rest;
    this.#host.send(entry, first!);
  }

  #done(entry: Entry): void {
    entry.idle = 'ending';
    this.#doneSent = true;
    this.#line(entry, 'DONE', false);
  }

  #answer(entry: Entry, answer: ContinuationAnswer): void {
    if (answer.kind === 'need') {
      entry.needing = true;
      this.#host.need(entry, answer.need);
      return;
    }
    this.#line(entry, answer.line, answer.secret);
  }

  #line(entry: Entry, line: string, secret: boolean): void {
    const bytes = encodeText(`${line}\r\n`);
    this.#host.send(entry, {
      chunks: [bytes],
      octets: bytes.length,
      secrets: secret && line.length > 0 ? [[0, line.length]] : [],
    });
  }
}

function reach(state: ConnectionState, entries: readonly Entry[]): ConnectionState {
  return entries.reduce((reached, { command }) => command.nextState ?? reached, state);
}

function asInFlight(entry: Entry): InFlight {
  const isIdling = entry.idle === 'asked' || entry.idle === 'active';
  return { command: entry.command, ownsLine: entry.flights.length > 0 || entry.needing || isIdling };
}

/** A server that answers so many commands without their tags is not worth more memory. */
const MAX_REMEMBERED = 1_000;

function unexpected(text: string): RemoteProtocolError {
  return new RemoteProtocolError('unexpected-continuation', text.slice(0, 100));
}
