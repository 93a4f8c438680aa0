/**
 * The client side of the tunnel protocol `tagline.1`: hello with the target, `opened` with the facts of the dial, then
 * binary frames both ways. Every way it can end is told as an `AppError`, with the cause asked from the bridge where a
 * browser hides it.
 */
import type { TransportSecurity } from '../imap/types';
import type { AppError } from '../mail/types';
import { closeToError, refusalToError } from './bridge-errors';
import { SUBPROTOCOL, type BridgeAnswer } from './close-codes';
import type { Transport, TransportFacts, TransportHandlers } from './transport';

/** Octets of one binary frame, the bridge's limit. */
export const MAX_FRAME = 65_536;
/** Octets of a text frame we accept. */
const MAX_TEXT_FRAME = 8_192;
const CAUSE_TIMEOUT_MS = 5_000;
/** WebSocket.OPEN, which the ws package's type does not name on every socket. */
const OPEN = 1;

/** The part of a WebSocket that is used: a browser's, or the ws package's in Node. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  /** What both ends agreed on, as in the Sec-WebSocket-Extensions header; '' for nothing. */
  readonly extensions?: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
}

export interface WebSocketDial {
  /** Absolute ws: or wss: URL of the bridge. */
  readonly url: string;
  /** Bridge target id. */
  readonly target: string;
  /** What a connection without TLS to the mail server counts as. */
  readonly plainSecurity: Extract<TransportSecurity, 'loopback' | 'insecure'>;
  readonly makeSocket?: (url: string, protocol: string) => WebSocketLike;
  /** Asks the bridge why it refused an upgrade; null when it does not answer. */
  readonly askCause?: (url: string) => Promise<BridgeAnswer | null>;
}

/** Dials through the bridge. `handlers.onClose` comes exactly once, also when the dial fails. */
export function dialWebSocket(dial: WebSocketDial, handlers: TransportHandlers): Transport {
  return new WebSocketTransport(dial, handlers);
}

class WebSocketTransport implements Transport {
  private readonly dial: WebSocketDial;
  private readonly handlers: TransportHandlers;
  private socket: WebSocketLike | null = null;
  private facts: TransportFacts | null = null;
  private early: Uint8Array[] = [];
  private securing = false;
  private ended = false;

