import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ResponseReader, type RawResponse } from './response-reader';

/**
 * The second client of the tests: small, line by line, and sharing no code with lib/imap, so that a common misreading
 * cannot hide. Strings are latin1: one character, one byte.
 */
export interface ImapClientOptions {
  readonly port: number;
  readonly host?: string;
  /** PEM of the authority; without it the connection is plain. */
  readonly ca?: Buffer;
}

export interface CommandResult {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** What follows the status on the tagged line. */
  readonly text: string;
  readonly untagged: readonly RawResponse[];
}

export interface AppendItem {
  readonly message: Buffer;
  readonly flags?: readonly string[];
  readonly date?: Date;
}

/** A command is text with literals in between; each Buffer goes out as a LITERAL+ (RFC 7888), or waits for its `+` where the greeting lists none. */
export type CommandParts = readonly (string | Buffer)[];

const ANSWER_TIMEOUT_MS = 60_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export class ImapClient {
  readonly greeting: string;
  private readonly socket: Socket;
  private readonly reader: ResponseReader;
  private tagCount = 0;

  private constructor(socket: Socket, reader: ResponseReader, greeting: string) {
    this.socket = socket;
    this.reader = reader;
    this.greeting = greeting;
  }

  /** Resolves with the greeting read; rejects when the TLS certificate does not verify against `ca`. */
  static async connect(options: ImapClientOptions): Promise<ImapClient> {
    const host = options.host ?? 'localhost';
    const socket =
      options.ca === undefined
        ? connectTcp({ host: '127.0.0.1', port: options.port })
        : connectTls({ host: '127.0.0.1', port: options.port, servername: host, ca: options.ca });
    const reader = new ResponseReader(socket);
    const greeting = await reader.next(ANSWER_TIMEOUT_MS);
    socket.setNoDelay(true);
    return new ImapClient(socket, reader, greeting.text);
  }

  /** Sends one command and resolves with its tagged answer, whatever the status. */
  async command(parts: string | CommandParts): Promise<CommandResult> {
    const tag = this.nextTag();
    const pieces = encode(
      tag,
      typeof parts === 'string' ? [parts] : parts,
      this.greeting.includes('LITERAL+'),
    );
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await this.reader.next(ANSWER_TIMEOUT_MS);
      this.socket.write(piece);
    }
    return this.finish(tag);
  }

  /** As `command`, but anything other than OK rejects. */
  async ok(parts: string | CommandParts): Promise<CommandResult> {
    const result = await this.command(parts);
    if (result.status !== 'OK') {
      const shown =
        typeof parts === 'string' ? parts : parts.filter((part) => typeof part === 'string').join('{}');
      throw new Error(`${shown.slice(0, 120)} was answered ${result.status} ${result.text}`);
    }
    return result;
  }

  async login(user: string, password: string): Promise<void> {
    await this.ok(['LOGIN ', Buffer.from(user), ' ', Buffer.from(password)]);
  }

  /** SASL by the named mechanism; resolves with the tagged answer. */
  async authenticate(mechanism: string, user: string, password: string): Promise<CommandResult> {
    const step = saslSteps(mechanism, user, password);
    const tag = this.nextTag();
    this.socket.write(`${tag} AUTHENTICATE ${mechanism}\r\n`);
    return this.finish(tag, (challenge) => {
      const answer = step(Buffer.from(challenge, 'base64'));
      this.socket.write(`${answer.toString('base64')}\r\n`);
    });
  }

  async select(mailbox: string): Promise<{ readonly exists: number; readonly uidValidity: number }> {
    const { untagged } = await this.ok(`SELECT ${quote(mailbox)}`);
    const all = untagged.map((response) => response.text).join('\n');
    return {
      exists: Number(/^\* (\d+) EXISTS/m.exec(all)?.[1] ?? 0),
      uidValidity: Number(/UIDVALIDITY (\d+)/.exec(all)?.[1] ?? 0),
    };
  }

  async create(mailbox: string): Promise<void> {
    await this.ok(`CREATE ${quote(mailbox)}`);
  }

  /** MULTIAPPEND (RFC 3502): all of them, or none. Resolves with the UIDs in order. */
  async append(mailbox: string, items: readonly AppendItem[]): Promise<readonly number[]> {
    const parts: (string | Buffer)[] = [`APPEND ${quote(mailbox)}`];
    for (const item of items) {
      const flags = item.flags === undefined ? '' : ` (${item.flags.join(' ')})`;
      const date = item.date === undefined ? '' : ` "${imapDate(item.date)}"`;
      parts.push(`${flags}${date} `, item.message);
    }
    const { text } = await this.ok(parts);
    return expandSet(/\[APPENDUID \d+ ([\d:,]+)\]/.exec(text)?.[1] ?? '');
  }

  /** `set` is a UID set; `flags` as on the wire, e.g. `+FLAGS (\\Seen)`. */
  async store(set: string, flags: string): Promise<void> {
    await this.ok(`UID STORE ${set} ${flags}`);
  }

  async move(set: string, mailbox: string): Promise<void> {
    await this.ok(`UID MOVE ${set} ${quote(mailbox)}`);
  }

  /** Marks the UID set deleted and expunges exactly it (UIDPLUS). */
  async expunge(set: string): Promise<void> {
    await this.ok(`UID STORE ${set} +FLAGS.SILENT (\\Deleted)`);
    await this.ok(`UID EXPUNGE ${set}`);
  }

  async search(criteria: string): Promise<readonly number[]> {
    const { untagged } = await this.ok(`UID SEARCH ${criteria}`);
    const line = untagged.find((response) => response.text.startsWith('* SEARCH'));
    return (line?.text.slice(8).trim() ?? '').split(' ').filter(Boolean).map(Number);
  }

  /** Flags of every message of the UID set in the selected mailbox. */
  async flags(set: string): Promise<ReadonlyMap<number, readonly string[]>> {
    const { untagged } = await this.ok(`UID FETCH ${set} (UID FLAGS)`);
    const found = new Map<number, readonly string[]>();
    for (const { text } of untagged) {
      const uid = /UID (\d+)/.exec(text)?.[1];
      const flags = /FLAGS \(([^)]*)\)/.exec(text)?.[1];
      if (uid !== undefined && flags !== undefined) found.set(Number(uid), flags.split(' ').filter(Boolean));
    }
    return found;
  }

  /** BODY.PEEK of one message of the selected mailbox. */
  async body(uid: number, section = ''): Promise<Buffer> {
    const { untagged } = await this.ok(`UID FETCH ${uid} (BODY.PEEK[${section}])`);
    const [literal] = untagged.flatMap((response) => response.literals);
    if (literal === undefined) throw new Error(`no body for UID ${uid}`);
    return literal;
  }

  /** Starts IDLE, resolves with the first untagged response that matches, and ends IDLE. */
  async idleUntil(pattern: RegExp): Promise<string> {
    const tag = this.nextTag();
    this.socket.write(`${tag} IDLE\r\n`);
    for (;;) {
      const response = await this.reader.next(ANSWER_TIMEOUT_MS);
      if (!pattern.test(response.text)) continue;
      this.socket.write('DONE\r\n');
      await this.finish(tag);
      return response.text;
    }
  }

  /** Bytes as they are: for half commands and other misbehaviour. */
  raw(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  nextResponse(): Promise<RawResponse> {
    return this.reader.next(ANSWER_TIMEOUT_MS);
  }

  async logout(): Promise<void> {
    if (!this.socket.destroyed) await this.command('LOGOUT');
    this.close();
  }

  close(): void {
    this.socket.destroy();
  }

  private nextTag(): string {
    this.tagCount += 1;
    return `t${this.tagCount}`;
  }

  private async finish(tag: string, onContinue?: (text: string) => void): Promise<CommandResult> {
    const untagged: RawResponse[] = [];
    for (;;) {
      const response = await this.reader.next(ANSWER_TIMEOUT_MS);
      if (response.text.startsWith('+')) onContinue?.(response.text.slice(1).trim());
      else if (response.text.startsWith(`${tag} `)) return { ...taggedResult(response.text, tag), untagged };
      else untagged.push(response);
    }
  }
}

