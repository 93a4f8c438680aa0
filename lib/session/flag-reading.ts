/** Flags that nobody looked at since the mailbox was opened again: read a batch at a time, while nothing else is wanted of the connection. */
import { fetch } from '../imap';
import type { NumberSet } from '../imap/types';
import { isClosed, type Link } from './link';
import type { FetchedRow } from './types';

export interface FlagReadingHost {
  /** Where the mailbox is selected and its numbers are the model's; null: nowhere just now. */
  readonly link: () => Link | null;
  readonly mayAsk: () => boolean;
  /** Called in the order of the wire: the sequence numbers are those of this moment. */
  readonly onRows: (rows: readonly FetchedRow[]) => void;
  /** All have been read: whoever counts by changes of flags counts anew. */
  readonly onDone: () => void;
}

export class FlagReading {
  private readonly host: FlagReadingHost;
  private waiting: NumberSet[] = [];
  private reading = false;

  constructor(host: FlagReadingHost) {
    this.host = host;
  }

  begin(sets: readonly NumberSet[]): void {
    this.waiting = [...sets];
  }

  clear(): void {
    this.waiting = [];
    this.reading = false;
  }

  next(): void {
    const link = this.host.link();
    if (link === null || this.reading || !this.host.mayAsk()) return;
    const set = this.waiting.shift();
    if (set === undefined) return;
    this.reading = true;
    link.send(fetch({ uid: true, set, items: ['uid', 'flags'] }), (outcome) => {
      if (this.host.link() !== link) return;
      this.reading = false;
      if (outcome.ok) {
        this.host.onRows(outcome.value);
        if (this.waiting.length === 0) this.host.onDone();
      }
      // Refused, the others would be too; cut, they are read after the next SELECT.
      else if (!isClosed(outcome)) this.waiting = [];
      this.next();
    });
  }
}
