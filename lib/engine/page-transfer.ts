/** The page's side of whole messages in and out: requests to the engine, and folders as files, a piece at a time. */
import { iterateNumberSet } from '../imap';
import type { MailboxName, NumberSet, Uid } from '../imap/types';
import type { AccountId, CutImport, ImportResult, RawHead, RawList, RawPiece, Result } from '../mail';
import { MboxWriter, safeFileName } from '../mime';
import { MAX_RAW_BODIES, MAX_RAW_HEADS, RAW_PIECE } from '../session/limits';
import type { RawPlace } from '../session/transfer';
import { AppFailure } from './config';
import type { ImportProgress } from './import-files';
import type { Ask } from './page-questions';
import type { PageMessage } from './port';

export interface ImportOptions {
  /** Messages gone through by an earlier run. */
  readonly from?: number;
  /** Under which it is written down; default: a new one. */
  readonly id?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Aborting ends the work after the message under way; the result says how far it got. */
  readonly signal?: AbortSignal;
}

export interface PageTransfer {
  /** Files are read in the engine, never whole. */
  importFiles(
    account: AccountId,
    mailbox: MailboxName,
    files: readonly File[],
    options?: ImportOptions,
  ): Promise<Result<ImportResult>>;
  /** Imports that were cut off, by a reload for one, and that nobody has gone on with or put aside. */
  cut(account: AccountId): Promise<Result<readonly CutImport[]>>;
  /** Nothing more is said of it. */
  forget(account: AccountId, id: string): void;
  /** For an import that is new. */
  newId(): string;
  /** All messages of a folder. */
  list(account: AccountId, mailbox: MailboxName): Promise<Result<RawList>>;
  /** The message as it is stored, in pieces of at most RAW_PIECE octets. Throws AppFailure. */
  message(account: AccountId, place: RawPlace, uid: Uid): AsyncGenerator<Uint8Array, void, undefined>;
  /**
   * The messages as an mbox file, in pieces. Told along: how many of them are in what came so far, or are gone from the folder.
   * Throws AppFailure.
   */
  mbox(account: AccountId, place: RawPlace, set: NumberSet): AsyncGenerator<MboxPiece, void, undefined>;
}

export interface MboxPiece {
  readonly bytes: readonly Uint8Array[];
  readonly done: number;
  /** Not there any more, or the server did not give them. */
  readonly gone: number;
  /** The message that is complete with this piece. */
  readonly whole?: Uid;
}

export class TransferDesk implements PageTransfer {
  readonly #send: Ask;
  readonly #post: (message: PageMessage) => void;
  readonly #newId: () => string;
  /** Below zero: work on folders counts up from one. */
  #nextJob = -1;

  constructor(send: Ask, post: (message: PageMessage) => void, newId: () => string) {
    this.#newId = newId;
    this.#send = send;
    this.#post = post;
  }

