/** Whole messages in and out, for the host: what a page asked, answered by the account's session. */
import { assertNever, nameOfFile, type ImportResult, type Result } from '../mail';
import type { Session } from '../session/types';
import type { ImportBook } from './import-book';
import { importFiles, type ImportProgress } from './import-files';
import type { EngineReplies, EngineRequest } from './port';

export type TransferRequest = Extract<
  EngineRequest,
  { kind: 'raw-list' | 'raw-heads' | 'raw-pieces' | 'import-files' | 'cut-imports' | 'forget-import' }
>;

/** Whose messages they are. */
export interface TransferOwner {
  readonly session: Session;
  readonly imports: ImportBook;
  /** What an earlier engine wrote down is known. */
  readonly takenUp: Promise<void>;
}

export async function performTransfer(
  { session, imports, takenUp }: TransferOwner,
  request: TransferRequest,
  report: (progress: ImportProgress) => void,
  isCancelled: () => boolean,
  isWatched: () => boolean,
): Promise<Result<EngineReplies[TransferRequest['kind']]>> {
  const { transfer } = session;
  switch (request.kind) {
    case 'raw-list':
      return transfer.list(request.mailbox);
    case 'raw-heads':
      return transfer.heads(request.place, request.uids);
    case 'raw-pieces':
      return transfer.pieces(request.place, request.uids, request.from);
    case 'import-files':
      return keptImport(session, imports, request, report, isCancelled, isWatched);
    case 'cut-imports':
      await takenUp;
      return { ok: true, value: await imports.cut() };
    case 'forget-import':
      await imports.forget(request.id);
      return { ok: true, value: null };
    default:
      return assertNever(request);
  }
}

/** An import that is written down as it goes, and goes on where one of the same id was. */
async function keptImport(
  { transfer }: Session,
  imports: ImportBook,
  { id, mailbox, files, from }: Extract<TransferRequest, { kind: 'import-files' }>,
  report: (progress: ImportProgress) => void,
  isCancelled: () => boolean,
  isWatched: () => boolean,
): Promise<Result<ImportResult>> {
  const names = files.map((file) => ({
    name: nameOfFile({ name: 'name' in file && typeof file.name === 'string' ? file.name : '' }),
    size: file.size,
  }));
  const run = imports.begin({ id, mailbox, files: names }, isWatched);
  const { before } = run;
  const into = transfer.appender(mailbox, before.mark, (mark) => run.marked(mark));
  let result: Result<ImportResult> | null = null;
  try {
    result = await importFiles(
      {
        files,
        from: Math.max(from, before.handled),
        since: before.since,
        into,
        planned: (total) => run.planned(total),
        note: (tally) => run.note(tally, into.mark),
      },
      report,
      isCancelled,
    );
    return result;
  } finally {
    await imports.end(run, result);
    transfer.appended(mailbox);
  }
}

/** Buffers of a reply that may be moved to the page instead of copied. */
export function buffersOf(value: EngineReplies[keyof EngineReplies]): readonly ArrayBuffer[] {
  if (value instanceof Uint8Array) return [value.buffer as ArrayBuffer];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'bytes' in one && one.bytes instanceof Uint8Array
      ? [one.bytes.buffer as ArrayBuffer]
      : [],
  );
}
