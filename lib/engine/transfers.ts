/** Whole messages in and out, for the host: what a page asked, answered by the account's session. */
import { assertNever, type Result } from '../mail';
import type { Session } from '../session/types';
import { importFiles, type ImportProgress } from './import-files';
import type { EngineReplies, EngineRequest } from './port';

export type TransferRequest = Extract<
  EngineRequest,
  { kind: 'raw-list' | 'raw-heads' | 'raw-pieces' | 'import-files' }
>;

export function performTransfer(
  session: Session,
  request: TransferRequest,
  report: (progress: ImportProgress) => void,
  isCancelled: () => boolean,
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
      return importFiles(
        { files: request.files, from: request.from, append: transfer.appender(request.mailbox) },
        report,
        isCancelled,
      ).finally(() => transfer.appended(request.mailbox));
    default:
      return assertNever(request);
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
