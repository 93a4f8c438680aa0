'use client';

import { useEffect, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder } from '@/lib/mail/types';
import { useConnection, useNewMail, type AccountSnapshot } from '@/lib/query';

/** One polite region for a listener: what was done, what came in, and when the connection changes its state. */
export function LiveRegion({
  accounts,
  account,
  folders,
  announcement,
  held,
}: {
  readonly accounts: readonly AccountSnapshot[];
  /** The one in view: of its connection it is told. */
  readonly account: AccountSnapshot;
  readonly folders: ReadonlyMap<AccountId, readonly Folder[]>;
  readonly announcement: string;
  /** New messages wait above the list. */
  readonly held: boolean;
}) {
  const t = useTranslations();
  const newMail = useNewMail();
  const { kind } = useConnection(account.account);
  const [text, setText] = useState('');
  const heldNow = useRef(held);
  heldNow.current = held;
  const last = useRef({ account: account.account, kind });
  const toldAt = useRef(0);
  const wasAway = useRef(false);
  const several = accounts.length > 1;
  const { user } = account;

  useEffect(() => setText(announcement), [announcement]);
  useEffect(() => {
    if (newMail === null || newMail.at === toldAt.current) return;
    toldAt.current = newMail.at;
    const { count, mailbox } = newMail;
    const folder = folders.get(newMail.account)?.find((entry) => entry.name === mailbox);
    const title = folder === undefined ? mailbox : folderTitle(folder, (key) => t(`folders.${key}`));
    const whose = accounts.find((one) => one.account === newMail.account)?.user ?? '';
    const told = several
      ? t('accounts.newMailIn', { count, folder: title, account: whose })
      : t('list.newMail', { count, folder: title });
    setText(heldNow.current ? `${told}. ${t('bulk.newsHint')}` : told);
    // Told once for each arrival, whatever else is drawn anew.
  }, [newMail, folders, accounts, several, t]);
  useEffect(() => {
    const before = last.current;
    last.current = { account: account.account, kind };
    if (before.kind === kind && before.account === account.account) return;
    // Another folder or account may well be connected anew; only what was away and is back is worth a word.
    const back = kind === 'live' && wasAway.current && before.account === account.account;
    wasAway.current =
      kind === 'reconnecting' || kind === 'offline' || (wasAway.current && kind === 'connecting');
    if (before.account !== account.account) return;
    const say = (state: string) => setText(several ? t('accounts.stateOf', { account: user, state }) : state);
    if (back) say(t('connection.live'));
    if (kind === 'reconnecting') say(t('connection.reconnectingNow'));
    if (kind === 'offline') say(t('connection.offline'));
  }, [account.account, user, several, kind, t]);

  return (
    <p role="status" aria-live="polite" className="sr-only" data-slot="live-region">
      {text}
    </p>
  );
}
