/** The byte pipe under a connection; tunnel, memory and replay twins look the same to the driver. */
import type { TransportSecurity } from '../imap/types';
import type { AppError } from '../mail/types';

export interface TransportHandlers {
  /** The pipe is up: bytes may be sent. */
  readonly onOpen: (facts: TransportFacts) => void;
  /** TLS followed on `startTls`; bytes from here on are new to the server. */
  readonly onSecured?: (facts: TransportFacts) => void;
  /** A fresh buffer each time; the receiver owns it. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Exactly once, last. `error` is null when we closed it ourselves. */
  readonly onClose: (error: AppError | null) => void;
}

export interface TransportFacts {
  readonly security: TransportSecurity;
  readonly host: string;
  readonly port: number;
  readonly tls: {
    readonly version: string;
    readonly cipher: string;
    readonly subject: string;
    readonly issuer: string;
    readonly validTo: string;
  } | null;
  /** Whether the tunnel compresses what it carries by itself; undefined: nobody knows. */
  readonly packed?: boolean;
}

export interface Transport {
  /** Queues bytes; never blocks. */
  send(bytes: Uint8Array): void;
  /**
   * Only where STARTTLS is possible: the server said OK, and so many of its octets were parsed. Nothing may be sent until
   * `onSecured`; if the server said more than that, the transport ends instead (bytes before TLS).
   */
  readonly startTls?: (parsed: number) => void;
  /** Octets queued and not yet handed to the network. */
  readonly buffered: number;
  close(): void;
}

export type DialTransport = (handlers: TransportHandlers) => Transport;
