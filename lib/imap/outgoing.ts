/** What is to be sent: flights in order, joined when the transport asks for them. */
import type { CommandId } from './types';
import { joinFlight, type Flight } from './wire/writer';

export interface Output {
  readonly bytes: Uint8Array;
  /** Half-open ranges of `bytes` that must not be logged. */
  readonly secrets: readonly (readonly [start: number, end: number])[];
}

export class Outgoing {
  #flights: { readonly flight: Flight; readonly owner: CommandId }[] = [];

  add(flight: Flight, owner: CommandId): void {
    this.#flights.push({ flight, owner });
  }

  /** What the command still had to say is not sent any more: it was answered before. */
  withdraw(owner: CommandId): void {
    this.#flights = this.#flights.filter((one) => one.owner !== owner);
  }

  clear(): void {
    this.#flights = [];
  }

  /** Everything that is to be sent now, once. */
  take(): Output | undefined {
    if (this.#flights.length === 0) return undefined;
    const flights = this.#flights.map(({ flight }) => flight);
    this.#flights = [];
    const secrets: (readonly [number, number])[] = [];
    let octets = 0;
    for (const flight of flights) {
      for (const [start, end] of flight.secrets) secrets.push([octets + start, octets + end]);
      octets += flight.octets;
    }
    return {
      bytes: joinFlight({ chunks: flights.flatMap((flight) => flight.chunks), octets, secrets }),
      secrets,
    };
  }
}
