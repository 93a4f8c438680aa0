/**
 * Mail from a file a person chose: one message (.eml) or many (.mbox), told apart by how the file begins. Read in pieces; in memory
 * is one message at a time, never more than MAX_FILE_MESSAGE octets of it.
 */
import { concatBytes } from './bytes';
import { parseMailDate } from './dates';
import { parseHeaders, parseReferences, type Headers } from './headers';
import { MAX_FILE_MESSAGE, MAX_FILE_MESSAGES } from './limits';
import { FROM } from './mbox-from';
import { MboxReader, type MboxEvent } from './mbox-reader';
import { parseMboxStatus } from './mbox-status';

export interface FileMessage {
  /** Counts from 1 within the file. */
  readonly number: number;
  /** CRLF line ends, as IMAP wants them. */
  readonly bytes: Uint8Array;
  /** Without `\Deleted` and `\Recent`; a message whose file does not say counts as read. */
  readonly flags: readonly string[];
  /** When it was delivered, epoch milliseconds; undefined when nothing tells. */
  readonly date: number | undefined;
  /** With its brackets; null when there is none. */
  readonly messageId: string | null;
  readonly subject: string | undefined;
}

export type FileItem =
  | { readonly kind: 'message'; readonly message: FileMessage }
  /** Left out, with what was found out about it. */
  | {
      readonly kind: 'bad';
      readonly number: number;
      readonly why: BadMessage;
      readonly subject: string | undefined;
    };

/** Why a message of a file cannot be used: above MAX_FILE_MESSAGE, NUL octets, nothing in it, or no header of a mail. */
export type BadMessage = 'too-large' | 'binary' | 'empty' | 'no-mail';

/** The file as a whole cannot be used. */
export type BadFile = 'no-mail' | 'too-many';

export interface MailFileOptions {
  readonly maxMessage?: number;
  readonly maxMessages?: number;
}

/** `push` the file in pieces, then `end`; `bad` is set once the file cannot be used, and nothing comes after that. */
export class MailFileReader {
  bad: BadFile | null = null;
  /** Null until the first octets came. */
  format: 'mbox' | 'eml' | null = null;
  readonly #maxMessage: number;
  readonly #maxMessages: number;
  readonly #mbox = new MboxReader();
  #start: Uint8Array[] = [];
  #pieces: Uint8Array[] = [];
  #size = 0;
  #date: number | undefined;
  #number = 0;
  #items: FileItem[] = [];

  constructor(options: MailFileOptions = {}) {
    this.#maxMessage = options.maxMessage ?? MAX_FILE_MESSAGE;
    this.#maxMessages = options.maxMessages ?? MAX_FILE_MESSAGES;
  }

  push(bytes: Uint8Array): readonly FileItem[] {
    if (this.bad !== null || bytes.length === 0) return [];
    if (this.format !== null) this.#feed(bytes);
    else {
      this.#start.push(bytes);
      this.#decide(false);
    }
    return this.#take();
  }

  end(): readonly FileItem[] {
    if (this.bad !== null) return [];
    if (this.format === null) this.#decide(true);
    if (this.format === 'mbox') this.#events(this.#mbox.end());
    else this.#finish();
    return this.#take();
  }