  constructor(dial: WebSocketDial, handlers: TransportHandlers) {
    this.dial = dial;
    this.handlers = handlers;
    const make = dial.makeSocket ?? ((url, protocol) => new WebSocket(url, protocol) as WebSocketLike);
    let socket: WebSocketLike;
    try {
      socket = make(dial.url, SUBPROTOCOL);
    } catch {
      queueMicrotask(() => this.end({ code: 'bridge-unreachable' }));
      return;
    }
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify({ open: dial.target }));
    socket.onmessage = (event) => this.onMessage(event.data);
    socket.onclose = (event) => void this.onClose(event.code, event.reason);
    // A close event follows every error event; the error itself tells a page nothing.
    socket.onerror = () => undefined;
  }

  get buffered(): number {
    const early = this.early.reduce((sum, bytes) => sum + bytes.length, 0);
    return early + (this.socket?.bufferedAmount ?? 0);
  }

  send(bytes: Uint8Array): void {
    if (this.ended || bytes.length === 0) return;
    if (this.facts === null || this.securing) {
      this.early.push(bytes);
      return;
    }
    // The close event is on its way: what is sent now goes nowhere, with an error in the console.
    if (this.socket?.readyState !== OPEN) return;
    for (let at = 0; at < bytes.length; at += MAX_FRAME) {
      this.socket?.send(bytes.subarray(at, at + MAX_FRAME) as Uint8Array<ArrayBuffer>);
    }
  }

  startTls(parsed: number): void {
    if (this.ended || this.facts === null || this.facts.tls !== null || this.securing) return;
    this.securing = true;
    this.socket?.send(JSON.stringify({ starttls: parsed }));
  }

  close(): void {
    if (this.ended) return;
    this.socket?.close(1000);
    queueMicrotask(() => this.end(null));
  }

  private onMessage(data: unknown): void {
    if (this.ended) return;
    if (data instanceof ArrayBuffer) {
      // What the server says between its OK and the handshake was injected (RFC 9051 section 11.1).
      if (this.securing) this.abort({ code: 'server-protocol', values: { detail: 'bytes-before-tls' } });
      else if (this.facts === null) this.abort({ code: 'internal' });
      else this.handlers.onBytes(new Uint8Array(data));
      return;
    }
    const read = typeof data === 'string' ? this.readFacts(data) : null;
    if (read === null) {
      this.abort({ code: 'internal' });
      return;
    }
    const extensions = this.socket?.extensions;
    const facts = extensions === undefined ? read : { ...read, packed: /deflate|compress/i.test(extensions) };
    this.facts = facts;
    if (this.securing) {
      this.securing = false;
      this.handlers.onSecured?.(facts);
    } else {
      this.handlers.onOpen(facts);
    }
    const early = this.early;
    this.early = [];
    for (const bytes of early) this.send(bytes);
  }

  /** The one text frame that may come now; null for any other. */
  private readFacts(text: string): TransportFacts | null {
    if (this.facts === null) return readOpened(text, this.dial.plainSecurity);
    return this.securing ? readSecured(text, this.facts) : null;
  }

  private async onClose(code: number, reason: string): Promise<void> {
    if (this.ended) return;
    let error = closeToError(code, reason, this.facts);
    if (error === null) {
      // 1006 before `opened`: the upgrade was refused, or nobody listens. The bridge's plain GET says which.
      const ask = this.dial.askCause ?? askBridge;
      error = refusalToError(await ask(this.dial.url), new URL(asHttp(this.dial.url)).origin);
    }
    this.end(error);
  }

  private abort(error: AppError): void {
    this.socket?.close(1000);
    this.end(error);
  }

  private end(error: AppError | null): void {
    if (this.ended) return;
    this.ended = true;
    this.early = [];
    if (this.socket !== null) {
      this.socket.onopen = null;
      this.socket.onmessage = null;
      this.socket.onclose = null;
    }
    this.handlers.onClose(error);
  }
}

/** Reads the `opened` frame; null when it is anything else. */
function readOpened(text: string, plainSecurity: TransportSecurity): TransportFacts | null {
  const opened = field(parseFrame(text), 'opened');
  const host = field(opened, 'host');
  const port = field(opened, 'port');
  if (typeof host !== 'string' || typeof port !== 'number') return null;
  if (field(opened, 'tls') === null) return { security: plainSecurity, host, port, tls: null };
  const tls = readTls(field(opened, 'tls'));
  return tls === null ? null : { security: 'tls', host, port, tls };
}

/** Reads the `secured` frame; null when it is anything else, one without TLS too. */
function readSecured(text: string, { host, port }: TransportFacts): TransportFacts | null {
  const tls = readTls(field(field(parseFrame(text), 'secured'), 'tls'));
  return tls === null ? null : { security: 'tls', host, port, tls };
}

function readTls(tls: unknown): TransportFacts['tls'] {
  if (typeof tls !== 'object' || tls === null) return null;
  const say = (key: string): string => {
    const value = field(tls, key);
    return typeof value === 'string' ? value : '';
  };
  return {
    version: say('version'),
    cipher: say('cipher'),
    subject: say('subject'),
    issuer: say('issuer'),
    validTo: say('validTo'),
  };
}

function parseFrame(text: string): unknown {
  if (text.length > MAX_TEXT_FRAME) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

const asHttp = (url: string): string => url.replace(/^ws/, 'http');

/** `GET <base>/bridge` without upgrade. */
async function askBridge(url: string): Promise<BridgeAnswer | null> {
  try {
    const response = await fetch(asHttp(url), {
      cache: 'no-store',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(CAUSE_TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    return typeof field(answer, 'cause') === 'string' ? (answer as BridgeAnswer) : null;
  } catch {
    return null;
  }
}
