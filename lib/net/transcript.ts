/**
 * The last lines of every connection, for the protocol drawer and for bug reports. Secrets are masked before anything is
 * stored (wire-lines.ts). Bounded in lines, in octets a line and in connections.
 */
import { MAX_CONNECTIONS_KEPT, MAX_LINES } from './limits';
import type { SecretRanges } from './open-line';
import { hideSecrets, shownForms } from './secret-forms';
import { noteHead } from './wire-head';
import { WireLines, type LineParts } from './wire-lines';

/** `watch`: it belongs to a folder somebody looks at; `work`: it serves whatever needs it. */
export type ConnectionRole = 'watch' | 'work';

export interface TranscriptSink {
  sent(connection: string, bytes: Uint8Array, secrets: SecretRanges): void;
  received(connection: string, bytes: Uint8Array): void;
  /** Whatever this connection says from now on, these do not stand in it: servers may say them back. */
  hide(connection: string, secrets: readonly string[]): void;
  /** Something that is not on the wire: dialled, closed, retried. Its first word says which. */
  note(connection: string, text: string): void;
  /** What the connection is used for from now on; `mailbox`: the one selected. */
  label(connection: string, label: ConnectionLabel): void;
}

export interface ConnectionLabel {
  readonly mailbox: string | null;
  readonly role: ConnectionRole;
}

export interface TranscriptLine extends LineParts {
  /** Grows by one from line to line, over all connections. */
  readonly id: number;
  readonly connection: string;
}

export interface ConnectionFacts extends ConnectionLabel {
  readonly id: string;
  readonly open: boolean;
}

export interface TranscriptListener {
  readonly onLine: (line: TranscriptLine) => void;
  /** A connection came, went, or is used for something else. */
  readonly onConnections: () => void;
  /** Lines were taken away: all must be read anew. */
  readonly onReset: () => void;
}

/** The record of one session: its connections get numbers no other session uses, and its lines can be forgotten with it. */
export interface TranscriptScope {
  readonly sink: TranscriptSink;
  /** Whether the connection of this id is one of the session's. */
  readonly has: (connection: string) => boolean;
  /** Drops what was recorded; nothing is recorded any more. */
  readonly forget: () => void;
}

interface Connection {
  facts: ConnectionFacts;
  /** Shapes of its secret. */
  hidden: readonly string[];
  readonly lines: WireLines;
}

/** A ring of lines. Lines are joined over chunks of the same direction; a full line is stored at its LF. */
export class Transcript implements TranscriptSink {
  readonly #maxLines: number;
  readonly #now: () => number;
  readonly #connections = new Map<string, Connection>();
  #ring: TranscriptLine[] = [];
  #start = 0;
  #nextId = 1;
  /** Connections that were given a number by their scopes. */
  #numbered = 0;
  #listener: TranscriptListener | null = null;

  constructor(maxLines: number = MAX_LINES, now: () => number = () => 0) {
    this.#maxLines = maxLines;
    this.#now = now;
  }

  sent(connection: string, bytes: Uint8Array, secrets: SecretRanges): void {
    this.#of(connection).lines.sent(bytes, secrets);
  }

  received(connection: string, bytes: Uint8Array): void {
    this.#of(connection).lines.received(bytes);
  }

  hide(connection: string, secrets: readonly string[]): void {
    this.#of(connection).hidden = shownForms(secrets);
  }

  note(connection: string, text: string): void {
    const head = noteHead(text);
    const known = this.#of(connection);
    this.#store(connection, {
      direction: '*',
      at: this.#now(),
      text: text.trimEnd(),
      octets: text.length,
      cut: false,
      tag: null,
      head,
      ms: null,
    });
    if (head.kind !== 'note' || head.what !== 'closed') return;
    known.facts = { ...known.facts, open: false };
    known.hidden = [];
    this.#listener?.onConnections();
  }

  label(connection: string, label: ConnectionLabel): void {
    const known = this.#of(connection);
    known.facts = { ...known.facts, ...label };
    this.#listener?.onConnections();
  }

  /** One listener; null: nobody listens any more. */
  listen(listener: TranscriptListener | null): void {
    this.#listener = listener;
  }

  scope(): TranscriptScope {
    const idByName = new Map<string, string>();
    const ids = new Set<string>();
    let live = true;
    const idOf = (name: string): string => {
      let id = idByName.get(name);
      if (id === undefined) {
        idByName.set(name, (id = String(++this.#numbered)));
        ids.add(id);
      }
      return id;
    };
    const sink: TranscriptSink = {
      sent: (name, bytes, secrets) => (live ? this.sent(idOf(name), bytes, secrets) : undefined),
      received: (name, bytes) => (live ? this.received(idOf(name), bytes) : undefined),
      hide: (name, secrets) => (live ? this.hide(idOf(name), secrets) : undefined),
      note: (name, text) => (live ? this.note(idOf(name), text) : undefined),
      label: (name, label) => (live ? this.label(idOf(name), label) : undefined),
    };
    return {
      sink,
      has: (connection) => ids.has(connection),
      forget: () => {
        live = false;
        this.#drop(ids);
      },
    };
  }

  /** Oldest first, complete lines only. */
  lines(connection?: string): readonly TranscriptLine[] {
    const all = [...this.#ring.slice(this.#start), ...this.#ring.slice(0, this.#start)];
    return connection === undefined ? all : all.filter((line) => line.connection === connection);
  }

  connections(): readonly ConnectionFacts[] {
    return [...this.#connections.values()].map(({ facts }) => facts);
  }

  /** Forgets every line; connections go on. */
  clear(): void {
    this.#ring = [];
    this.#start = 0;
    for (const [id, { facts }] of this.#connections) if (!facts.open) this.#connections.delete(id);
    this.#listener?.onReset();
  }

  #drop(gone: ReadonlySet<string>): void {
    this.#ring = this.lines().filter((line) => !gone.has(line.connection));
    this.#start = 0;
    for (const id of gone) this.#connections.delete(id);
    this.#listener?.onReset();
  }

  #of(id: string): Connection {
    const known = this.#connections.get(id);
    if (known !== undefined) return known;
    const connection: Connection = {
      facts: { id, open: true, mailbox: null, role: 'work' },
      hidden: [],
      lines: new WireLines(this.#now, (line) => this.#store(id, hiding(line, connection.hidden))),
    };
    this.#connections.set(id, connection);
    for (const [other, { facts }] of this.#connections) {
      if (this.#connections.size <= MAX_CONNECTIONS_KEPT) break;
      if (!facts.open) this.#connections.delete(other);
    }
    this.#listener?.onConnections();
    return connection;
  }

  #store(connection: string, parts: LineParts): void {
    const line: TranscriptLine = { id: this.#nextId++, connection, ...parts };
    if (this.#ring.length < this.#maxLines) {
      this.#ring.push(line);
    } else {
      this.#ring[this.#start] = line;
      this.#start = (this.#start + 1) % this.#maxLines;
    }
    this.#listener?.onLine(line);
  }
}

const hiding = (line: LineParts, forms: readonly string[]): LineParts =>
  forms.length === 0 ? line : { ...line, text: hideSecrets(line.text, forms, line.cut) };

/** For tests and for engines nobody watches. */
export const silentTranscript: TranscriptSink = {
  sent: () => undefined,
  received: () => undefined,
  hide: () => undefined,
  note: () => undefined,
  label: () => undefined,
};