/** A quoted string (RFC 9051, 4.3); mailbox names are given in their wire form. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function taggedResult(line: string, tag: string): Pick<CommandResult, 'status' | 'text'> {
  const rest = line.slice(tag.length + 1);
  const status = rest.split(' ', 1)[0];
  if (status !== 'OK' && status !== 'NO' && status !== 'BAD') throw new Error(`not a status: ${line}`);
  return { status, text: rest.slice(status.length + 1) };
}

/** What may be written at once: everything, or up to each literal. */
function encode(tag: string, parts: CommandParts, atOnce: boolean): readonly Buffer[] {
  const flights: Buffer[][] = [[Buffer.from(`${tag} `)]];
  for (const part of parts) {
    if (typeof part === 'string') flights.at(-1)?.push(Buffer.from(part, 'latin1'));
    else {
      flights.at(-1)?.push(Buffer.from(`{${part.length}${atOnce ? '+' : ''}}\r\n`));
      if (atOnce) flights.at(-1)?.push(part);
      else flights.push([part]);
    }
  }
  flights.at(-1)?.push(Buffer.from('\r\n'));
  return flights.map((flight) => Buffer.concat(flight));
}

function imapDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

function expandSet(set: string): number[] {
  return set
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [first = 0, last = first] = range.split(':').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

type SaslStep = (challenge: Buffer) => Buffer;

function saslSteps(mechanism: string, user: string, password: string): SaslStep {
  switch (mechanism) {
    case 'PLAIN':
      return () => Buffer.from(`\0${user}\0${password}`);
    case 'LOGIN': {
      const answers = [user, password];
      return () => Buffer.from(answers.shift() ?? '');
    }
    case 'CRAM-MD5':
      return (challenge) =>
        Buffer.from(`${user} ${createHmac('md5', password).update(challenge).digest('hex')}`);
    case 'SCRAM-SHA-1':
      return scram('sha1', 20, user, password);
    case 'SCRAM-SHA-256':
      return scram('sha256', 32, user, password);
    default:
      throw new Error(`this client does not speak ${mechanism}`);
  }
}

/** RFC 5802 without channel binding. */
function scram(hash: string, length: number, user: string, password: string): SaslStep {
  const first = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${randomBytes(12).toString('hex')}`;
  let step = 0;
  return (challenge) => {
    step += 1;
    if (step === 1) return Buffer.from(`n,,${first}`);
    if (step > 2) return Buffer.alloc(0);
    const server = challenge.toString();
    const [, nonce = '', salt = '', rounds = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)/.exec(server) ?? [];
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), length, hash);
    const clientKey = createHmac(hash, salted).update('Client Key').digest();
    const storedKey = createHash(hash).update(clientKey).digest();
    const bare = `c=biws,r=${nonce}`;
    const signature = createHmac(hash, storedKey).update(`${first},${server},${bare}`).digest();
    const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0));
    return Buffer.from(`${bare},p=${Buffer.from(proof).toString('base64')}`);
  };
}