  async importFiles(
    account: AccountId,
    mailbox: MailboxName,
    files: readonly File[],
    { from = 0, id = this.#newId(), onProgress, signal }: ImportOptions = {},
  ): Promise<Result<ImportResult>> {
    const jobId = this.#nextJob--;
    const cancel = (): void => this.#post({ kind: 'cancel-job', job: jobId });
    signal?.addEventListener('abort', cancel);
    try {
      return await this.#send<'import-files'>(
        { kind: 'import-files', account, mailbox, files, from, id, jobId },
        (done, total, octets) =>
          onProgress?.({ done, total, octets: octets?.[0] ?? 0, allOctets: octets?.[1] ?? 0 }),
      );
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  cut(account: AccountId): Promise<Result<readonly CutImport[]>> {
    return this.#send<'cut-imports'>({ kind: 'cut-imports', account });
  }

  forget(account: AccountId, id: string): void {
    void this.#send<'forget-import'>({ kind: 'forget-import', account, id });
  }

  newId(): string {
    return this.#newId();
  }

  list(account: AccountId, mailbox: MailboxName): Promise<Result<RawList>> {
    return this.#send<'raw-list'>({ kind: 'raw-list', account, mailbox });
  }

  async *message(
    account: AccountId,
    place: RawPlace,
    uid: Uid,
    from = 0,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = from; ;) {
      const [piece] = must(await this.#pieces(account, place, [uid], at));
      if (piece === undefined) throw new AppFailure({ code: 'message-missing' });
      yield piece.bytes;
      if (isLast(piece, at)) return;
      at += piece.bytes.length;
    }
  }

  async *mbox(
    account: AccountId,
    place: RawPlace,
    set: NumberSet,
  ): AsyncGenerator<MboxPiece, void, undefined> {
    const writer = new MboxWriter();
    let done = 0;
    let gone = 0;
    for (const uids of inBatches(set)) {
      const heads = must(await this.#send<'raw-heads'>({ kind: 'raw-heads', account, place, uids }));
      gone += uids.length - heads.length;
      const groups = groupsOf(heads);
      const ask = (group: readonly RawHead[] | undefined) =>
        group === undefined
          ? null
          : this.#pieces(
              account,
              place,
              group.map(({ uid }) => uid),
              0,
            );
      // One group is on its way while the one before is written.
      let next = ask(groups[0]);
      for (const [index, group] of groups.entries()) {
        const pieces = next === null ? [] : must(await next);
        next = ask(groups[index + 1]);
        const pieceByUid = new Map(pieces.map((piece) => [piece.uid, piece]));
        for (const head of group) {
          const first = pieceByUid.get(head.uid);
          if (first === undefined) {
            gone += 1;
            continue;
          }
          yield { bytes: [...writer.begin(head), ...writer.push(first.bytes)], done, gone };
          if (!isLast(first, 0)) {
            for await (const more of this.message(account, place, head.uid, first.bytes.length))
              yield { bytes: writer.push(more), done, gone };
          }
          done += 1;
          yield { bytes: writer.end(), done, gone, whole: head.uid };
        }
      }
    }
    yield { bytes: [], done, gone };
  }

  #pieces(
    account: AccountId,
    place: RawPlace,
    uids: readonly Uid[],
    from: number,
  ): Promise<Result<readonly RawPiece[]>> {
    return this.#send<'raw-pieces'>({ kind: 'raw-pieces', account, place, uids, from });
  }
}

/**
 * Whether nothing follows a piece that was read from `at` on. A short one is the end only where the server announced no more: some give
 * less than they were asked for. Where the announced size is a guess, one more piece is asked for, and comes empty.
 */
function isLast({ bytes, size }: RawPiece, at: number): boolean {
  // More than was asked for is the whole, of a server that knows no pieces.
  if (bytes.length === 0 || bytes.length > RAW_PIECE) return true;
  return bytes.length < RAW_PIECE && at + bytes.length >= size;
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new AppFailure(result.error);
  return result.value;
}

/** From the oldest on, as mbox files are. */
function* inBatches(set: NumberSet): Generator<readonly Uid[], void, undefined> {
  let batch: Uid[] = [];
  // One after the other, so that a folder of millions costs no memory.
  for (const uid of iterateNumberSet(set, Infinity)) {
    batch.push(uid as Uid);
    if (batch.length < MAX_RAW_HEADS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Messages that are asked for at once: as many as make up one piece. */
function groupsOf(heads: readonly RawHead[]): readonly (readonly RawHead[])[] {
  const groups: RawHead[][] = [];
  let octets = Infinity;
  for (const head of heads) {
    const last = groups.at(-1);
    if (last === undefined || octets + head.size > RAW_PIECE || last.length >= MAX_RAW_BODIES) {
      groups.push([head]);
      octets = head.size;
    } else {
      last.push(head);
      octets += head.size;
    }
  }
  return groups;
}

/** A safe name for a file of mail: what people call the message or folder, with the extension of its format. */
export function fileNameOf(title: string, extension: 'eml' | 'mbox' | 'json'): string {
  return safeFileName(`${title.replaceAll(/[\\/]/g, '-')}.${extension}`, `mail.${extension}`).name;
}
