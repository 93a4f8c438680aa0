import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TlsOptions } from 'node:tls';
import { certificate, type CertificateKind } from './tls';

export const HANG_UP = Symbol('hang up');

/**
 * What a server of one function says to a command (without its tag; `@` in the answer stands for it). Null: nothing.
 * HANG_UP: the connection ends without a word, as by a process that died.
 */
export type Reply = string | null | typeof HANG_UP;

/** How a connection begins: the certificate it shows, or one of the ways of not getting that far. */
export type Beginning = CertificateKind | 'tls-1.1' | 'mute' | 'garbage';

/** An IMAP server on a TCP port, TLS from the first byte, whose every habit a test may change while it runs. */
export class SwitchableServer {
  greeting: string;
  answer: (command: string) => Reply;
  begins: Beginning = 'good';
  /** Command lines without tags, of all connections. */
  readonly commands: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly idleTags = new WeakMap<Socket, string>();
  private server: Server | undefined;
  private listensOn = 0;

  constructor(greeting: string, answer: (command: string) => Reply) {
    this.greeting = greeting;
    this.answer = answer;
  }

  get port(): number {
    return this.listensOn;
  }

  /** Listens, again on the same port. */
  async start(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => void this.accept(socket));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.listensOn, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') this.listensOn = address.port;
  }

  /** Says a line to everybody who is connected. */
  say(line: string): void {
    for (const socket of this.sockets) socket.write(`${line}\r\n`);
  }

  /** Ends every connection in order; new ones are welcome. */
  hangUp(): void {
    for (const socket of this.sockets) socket.end();
  }

  /** Nobody listens any more. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async accept(plain: Socket): Promise<void> {
    this.keep(plain);
    if (this.begins === 'mute') return;
    if (this.begins === 'garbage') {
      plain.end('220 this is another service\r\n');
      return;
    }
    const secure = createSecureServer(await optionsOf(this.begins), (socket) => this.greet(socket));
    secure.on('tlsClientError', (_error, socket) => socket.destroy());
    secure.emit('connection', plain);
  }

  private greet(socket: Socket): void {
    this.keep(socket);
    socket.write(`${this.greeting}\r\n`);
    if (/^\* BYE/i.test(this.greeting)) socket.end();
    let inbox = '';
    socket.on('data', (chunk: Buffer) => {
      inbox += chunk.toString('latin1');
      for (let end = inbox.indexOf('\r\n'); end !== -1; end = inbox.indexOf('\r\n')) {
        this.perform(socket, inbox.slice(0, end));
        inbox = inbox.slice(end + 2);
      }
    });
  }

  private perform(socket: Socket, line: string): void {
    // Where IDLE is offered it is answered here, since its end has the tag of its beginning.
    if (line === 'DONE') {
      socket.write(`${this.idleTags.get(socket) ?? '*'} OK idled\r\n`);
      return;
    }
    const [tag = '', ...rest] = line.split(' ');
    const command = rest.join(' ');
    if (command === 'IDLE') {
      this.idleTags.set(socket, tag);
      socket.write('+ idling\r\n');
      return;
    }
    this.commands.push(command);
    const reply = this.answer(command);
    if (reply === HANG_UP) socket.end();
    else if (reply !== null && socket.writable) socket.write(`${reply.replaceAll('@', tag)}\r\n`);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
  }
}

export async function startSwitchableServer(
  greeting: string,
  answer: (command: string) => Reply,
): Promise<SwitchableServer> {
  const server = new SwitchableServer(greeting, answer);
  await server.start();
  return server;
}

async function optionsOf(kind: Exclude<Beginning, 'mute' | 'garbage'>): Promise<TlsOptions> {
  if (kind !== 'tls-1.1') {
    const { key, cert } = await certificate(kind);
    return { key, cert, minVersion: 'TLSv1.2' };
  }
  const { key, cert } = await certificate('good');
  return { key, cert, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
}
