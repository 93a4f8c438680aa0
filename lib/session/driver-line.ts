/**
 * Octets between a transport and the protocol: worked through in short turns, before TLS by STARTTLS alone, inflated once the
 * server compresses, written down in the transcript as they go. What a response means is the driver's.
 */
import type { ImapConnection, Output } from '../imap';
import type { TransportSecurity } from '../imap/types';
import type { AppError } from '../mail/types';
import { concatBytes } from '../mime/bytes';
import type { Transport, TransportFacts } from '../net/transport';
import { Compression } from './compression';
import type { Deadlines } from './deadlines';
import { Slices } from './slices';
import { StartTls } from './start-tls';
import type { SessionEnvironment, SessionTarget } from './types';

export interface DriverLineHost {
  /** Nothing is read or sent any more. */
  readonly isOver: () => boolean;
  /** The protocol begins. `secured`: behind STARTTLS, where no greeting comes. */
  readonly opened: (security: TransportSecurity, secured: boolean) => void;
  /** Octets of IMAP; gives back how many of them were: behind the OK of COMPRESS there may be others. */
  readonly receive: (bytes: Uint8Array) => number;
  /** What was received, and written down, may be worked through. */
  readonly received: () => void;
  /** What came compressed cannot be inflated. */
  readonly broken: (...why: Parameters<ImapConnection['fail']>) => void;
  /** This connection is of no use. */
  readonly failed: (error: AppError) => void;
  /** The transport ended, and everything it had said was worked through. */
  readonly ended: (error: AppError | null) => void;
}

export class DriverLine {
  facts: TransportFacts | null = null;
  private readonly name: string;
  private readonly env: SessionEnvironment;
  private readonly deadlines: Deadlines;
  private readonly host: DriverLineHost;
  private readonly transport: Transport;
  /** The protocol was begun. */
  private isOpen = false;
  /** Until TLS stands, where STARTTLS leads to it. */
  private startTls: StartTls | null = null;
  private readonly slices: Slices;
  private readonly compression: Compression;

  constructor(
    name: string,
    target: SessionTarget,
    env: SessionEnvironment,
    deadlines: Deadlines,
    host: DriverLineHost,
  ) {
    this.name = name;
    this.env = env;
    this.deadlines = deadlines;
    this.host = host;
    this.slices = new Slices(env, (bytes) => this.onBytes(bytes));
    this.compression = new Compression(env, {
      onBytes: (bytes) => this.read(bytes),
      onBroken: (fault, detail) => host.broken(fault, detail),
    });
    env.transcript.note(name, `dial ${target.target}`);
    this.transport = env.dial(target, {
      onOpen: (facts) => this.onOpen(facts, target),
      onSecured: (facts) => this.onSecured(facts),
      onBytes: (bytes) => this.slices.push(bytes),
      onClose: (error) => this.slices.end(() => this.onClose(error)),
    });
  }

  /** Octets that have not left yet. */
  get buffered(): number {
    return this.transport.buffered;
  }

  /** COMPRESS would help: nothing below compresses. */
  get wantsCompression(): boolean {
    return this.compression.wouldHelp(this.facts);
  }

  /** Compressed, and not a word since: something on the way cannot do it. */
  get isMute(): boolean {
    return this.compression.isMute;
  }

  /** From here on both ways are compressed; `rest` came behind the OK. */
  compress(rest: Uint8Array): void {
    this.env.transcript.note(this.name, 'compressed');
    if (!this.compression.start(rest)) this.host.failed({ code: 'internal' });
  }

  /** Leaves as one. */
  send(flight: readonly Output[]): void {
    for (const { bytes, secrets } of flight) this.env.transcript.sent(this.name, bytes, secrets);
    const pieces = flight.map(({ bytes }) => bytes).filter(({ length }) => length > 0);
    if (pieces.length === 0) return;
    this.transport.send(this.compression.wrap(concatBytes(pieces)));
    this.deadlines.sent();
  }

  /** The transport's end is of no interest any more; what it has said may still be looked at until `stop`. */
  close(): void {
    this.transport.close();
  }

  stop(): void {
    this.slices.clear();
    this.compression.stop();
  }

  private onOpen(facts: TransportFacts, target: SessionTarget): void {
    if (this.host.isOver()) return;
    this.facts = facts;
    this.deadlines.opened();
    this.env.transcript.note(this.name, `open ${facts.host}:${facts.port} ${facts.tls?.version ?? 'no TLS'}`);
    if (target.tls === 'starttls' && facts.tls === null) {
      this.startTls = new StartTls();
      this.deadlines.arm();
      return;
    }
    // An operator who marked the target insecure has decided that "before TLS" does not apply to it.
    const accepted = facts.security === 'insecure' && target.security === 'insecure';
    this.begin(accepted ? 'loopback' : facts.security, false);
  }

  /** The greeting belonged to the time before TLS; what it said is gone with it. */
  private onSecured(facts: TransportFacts): void {
    if (this.host.isOver() || this.startTls === null) return;
    this.startTls = null;
    this.facts = facts;
    this.env.transcript.note(this.name, `secured ${facts.tls?.version ?? ''}`);
    this.begin(facts.security, true);
  }

  private begin(security: TransportSecurity, secured: boolean): void {
    this.isOpen = true;
    this.host.opened(security, secured);
  }

  private beforeTls(startTls: StartTls, bytes: Uint8Array): void {
    this.env.transcript.received(this.name, bytes);
    const step = startTls.receive(bytes);
    const out = startTls.output();
    if (step.kind === 'failed') this.host.failed(step.error);
    else if (step.kind === 'upgrade') this.upgrade(step.parsed);
    else if (out !== undefined) {
      this.env.transcript.sent(this.name, out.bytes, out.secrets);
      this.transport.send(out.bytes);
    }
  }

  private upgrade(parsed: number): void {
    if (this.transport.startTls === undefined) this.host.failed({ code: 'internal' });
    else this.transport.startTls(parsed);
  }

  private onBytes(bytes: Uint8Array): void {
    if (this.host.isOver()) return;
    if (this.startTls !== null) this.beforeTls(this.startTls, bytes);
    if (!this.isOpen) return;
    this.deadlines.heard(bytes.length);
    this.compression.write(bytes);
    this.deadlines.arm();
  }

  private read(bytes: Uint8Array): void {
    if (this.host.isOver()) return;
    const octets = this.host.receive(bytes);
    this.env.transcript.received(this.name, octets === bytes.length ? bytes : bytes.subarray(0, octets));
    this.host.received();
    this.deadlines.arm();
  }

  private onClose(error: AppError | null): void {
    if (this.host.isOver()) return;
    this.compression.end(() => {
      if (!this.host.isOver()) this.host.ended(error);
    });
  }
}
