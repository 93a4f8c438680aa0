'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useAccounts, useAllFolders, useEngine, type CutImport } from '@/lib/query';

interface NamedCut {
  readonly account: AccountId;
  readonly cut: CutImport;
  /** The folder's name for people; as the server has it where the folder is not known. */
  readonly name: string;
}

/** Imports that a reload cut off before this page: what is known of them, until somebody goes on with them or puts them aside. */
export function useCutImports(): {
  readonly cuts: readonly NamedCut[];
  /** Somebody goes on with it. */
  readonly taken: (account: AccountId, id: string) => void;
  readonly forget: (account: AccountId, id: string) => void;
} {
  const engine = useEngine();
  const titles = useTranslations('folders');
  const accounts = useAccounts();
  const folders = useAllFolders(accounts);
  const [found, setFound] = useState<ReadonlyMap<AccountId, readonly CutImport[]>>(new Map());
  const ids = accounts.map(({ account }) => account).join('\n');

  useEffect(() => {
    let isCurrent = true;
    for (const account of ids === '' ? [] : ids.split('\n'))
      void engine.transfer.cut(account).then((result) => {
        if (isCurrent && result.ok) setFound((all) => new Map(all).set(account, result.value));
      });
    return () => {
      isCurrent = false;
    };
  }, [engine, ids]);

  const taken = useCallback(
    (account: AccountId, id: string) =>
      setFound((all) => {
        const left = (all.get(account) ?? []).filter((cut) => cut.id !== id);
        return new Map(all).set(account, left);
      }),
    [],
  );
  const forget = useCallback(
    (account: AccountId, id: string) => {
      taken(account, id);
      engine.transfer.forget(account, id);
    },
    [engine, taken],
  );
  const cuts = useMemo(
    () =>
      [...found].flatMap(([account, those]) =>
        those.map((cut): NamedCut => {
          const folder = folders.get(account)?.find(({ name }) => name === cut.mailbox);
          return { account, cut, name: folder === undefined ? cut.mailbox : folderTitle(folder, titles) };
        }),
      ),
    [found, folders, titles],
  );
  return { cuts, taken, forget };
}