  #take(): readonly FileItem[] {
    const items = this.#items;
    this.#items = [];
    return this.bad === null ? items : [];
  }

  /** `From ` at the start, perhaps behind empty lines, makes an mbox. */
  #decide(last: boolean): void {
    const start = concatBytes(this.#start);
    let at = 0;
    while (at < start.length && (start[at] === 0x0d || start[at] === 0x0a)) at++;
    const head = start.subarray(at, at + FROM.length);
    const fits = head.every((byte, index) => byte === FROM[index]);
    if (fits && head.length < FROM.length && !last && start.length < MAX_START) {
      this.#start = [start];
      return;
    }
    this.format = fits && head.length === FROM.length ? 'mbox' : 'eml';
    this.#start = [];
    this.#feed(start);
  }

  #feed(bytes: Uint8Array): void {
    if (this.format === 'mbox') this.#events(this.#mbox.push(bytes));
    else this.#add(bytes);
  }

  #events(events: readonly MboxEvent[]): void {
    for (const event of events) {
      if (this.bad !== null) return;
      switch (event.kind) {
        case 'begin':
          this.#date = event.envelope.date;
          break;
        case 'data':
          this.#add(event.bytes);
          break;
        case 'end':
          this.#finish();
          break;
        case 'not-mbox':
          this.bad = 'no-mail';
      }
    }
  }

  #add(bytes: Uint8Array): void {
    this.#size += bytes.length;
    // Of a message that is too large only its beginning is kept, for its subject.
    if (this.#size <= this.#maxMessage || this.#pieces.length === 0)
      this.#pieces.push(bytes.slice(0, this.#maxMessage));
  }

  #finish(): void {
    const whole = concatBytes(this.#pieces);
    const tooLarge = this.#size > this.#maxMessage;
    const date = this.#date;
    this.#pieces = [];
    this.#size = 0;
    this.#date = undefined;
    if (this.#number >= this.#maxMessages) {
      this.bad = 'too-many';
      return;
    }
    const status = this.format === 'mbox' ? parseMboxStatus(whole) : null;
    const bytes = status === null ? whole : whole.subarray(status.length);
    const headers = parseHeaders(bytes);
    // What a mailbox program keeps about the mailbox itself looks like a message.
    if (this.#number === 0 && headers.get('x-imap') !== undefined && headers.get('received') === undefined)
      return;
    const number = ++this.#number;
    const subject = headers.get('subject');
    const why = tooLarge ? 'too-large' : fault(bytes, headers);
    if (why !== null) {
      // Somebody's picture is no mail that cannot be used, but no mail.
      if (this.format === 'eml' && (why === 'no-mail' || why === 'empty' || !isMail(headers)))
        this.bad = 'no-mail';
      else this.#items.push({ kind: 'bad', number, why, subject });
      return;
    }
    this.#items.push({
      kind: 'message',
      message: {
        number,
        bytes: withCrlf(bytes),
        flags: status?.known === true ? status.flags.filter((flag) => flag !== '\\Deleted') : ['\\Seen'],
        date: date ?? deliveredAt(headers),
        messageId: parseReferences(headers.get('message-id'))[0] ?? null,
        subject,
      },
    });
  }
}

function fault(bytes: Uint8Array, headers: Headers): BadMessage | null {
  if (bytes.length === 0) return 'empty';
  if (!isMail(headers)) return 'no-mail';
  return bytes.includes(0) ? 'binary' : null;
}

/** A field that hardly any file has by chance. */
function isMail(headers: Headers): boolean {
  return headers.entries.some(([name]) => FIELDS.has(name.toLowerCase()));
}

/** The newest Received tells when the message arrived where it was read; the sender's own date comes second. */
function deliveredAt(headers: Headers): number | undefined {
  const received = headers.get('received');
  const at = received?.lastIndexOf(';') ?? -1;
  const arrived = received !== undefined && at >= 0 ? parseMailDate(received.slice(at + 1)) : undefined;
  return arrived ?? parseMailDate(headers.get('date'));
}

/** Each LF without a CR gets one; the same octets when there is none. */
function withCrlf(bytes: Uint8Array): Uint8Array {
  let bare = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) bare++;
  if (bare === 0) return bytes;
  const out = new Uint8Array(bytes.length + bare);
  let written = 0;
  let from = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] === CR) continue;
    out.set(bytes.subarray(from, at), written);
    written += at - from;
    out[written++] = CR;
    from = at;
  }
  out.set(bytes.subarray(from), written);
  return out;
}

const LF = 0x0a;
const CR = 0x0d;
/** Empty lines at the start of a file that are looked past. */
const MAX_START = 1_024;
const FIELDS: ReadonlySet<string> = new Set([
  'from',
  'to',
  'cc',
  'date',
  'subject',
  'sender',
  'received',
  'message-id',
  'return-path',
  'delivered-to',
  'mime-version',
]);
