'use client';

import { useCallback } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { blobSink, MAX_BLOB_FILE, openSink, type SaveSink } from '@/components/transfer/save-sink';
import type { StartRow, TrayRow } from '@/components/transfer/use-transfers';
import { formatNumber, formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MailboxName, NumberSet } from '@/lib/imap/types';
import type { Targets } from '@/lib/actions';
import type { AccountId, AppError, MessageRow } from '@/lib/mail/types';
import { fileNameOf, numberSetOf, toAppError, useEngine, type MboxPiece, type RawPlace } from '@/lib/query';

/** A file is being made; `wanted` messages should be in it. */
interface Saving {
  readonly name: string;
  readonly wanted: number;
  readonly sink: SaveSink;
  readonly row: TrayRow;
}

/** Messages and folders into files. */
export function useSaves(tell: Tell, start: StartRow) {
  const t = useTranslations('transfer');
  const { region } = useLocaleChoice();
  const engine = useEngine();
  const { transfer } = engine;

  /** Writes what comes; a fault on the way leaves no file. */
  const write = useCallback(
    async ({ name, wanted, sink, row }: Saving, pieces: AsyncIterable<MboxPiece>) => {
      let octets = 0;
      let last = { done: 0, gone: 0 };
      let error: AppError | null = null;
      try {
        for await (const piece of pieces) {
          last = piece;
          octets += piece.bytes.reduce((sum, bytes) => sum + bytes.length, 0);
          if (row.signal.aborted) break;
          if (!(await writeInto(sink, piece.bytes))) {
            error = { code: 'export-too-large', values: { max: formatSize(region, MAX_BLOB_FILE) } };
            break;
          }
          row.change({
            done: piece.done,
            total: wanted,
            detail: t('exported', {
              done: formatNumber(region, piece.done),
              total: formatNumber(region, wanted),
              octets: formatSize(region, octets),
            }),
          });
        }
        if (error === null && !row.signal.aborted) await writing(sink.close());
      } catch (failure) {
        error = failure instanceof Unwritable ? { code: 'export-unwritable' } : toAppError(failure);
      }
      row.end();
      if (error !== null || row.signal.aborted) await sink.abort().catch(() => undefined);
      if (error !== null) tell({ kind: 'error', error });
      else if (row.signal.aborted) tell({ kind: 'told', text: t('saveDropped') });
      else {
        const text = wanted === 1 ? t('saved', { name }) : t('savedMany', { count: last.done, name });
        tell({
          kind: 'told',
          text: last.gone === 0 ? text : `${text}. ${t('savedGone', { count: last.gone })}`,
        });
      }
    },
    [region, t, tell],
  );

  const saveOne = useCallback(
    (account: AccountId, place: RawPlace, row: MessageRow) => {
      const name = fileNameOf(row.subject || t('noSubject'), 'eml');
      const saving = { name, wanted: 1, sink: blobSink(name), row: start(t('task.save', { name }), '') };
      void write(saving, single(transfer.message(account, place, row.uid)));
    },
    [start, t, transfer, write],
  );

  const saveMany = useCallback(
    async (account: AccountId, place: RawPlace, set: NumberSet, wanted: number, title: string) => {
      const name = fileNameOf(title, 'mbox');
      const sink = await askForSink(name, tell);
      if (sink === null) return;
      const saving = { name, wanted, sink, row: start(t('task.save', { name }), '') };
      await write(saving, transfer.mbox(account, place, set));
    },
    [start, t, tell, transfer, write],
  );

  const saveFolder = useCallback(
    (account: AccountId, mailbox: MailboxName, title: string) => {
      const name = fileNameOf(title, 'mbox');
      void (async () => {
        // The place is asked for in the click, before the server is asked how much there is.
        const sink = await askForSink(name, tell);
        if (sink === null) return;
        const row = start(t('task.export', { name: title }), t('checking'));
        const list = await transfer.list(account, mailbox);
        if (!list.ok) {
          row.end();
          await sink.abort().catch(() => undefined);
          return tell({ kind: 'error', error: list.error });
        }
        const { uidValidity, set } = list.value;
        const wanted = set.reduce((sum, [low, high]) => sum + high - low + 1, 0);
        if (wanted === 0) {
          row.end();
          await sink.abort().catch(() => undefined);
          return tell({ kind: 'told', text: t('nothingToExport', { name: title }) });
        }
        return write({ name, wanted, sink, row }, transfer.mbox(account, { mailbox, uidValidity }, set));
      })();
    },
    [start, t, tell, transfer, write],
  );

  const saveTargets = useCallback(
    (account: AccountId, place: RawPlace, { rows, chosen }: Targets, title: string) => {
      const [only] = rows;
      if (chosen !== null) {
        const { uidValidity, uids, count } = chosen;
        void saveMany(account, { ...place, uidValidity }, uids, count, title);
      } else if (only !== undefined && rows.length === 1) saveOne(account, place, only);
      else void saveMany(account, place, numberSetOf(rows.map(({ uid }) => uid)), rows.length, title);
    },
    [saveMany, saveOne],
  );
  return { saveFolder, saveTargets };
}

/** The browser could not write, which is another matter than that the server did not give. */
class Unwritable extends Error {}

async function writing<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new Unwritable('not written', { cause });
  }
}

const writeInto = (sink: SaveSink, bytes: readonly Uint8Array[]): Promise<boolean> =>
  bytes.length === 0 ? Promise.resolve(true) : writing(sink.write(bytes));

async function askForSink(name: string, tell: Tell): Promise<SaveSink | null> {
  try {
    return await openSink(name);
  } catch {
    tell({ kind: 'error', error: { code: 'export-unwritable' } });
    return null;
  }
}

async function* single(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<MboxPiece, void, undefined> {
  for await (const bytes of pieces) yield { bytes: [bytes], done: 0, gone: 0 };
  yield { bytes: [], done: 1, gone: 0 };
}
