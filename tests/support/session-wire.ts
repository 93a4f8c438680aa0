/** A transport between a session and the server in memory that can be read, cut, frozen and answered for. */
import type { ServerSession } from '../../lib/imap-server';
import type { AppError } from '../../lib/mail/types';
import { dialMemory } from '../../lib/net/memory';
import type { Transport, TransportHandlers } from '../../lib/net/transport';
import { settle } from './virtual-clock';

export interface Wire {
  readonly transport: Transport;
  /** Text of each send: one entry is one flight of the client. */
  readonly flights: string[];
  received: string;
  open: boolean;
  /** The network breaks: the client is told, the server's side ends. */
  readonly cut: (error?: AppError) => void;
  /** The server says this, whatever the one in memory says. */
  readonly say: (text: string) => void;
  /** The network goes silent: nothing arrives any more on either side. */
  readonly freeze: () => void;
  /** The client is gone, and the server notices. */
  readonly abandon: () => void;
}

export interface WireOptions {
  /** Answers for the server, or refuses the dial. */
  readonly refusal: AppError | 'silent' | null;
  /** Octets the server may send before the connection is cut; null: as many as it likes. */
  readonly octets: number | null;
  /** Called with every send before the server sees it; false drops it and the connection. */
  readonly onSend: (text: string, wire: Wire) => boolean;
  /** Answers a flight in the server's place, which does not see it then; null leaves it to the server. */
  readonly answer: (flight: string) => string | null;
}

/** Joins a client's handlers to one connection of the server; where the dial is refused, the client hears why and nothing else. */
export function layWire(
  peer: ServerSession,
  handlers: TransportHandlers,
  { refusal, octets, onSend, answer }: WireOptions,
): Wire {
  let alive = true;
  let frozen = false;
  let budget = octets;
  const finish = (error: AppError | null): void => {
    if (!alive) return;
    alive = false;
    wire.open = false;
    peer.end();
    handlers.onClose(error);
  };
  const inner = dialMemory(peer, {
    onOpen: (facts) => {
      if (alive && refusal === null) handlers.onOpen(facts);
    },
    onBytes: (bytes) => {
      if (!alive || frozen || refusal !== null) return;
      const piece = budget === null ? bytes : bytes.subarray(0, budget);
      if (budget !== null) budget -= piece.length;
      wire.received += new TextDecoder('latin1').decode(piece);
      if (piece.length > 0) handlers.onBytes(piece.slice());
      if (budget === 0) finish({ code: 'bridge-closed' });
    },
    onClose: (error) => finish(error),
  });
  const wire: Wire = {
    flights: [],
    received: '',
    open: true,
    cut: (error = { code: 'bridge-closed' }) => finish(error),
    say: (text) => handlers.onBytes(new TextEncoder().encode(text)),
    freeze: () => {
      frozen = true;
    },
    abandon: () => {
      alive = false;
      wire.open = false;
      // What was sent last is with the server, which notices only then that nobody listens.
      void settle().then(() => peer.end());
    },
    transport: {
      send: (bytes) => {
        if (!alive) return;
        const text = new TextDecoder('latin1').decode(bytes);
        wire.flights.push(text);
        if (frozen) return;
        const said = answer(text.trimEnd());
        if (!onSend(text, wire)) finish({ code: 'bridge-closed' });
        else if (said === null) inner.send(bytes.slice());
        else queueMicrotask(() => wire.say(said));
      },
      get buffered() {
        return inner.buffered;
      },
      close: () => queueMicrotask(() => finish(null)),
    },
  };
  if (refusal !== null && refusal !== 'silent') queueMicrotask(() => finish(refusal));
  return wire;
}
