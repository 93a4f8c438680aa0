/** The byte pipe under a connection; tunnel, memory and replay twins look the same to the driver. */
import type { TransportSecurity } from '../imap/types';
import type { AppError } from '../mail/types';

export interface TransportHandlers {
  /** The pipe is up: bytes may be sent. */
  readonly onOpen: (facts: TransportFacts) => void;
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
}

export interface Transport {
  /** Queues bytes; never blocks. */
  send(bytes: Uint8Array): void;
  /** Octets queued and not yet handed to the network. */
  readonly buffered: number;
  close(): void;
}

export type DialTransport = (handlers: TransportHandlers) => Transport;
