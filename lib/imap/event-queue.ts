/** Events in the order of the wire, until the driver takes them; with them the state they lead to. */
import type { ConnectionEvent, ConnectionState } from './types';

export class EventQueue {
  #state: ConnectionState;
  #events: ConnectionEvent[] = [];
  #nextEvent = 0;

  constructor(state: ConnectionState) {
    this.#state = state;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  enter(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit({ kind: 'state', state });
  }

  emit(event: ConnectionEvent): void {
    this.#events.push(event);
  }

  next(): ConnectionEvent | undefined {
    const event = this.#events[this.#nextEvent];
    if (event === undefined) {
      this.#events = [];
      this.#nextEvent = 0;
      return undefined;
    }
    this.#nextEvent++;
    return event;
  }
}
