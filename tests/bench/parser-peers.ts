/** The peers' own readers, fed as their sockets would feed them. Their types are declared here: they ship none for these parts. */
import { createRequire } from 'node:module';
import { PassThrough, Readable, type Transform } from 'node:stream';
import { once, type EventEmitter } from 'node:events';
import type { InputKind } from './parser-input';
import type { Reading } from './parser-ours';

const require = createRequire(import.meta.url);

interface ImapflowItem {
  readonly payload: Buffer;
  readonly literals: readonly Buffer[];
  readonly next: () => void;
}
interface ImapflowTree {
  readonly tag: string;
  readonly command: string;
  readonly attributes?: readonly { readonly value?: unknown }[];
}
interface ImapflowMessage {
  readonly uid?: number;
  readonly flags?: ReadonlySet<string>;
  readonly envelope?: { readonly from?: readonly unknown[] };
  readonly bodyStructure?: unknown;
  readonly source?: Buffer;
}

/** The reader of the round before, kept for the reason that ours is. */
export let previous: unknown = null;

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * imapflow's stream, tokenizer and message formatter, without its connection: that would also compile every response
 * into a log line, which is left out in its favour.
 */
export async function readByImapflow(chunks: Iterable<Uint8Array>, typed: boolean): Promise<Reading> {
  const { ImapStream } = require('imapflow/lib/handler/imap-stream') as {
    readonly ImapStream: new (options: object) => Transform;
  };
  const { parser } = require('imapflow/lib/handler/imap-handler') as {
    readonly parser: (payload: Buffer, options: object) => Promise<ImapflowTree>;
  };
  const { formatMessageResponse } = require('imapflow/lib/tools') as {
    readonly formatMessageResponse: (tree: ImapflowTree, mailbox: object) => Promise<ImapflowMessage>;
  };
  const stream = new ImapStream({ logger: quiet, cid: 'bench', secureConnection: true });
  const mailbox = {};
  let [rows, uids, literals] = [0, 0, 0];
  let reading = false;
  const take = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    let item: ImapflowItem | null;
    while ((item = stream.read() as ImapflowItem | null) !== null) {
      const tree = await parser(item.payload, { literals: item.literals });
      if (tree.attributes?.[0]?.value === 'FETCH') {
        rows += 1;
        if (typed) {
          const message = await formatMessageResponse(tree, mailbox);
          uids += message.uid ?? 0;
          literals += message.source?.length ?? 0;
        }
      }
      item.next();
    }
    reading = false;
  };
  stream.on('readable', () => void take());
  await feed(stream, chunks);
  previous = stream;
  return { rows, uids, literals };
}

interface NodeImapMessage {
  readonly type: string;
  readonly num?: number;
  readonly text?: { readonly uid?: number; readonly envelope?: unknown; readonly struct?: unknown };
}

/** node-imap's parser over a stream, with the objects it emits. */
export async function readByNodeImap(chunks: Iterable<Uint8Array>): Promise<Reading> {
  const { Parser } = require('imap/lib/Parser') as {
    readonly Parser: new (stream: PassThrough) => EventEmitter;
  };
  const stream = new PassThrough();
  const parser = new Parser(stream);
  let [rows, uids, literals] = [0, 0, 0];
  parser.on('untagged', (message: NodeImapMessage) => {
    if (message.type !== 'fetch') return;
    rows += 1;
    uids += message.text?.uid ?? 0;
  });
  parser.on('body', (body: EventEmitter) => {
    body.on('data', (chunk: Buffer) => (literals += chunk.length));
  });
  await feed(stream, chunks);
  previous = [stream, parser];
  return { rows, uids, literals };
}

/** emailjs-imap-handler parses one whole response at a time into an untyped tree; we cut the lines for it. */
export function readByEmailjs(bytes: Uint8Array, kind: InputKind): Reading {
  const { parser } = require('emailjs-imap-handler') as {
    readonly parser: (response: Uint8Array) => { readonly attributes?: readonly { value?: unknown }[] };
  };
  let rows = 0;
  let start = 0;
  while (start < bytes.length) {
    let end = bytes.indexOf(0x0a, start);
    // A literal in the line: its octets and the rest of the response belong to it.
    for (let size = literalSize(bytes, end); size >= 0; size = literalSize(bytes, end)) {
      end = bytes.indexOf(0x0a, end + 1 + size);
    }
    const tree = parser(bytes.subarray(start, end - 1));
    if (tree.attributes?.[0]?.value === 'FETCH') rows += 1;
    start = end + 1;
  }
  return { rows, uids: 0, literals: kind === 'literals' ? bytes.length : 0 };
}

/** The number in `{n}` CR LF that ends at `lf`, or -1. */
function literalSize(bytes: Uint8Array, lf: number): number {
  if (bytes[lf - 2] !== 0x7d) return -1;
  const open = bytes.lastIndexOf(0x7b, lf);
  return Number(Buffer.from(bytes.buffer, bytes.byteOffset + open + 1, lf - open - 3).toString('latin1'));
}

/** As a socket is piped; resolves when everything was read. */
async function feed(stream: Transform, chunks: Iterable<Uint8Array>): Promise<void> {
  const buffers = Array.from(chunks, (chunk) =>
    Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength),
  );
  const ended = once(stream, 'end');
  Readable.from(buffers, { objectMode: false }).pipe(stream);
  await ended;
}
