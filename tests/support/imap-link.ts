/** `ImapConnection` on a plain socket, nothing above it: one command after the other against a real server. */
import { connect, type Socket } from 'node:net';
import {
  ImapConnection,
  type Command,
  type CommandId,
  type CommandOutcome,
  type UntaggedEvent,
} from '../../lib/imap';

const WAIT_MS = 20_000;

export class ImapLink {
  readonly connection = new ImapConnection({ security: 'loopback' });
  /** What no command asked for. */
  readonly news: UntaggedEvent[] = [];
  private readonly socket: Socket;
  private readonly waiting = new Map<CommandId, (outcome: CommandOutcome<unknown>) => void>();
  private greeted: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.connection.receive(Uint8Array.from(chunk));
      this.pump();
    });
  }

  static async open(port: number): Promise<ImapLink> {
    const link = new ImapLink(connect({ host: '127.0.0.1', port }));
    await new Promise<void>((resolve, reject) => {
      link.greeted = resolve;
      link.socket.on('error', reject);
    });
    return link;
  }

  /** What the command gives. @throws when it fails, with the server's words. */
  async run<T>(command: Command<T>): Promise<T> {
    const outcome = await this.settle(command);
    if (outcome.ok) return outcome.value;
    throw new Error(`${command.name}: ${JSON.stringify(outcome.failure)}`);
  }

  settle<T>(command: Command<T>): Promise<CommandOutcome<T>> {
    return new Promise((resolve, reject) => {
      const id = this.connection.enqueue(command);
      const timer = setTimeout(() => reject(new Error(`${command.name}: no answer`)), WAIT_MS);
      this.waiting.set(id, (outcome) => {
        clearTimeout(timer);
        resolve(outcome as CommandOutcome<T>);
      });
      this.pump();
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private pump(): void {
    for (let event = this.connection.next(); event !== undefined; event = this.connection.next()) {
      if (event.kind === 'greeting') this.greeted();
      else if (event.kind === 'untagged') this.news.push(event.event);
      else if (event.kind === 'done') this.waiting.get(event.id)?.(event.outcome);
    }
    const output = this.connection.output();
    if (output !== undefined) this.socket.write(output.bytes);
  }
}
