/**
 * Which blocks of the protocol layer ran, and how often: V8's own counters, read through the inspector of this process.
 *
 * Counts are a measure of work that no busy machine changes. What runs inside the engine (indexOf, TextDecoder, sort) is one step to
 * them, however long it takes.
 */
import { Session } from 'node:inspector';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
}

export interface Taken {
  /** One string a block that ran. */
  readonly blocks: readonly string[];
  /** How often blocks ran, all together. */
  readonly steps: number;
}

export class Coverage {
  readonly #session = new Session();
  readonly #folder: string;

  /** @param folder part of the paths of the files that count, e.g. `/lib/imap/` */
  constructor(folder: string) {
    this.#folder = folder;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What has run since the last time; counters begin anew. */
  take(): Taken {
    const blocks: string[] = [];
    let steps = 0;
    for (const script of this.#read()) {
      if (!script.url.includes(this.#folder)) continue;
      const file = script.url.slice(script.url.lastIndexOf(this.#folder));
      for (const { ranges } of script.functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          steps += count;
          blocks.push(`${file}:${startOffset}-${endOffset}`);
        }
      }
    }
    return { blocks, steps };
  }

  end(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.post('Profiler.disable');
    this.#session.disconnect();
  }

  /** The inspector of one's own process answers before `post` returns. */
  #read(): readonly ScriptCoverage[] {
    let result: readonly ScriptCoverage[] | undefined;
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw new Error(error.message);
      result = answer.result;
    });
    if (result === undefined) throw new Error('the inspector did not answer');
    return result;
  }
}
