/** `ImapConnection` on a plain socket, nothing above it: one command after the other against a real server. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { deriveKey } from '../../lib/engine/derive';
import { nativeInflate, storedBlocks, type Inflater } from '../../lib/net/deflate';
import {
  ImapConnection,
  starttls,
  type CloseReason,
  type Command,
  type CommandId,
  type CommandOutcome,
  type UntaggedEvent,
} from '../../lib/imap';

const WAIT_MS = 30_000;
/** The only name the tests' certificates are for. */
const HOST = 'localhost';

export class ImapLink {
  /** Another one after `secure`. */
  connection: ImapConnection;
  /** What no command asked for. */
  readonly news: UntaggedEvent[] = [];
  /** Names of the commands that were carried out, or refused with a reason (NO). */
  readonly understood = new Set<string>();
  /** What went out, a string a write, one character an octet. */
  readonly sent: string[] = [];
  /** Octets that came, as they travelled and as they were read. */
  readonly octets = { travelled: 0, read: 0 };
  closed: CloseReason | undefined;
  private socket: Socket;
  /** Since COMPRESS. */
  private inflater: Inflater | undefined;
  private readonly waiting = new Map<CommandId, (outcome: CommandOutcome<unknown>) => void>();
  private readonly listening = new Set<() => void>();
  private greeted: () => void = () => undefined;

  private constructor(socket: Socket, security: 'loopback' | 'tls') {
    this.connection = new ImapConnection({ security });
    this.socket = socket;
    this.hear(socket);
  }

  /** With `ca`, an authority in PEM, over TLS from the first byte. */
  static async open(port: number, ca?: string): Promise<ImapLink> {
    const host = '127.0.0.1';
    const link =
      ca === undefined
        ? new ImapLink(connect({ host, port }), 'loopback')
        : new ImapLink(connectTls({ host, port, ca, servername: HOST }), 'tls');
    await new Promise<void>((resolve, reject) => {
      link.greeted = resolve;
      link.socket.on('error', reject);
    });
    return link;
  }

  /** STARTTLS: what was learnt before it is forgotten. */
  async secure(ca: string): Promise<void> {
    await this.run(starttls());
    this.socket.removeAllListeners('data');
    this.socket = connectTls({ socket: this.socket, ca, servername: HOST });
    await new Promise<void>((resolve, reject) => {
      this.socket.once('secureConnect', resolve).once('error', reject);
    });
    this.connection = new ImapConnection({ security: 'tls', secured: true });
    this.hear(this.socket);
  }

  /** What the command gives. @throws when it fails, with the server's words. */
  async run<T>(command: Command<T>): Promise<T> {
    const outcome = await this.settle(command);
    if (!outcome.ok) throw new Error(`${command.name}: ${JSON.stringify(outcome.failure)}`);
    return outcome.value;
  }

  settle<T>(command: Command<T>): Promise<CommandOutcome<T>> {
    return new Promise((resolve, reject) => {
      const id = this.connection.enqueue(command);
      const timer = setTimeout(() => reject(new Error(`${command.name}: no answer`)), WAIT_MS);
      this.waiting.set(id, (outcome) => {
        clearTimeout(timer);
        if (outcome.ok || outcome.failure.kind === 'no') this.understood.add(command.name);
        resolve(outcome as CommandOutcome<T>);
      });
      this.pump();
    });
  }

  /** Resolves once something holds that events of the connection bring about. */
  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited for ${what}`)), WAIT_MS);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.listening.delete(look);
        resolve();
      };
      this.listening.add(look);
      look();
    });
  }

  stopIdle(): void {
    this.connection.stopIdle();
    this.pump();
  }

  close(): void {
    this.socket.destroy();
  }

  private hear(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.octets.travelled += chunk.length;
      const bytes = Uint8Array.from(chunk);
      if (this.inflater === undefined) this.read(bytes);
      else this.inflater.write(bytes);
    });
  }

  private read(bytes: Uint8Array): void {
    this.octets.read += bytes.length;
    this.connection.receive(bytes);
    this.pump();
  }

  private inflate(rest: Uint8Array): void {
    const onBroken = (fault: string, detail: string): void =>
      void this.socket.destroy(new Error(`${fault}: ${detail}`));
    this.inflater = nativeInflate()?.({ onBytes: (bytes) => this.read(bytes), onBroken }, setImmediate);
    this.inflater?.write(rest);
  }

  private pump(): void {
    const { connection } = this;
    for (let event = connection.next(); event !== undefined; event = connection.next()) {
      if (event.kind === 'greeting') this.greeted();
      else if (event.kind === 'untagged') this.news.push(event.event);
      else if (event.kind === 'done') this.waiting.get(event.id)?.(event.outcome);
      else if (event.kind === 'closed') this.closed = event.reason;
      else if (event.kind === 'compressed') this.inflate(event.rest);
      else if (event.kind === 'need') {
        const { id } = event;
        void deriveKey(event.need).then((key) => {
          connection.resume(id, key);
          this.pump();
        });
      }
    }
    const output = connection.output();
    if (output !== undefined) {
      this.sent.push(Buffer.from(output.bytes).toString('latin1'));
      this.socket.write(this.inflater === undefined ? output.bytes : storedBlocks(output.bytes));
    }
    for (const look of this.listening) look();
  }
}
