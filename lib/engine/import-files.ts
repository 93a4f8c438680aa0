/**
 * Files of mail into a folder. All files are read through first, so that one that is no mail is told before anything changes
 * and the person sees how much there is; then they are read again, a message at a time, and each goes to the server before
 * the next is read.
 */
import type { AppError, ErrorCode, ImportFailure, ImportResult, Result } from '../mail';
import {
  decodeEncodedWords,
  MailFileReader,
  mimeLimits,
  safeDisplayText,
  type BadMessage,
  type FileItem,
} from '../mime';
import type { AppendRun } from '../session/transfer';
import { MAX_IMPORT_FAILURES, MAX_IMPORT_FILES } from './limits';

export interface ImportFilesOptions {
  readonly files: readonly Blob[];
  /** Messages gone through by an earlier run, which are left out. */
  readonly from: number;
  readonly into: AppendRun;
  /** Of those left out, the ones from here on came after the mark the run goes on from. */
  readonly since?: number;
  /** All are read through, and nothing was sent yet. */
  readonly planned?: (total: number) => void;
  /** How far it is, after each message. */
  readonly note?: (so: ImportTally) => void;
}

/** What has become of the messages gone through. */
export interface ImportTally {
  readonly imported: number;
  readonly handled: number;
  readonly failed: number;
}

/** Messages and octets of the files gone through; `total` 0 while they are read for the first time. */
export interface ImportProgress {
  readonly done: number;
  readonly total: number;
  readonly octets: number;
  readonly allOctets: number;
}

/** An error changes nothing; what went wrong later is in the result. */
export async function importFiles(
  { files, from, into, since = from, planned, note }: ImportFilesOptions,
  report: (progress: ImportProgress) => void,
  isCancelled: () => boolean,
): Promise<Result<ImportResult>> {
  if (files.length > MAX_IMPORT_FILES)
    return { ok: false, error: { code: 'import-too-many', values: { max: MAX_IMPORT_FILES } } };
  const allOctets = files.reduce((sum, file) => sum + file.size, 0);
  const run: Run = { imported: 0, handled: 0, failed: 0, failures: [], stopped: null };
  let total = 0;
  const result = (cancelled: boolean): Result<ImportResult> => ({
    ok: true,
    value: { ...run, total, cancelled },
  });
  let working = false;
  /** Of the first reading what was read, of the second what was sent. */
  let octets = 0;
  const tell = (): void =>
    report({
      done: run.handled,
      total: working ? total : 0,
      octets: working && run.handled === total ? allOctets : Math.min(octets, allOctets),
      allOctets,
    });
  const walk = new Walk(files, (read) => {
    if (working) return;
    octets = read;
    tell();
  });
  for await (const step of walk.items()) {
    if (step.kind === 'bad-file') return { ok: false, error: step.error };
    total += 1;
    if (isCancelled()) return result(true);
  }
  planned?.(total);
  working = true;
  octets = 0;
  tell();
  for await (const step of walk.items()) {
    if (step.kind === 'bad-file') {
      // It was another file a moment ago.
      run.stopped = step.error;
      return result(false);
    }
    octets += step.item.kind === 'message' ? step.item.message.bytes.length : 0;
    if (run.handled < from) {
      if (run.handled >= since && step.item.kind === 'message') into.skip(step.item.message);
      run.handled += 1;
      continue;
    }
    if (isCancelled()) return result(true);
    const error = await handle(step.item, into);
    if (error !== null && STOPPING.has(error.code)) {
      run.stopped = error;
      return result(false);
    }
    run.handled += 1;
    if (error === null) run.imported += 1;
    else fail(run, step, error);
    note?.(run);
    tell();
  }
  return result(false);
}

interface Run {
  imported: number;
  handled: number;
  failed: number;
  readonly failures: ImportFailure[];
  stopped: AppError | null;
}

function fail(run: Run, { item, file }: Extract<Step, { kind: 'item' }>, error: AppError): void {
  run.failed += 1;
  if (run.failures.length >= MAX_IMPORT_FAILURES) return;
  const { number, subject } = item.kind === 'message' ? item.message : item;
  const shown = safeDisplayText(decodeEncodedWords((subject ?? '').slice(0, MAX_SUBJECT * 8)));
  run.failures.push({ file, number, subject: shown.slice(0, MAX_SUBJECT), error });
}

async function handle(item: FileItem, into: AppendRun): Promise<AppError | null> {
  if (item.kind === 'bad') return { code: CODES[item.why] };
  const result = await into.append(item.message);
  return result.ok ? null : result.error;
}

type Step =
  | { readonly kind: 'item'; readonly file: string; readonly item: FileItem }
  | { readonly kind: 'bad-file'; readonly error: AppError };

/** Goes through all files, one piece in memory at a time. */
class Walk {
  readonly #files: readonly Blob[];
  readonly #report: (octets: number) => void;

  constructor(files: readonly Blob[], report: (octets: number) => void) {
    this.#files = files;
    this.#report = report;
  }

  async *items(): AsyncGenerator<Step, void, undefined> {
    let octets = 0;
    this.#report(octets);
    for (const file of this.#files) {
      const name = nameOf(file);
      const reader = new MailFileReader();
      const stream = file.stream().getReader();
      try {
        for (;;) {
          const piece = await stream.read();
          const items = piece.done ? reader.end() : reader.push(piece.value);
          for (const item of items) yield { kind: 'item', file: name, item };
          if (reader.bad !== null) {
            yield {
              kind: 'bad-file',
              error: { code: BAD_FILES[reader.bad], values: { name, max: mimeLimits.MAX_FILE_MESSAGES } },
            };
            return;
          }
          if (piece.done) break;
          octets += piece.value.length;
          this.#report(octets);
        }
      } catch {
        // The file was moved or changed since it was chosen, or may not be read.
        yield { kind: 'bad-file', error: { code: 'import-unreadable', values: { name } } };
        return;
      } finally {
        await stream.cancel().catch(() => undefined);
      }
    }
  }
}

const nameOf = (file: Blob): string =>
  'name' in file && typeof file.name === 'string' ? safeDisplayText(file.name.slice(0, MAX_SUBJECT)) : '';

const CODES: Readonly<Record<BadMessage, ErrorCode>> = {
  'too-large': 'import-too-large',
  binary: 'import-binary',
  empty: 'import-empty',
  'no-mail': 'import-broken',
};
const BAD_FILES = { 'no-mail': 'import-no-mail', 'too-many': 'import-too-many' } as const;
/** What will not be otherwise with the next message. */
const STOPPING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'offline',
  'append-unsure',
  'append-forbidden',
  'over-quota',
  'mailbox-missing',
]);
const MAX_SUBJECT = 200;
