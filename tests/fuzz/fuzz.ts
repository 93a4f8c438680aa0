/**
 * Fuzzing led by coverage. Inputs are tried in batches; when a batch reaches a block that no input has reached, it is halved until the
 * inputs that did are known, and these are kept to be changed further. Work is counted too: an input that makes many more steps an
 * octet than any honest one is a finding like one that breaks a promise.
 */
import { seeded } from '../support/chance';
import { Coverage } from './coverage';
import { dictionary, mutate, shrink } from './mutate';
import { check } from './target';

export interface FuzzOptions {
  readonly seeds: readonly Uint8Array[];
  readonly seed: number;
  /** Beside the dictionary. */
  readonly words: readonly Uint8Array[];
  /** Asked between batches. */
  readonly goOn: (executions: number) => boolean;
}

export interface Finding {
  readonly what: string;
  readonly input: Uint8Array;
}

export interface FuzzReport {
  readonly executions: number;
  readonly kept: number;
  readonly blocks: number;
  readonly findings: readonly Finding[];
}

interface Trial {
  readonly input: Uint8Array;
  readonly sizes: readonly number[];
}

export function fuzz({ seeds, seed, words: more, goOn }: FuzzOptions): FuzzReport {
  const random = seeded(seed);
  const coverage = new Coverage('/lib/imap/');
  const corpus: Uint8Array[] = [];
  const words = [...dictionary, ...more];
  const known = new Set<string>();
  const findings = new Map<string, Finding>();
  let executions = 0;

  const attempt = ({ input, sizes }: Trial): void => {
    executions++;
    const what = failureOf(input, sizes);
    if (what === undefined || findings.has(what)) return;
    const least = shrink(input, (bytes) => failureOf(bytes, sizes) !== undefined);
    findings.set(what, { what, input: least });
  };
  /** Runs the batch; keeps what is new in it. */
  const explore = (batch: readonly Trial[]): void => {
    for (const trial of batch) attempt(trial);
    const { blocks, steps } = coverage.take();
    const octets = batch.reduce((sum, { input }) => sum + input.length + OVERHEAD, 0);
    const news = blocks.some((block) => !known.has(block));
    const slow = steps > octets * MAX_STEPS;
    if (!news && !slow) return;
    const [only] = batch;
    if (batch.length > 1) {
      const half = batch.length >>> 1;
      explore(batch.slice(0, half));
      explore(batch.slice(half));
    } else if (only !== undefined) {
      if (slow) findings.set(`slow ${findings.size}`, { what: `${steps} steps`, input: only.input });
      for (const block of blocks) known.add(block);
      if (news) corpus.push(only.input);
    }
  };
  try {
    for (const input of seeds) explore([{ input, sizes: [1] }]);
    while (goOn(executions)) {
      const batch = Array.from({ length: BATCH }, (): Trial => {
        // What was found last leads furthest.
        const recent = random(3) > 0 ? Math.max(0, corpus.length - 40) : 0;
        const parent = corpus[recent + random(corpus.length - recent)] ?? new Uint8Array(0);
        return {
          input: mutate(parent, random, { corpus, words }),
          sizes: [1 + random(8), 1 + random(30), 1 + random(300)],
        };
      });
      explore(batch);
    }
  } finally {
    coverage.end();
  }
  return { executions, kept: corpus.length, blocks: known.size, findings: [...findings.values()] };
}

/** What the input breaks; the words without its octets, so that one fault is one finding. */
export function failureOf(input: Uint8Array, sizes: readonly number[]): string | undefined {
  try {
    check(input, sizes);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const place = error.stack?.split('\n').find((line) => line.includes('/lib/imap/')) ?? '';
    return `${error.name}: ${error.message.slice(0, 60)} ${place.trim()}`;
  }
}

const BATCH = 64;
/** Blocks an octet; an honest row takes some 20 for all three readings of it. */
const MAX_STEPS = 400;
/** What a run costs before its first octet. */
const OVERHEAD = 64;
