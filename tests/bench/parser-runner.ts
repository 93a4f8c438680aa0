/**
 * One engine in a process of its own, so that no other engine's garbage or compiled code counts. Told by messages to run
 * one round; answers with the CPU time of the whole process, garbage collection included.
 */
import { chunksOf, parserInput, type InputKind, type ParserInput } from './parser-input';
import { walkBytes } from './parser-floor';
import { readByOurs, type Reading } from './parser-ours';
import { readByEmailjs, readByImapflow, readByNodeImap } from './parser-peers';

export type EngineName =
  | 'ours'
  | 'ours-decoded'
  | 'imapflow-typed'
  | 'imapflow-tree'
  | 'nodeimap'
  | 'emailjs'
  | 'floor';

export interface Round {
  readonly kind: InputKind;
  readonly rows: number;
  /** Octets of one chunk. */
  readonly chunk: number;
  /**
   * Memory is collected before, so that what grows can be told. Not where speed is measured: a collection by force takes the
   * garbage of the round before off the bill, and compiled code with it.
   */
  readonly collect?: boolean;
}

export interface RoundResult {
  readonly cpuMs: number;
  readonly octets: number;
  /** Heap grown while reading; garbage too where the heap is large enough to keep it. */
  readonly heapGrown: number;
  readonly reading: Reading;
}

const inputs = new Map<string, ParserInput>();

function inputOf({ kind, rows }: Round): ParserInput {
  const key = `${kind} ${rows}`;
  const input = inputs.get(key) ?? parserInput(kind, rows);
  inputs.set(key, input);
  return input;
}

/**
 * Ours owns the buffers it is given, so each round brings the octets anew: into one buffer that stays. When each round took a buffer
 * of many megabytes, returning five of them to the operating system was on the bill of every fifth round.
 */
function freshBytes({ bytes }: ParserInput): Uint8Array {
  const buffer = buffers.get(bytes) ?? new Uint8Array(bytes.length);
  buffers.set(bytes, buffer);
  buffer.set(bytes);
  return buffer;
}

const buffers = new WeakMap<Uint8Array, Uint8Array>();

async function read(engine: EngineName, input: ParserInput, chunks: Iterable<Uint8Array>): Promise<Reading> {
  switch (engine) {
    case 'ours':
    case 'ours-decoded':
      return readByOurs(input, chunks, engine === 'ours-decoded');
    case 'imapflow-typed':
    case 'imapflow-tree':
      return readByImapflow(chunks, engine === 'imapflow-typed');
    case 'nodeimap':
      return readByNodeImap(chunks);
    case 'emailjs':
      return readByEmailjs(input.bytes, input.kind);
    case 'floor':
      return { rows: walkBytes(chunks), uids: 0, literals: 0 };
    default:
      throw new Error(`no engine ${String(engine satisfies never)}`);
  }
}

async function runRound(engine: EngineName, round: Round): Promise<RoundResult> {
  const input = inputOf(round);
  const chunks = chunksOf(freshBytes(input), round.chunk);
  if (round.collect === true) globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  const reading = await read(engine, input, chunks);
  const { user, system } = process.cpuUsage(before);
  const heapGrown = process.memoryUsage().heapUsed - heap;
  return { cpuMs: (user + system) / 1000, octets: input.bytes.length, heapGrown, reading };
}

const engine = process.argv[2] as EngineName;

process.on('message', (round: Round) => {
  runRound(engine, round).then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
