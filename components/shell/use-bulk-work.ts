'use client';

import { useCallback, useRef, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import type { SelectionControl } from '@/components/messages/use-selection';
import { focusListSoon } from '@/components/shell/focus-list';
import type { AskedWork } from '@/components/shell/use-triage';
import { MANY_FOLDERS, type Found } from '@/components/search/use-found';
import { useTranslations } from '@/lib/i18n';
import { setHolds } from '@/lib/actions';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { AccountId, ChosenSet, FolderJob, Result } from '@/lib/mail/types';
import { useEngine, type JobAsk } from '@/lib/query';

/** What is asked before work begins that nothing can take back. */
export type BulkQuestion =
  | { readonly kind: 'expunge' | 'move'; readonly work: AskedWork }
  | { readonly kind: 'marked'; readonly chosen: ChosenSet; readonly mailbox: MailboxName };

interface BulkParts {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  /** The folder's name for people. */
  readonly title: string;
  /** What is shown was searched for in all folders; null: it lies in this one. */
  readonly found: Found | null;
  /** The folder is searched, or all are: what was found is all there is to choose. */
  readonly isSearch: boolean;
  /** It is known what belongs. */
  readonly isWhole: boolean;
  readonly selection: SelectionControl;
  readonly tell: Tell;
  readonly work: (asks: readonly JobAsk[]) => void;
  /** The message of the folder that is open; null: none is. */
  readonly openUid: Uid | null;
  /** Work begins that takes it elsewhere. */
  readonly onLeave: () => void;
  /** The focus goes back to the list: what had it may be gone. */
  readonly focusList: () => void;
}

export interface BulkWork {
  readonly question: BulkQuestion | null;
  /** The server is being asked what is in the folder. */
  readonly choosing: boolean;
  readonly ask: (work: AskedWork) => void;
  /** Everything can be chosen, loaded or not. */
  readonly canChoose: boolean;
  /** Selects the whole folder as it is now; of a search, all it found. */
  readonly selectFolder: () => boolean;
  /** Asks whether what is marked as deleted may go. */
  readonly expungeNow: () => boolean;
  readonly confirm: (question: BulkQuestion) => void;
  /** Each question that is asked has another one. */
  readonly turn: number;
  /** Closes that question: news of it may come when the next one is asked already. */
  readonly dismiss: (question: BulkQuestion) => void;
}

/** Work on whole folders: what it is about, the question before it, and its start. */
export function useBulkWork(parts: BulkParts): BulkWork {
  const { account, mailbox, title, found, isSearch, isWhole, selection, tell, work, focusList } = parts;
  const t = useTranslations('bulk');
  const engine = useEngine();
  const [asked, setAsked] = useState<{
    readonly account: AccountId;
    readonly question: BulkQuestion;
    readonly turn: number;
  } | null>(null);
  // A question about one account is never answered for another.
  const question = asked?.account === account ? asked.question : null;
  const setQuestion = useCallback(
    (next: BulkQuestion | null) =>
      setAsked((before) => next && { account, question: next, turn: (before?.turn ?? 0) + 1 }),
    [account],
  );
  const [choosing, setChoosing] = useState(false);

  const begin = (says: JobAsk['says'], jobs: readonly FolderJob[]) => {
    setQuestion(null);
    selection.clear();
    const { openUid } = parts;
    const leaves = jobs.some(
      ({ mailbox: of, within, action }) =>
        of === mailbox &&
        action.kind !== 'flag' &&
        openUid !== null &&
        within !== null &&
        setHolds(within, openUid),
    );
    if (leaves) parts.onLeave();
    work(jobs.map((job) => ({ says, job })));
    focusListSoon(focusList);
  };
  const beginWork = ({ jobs, saying }: AskedWork) => begin(saying.key, jobs);

  const ask = (wanted: AskedWork) => {
    const kinds = wanted.jobs.map(({ action }) => action.kind);
    if (kinds.includes('expunge')) setQuestion({ kind: 'expunge', work: wanted });
    else if (kinds.includes('move') && wanted.exact === false) setQuestion({ kind: 'move', work: wanted });
    else beginWork(wanted);
  };

  const { choose } = selection;
  const canChoose = !isSearch || isWhole;
  const isAll = found !== null;
  const choice = useRef(found?.choice);
  choice.current = found?.choice;
  const selectFolder = useCallback(() => {
    if (!canChoose) return false;
    const { folderDesk } = engine;
    const take = async (): Promise<Result<ChosenSet | null>> => {
      if (!isSearch) return folderDesk.choose(account, mailbox, 'all');
      const result = await folderDesk.chooseFound(account, isAll ? null : mailbox);
      if (!result.ok) return result;
      return { ok: true, value: (isAll ? choice.current?.(result.value) : result.value[0]) ?? null };
    };
    setChoosing(true);
    void take().then((result) => {
      setChoosing(false);
      if (!result.ok) tell({ kind: 'error', error: result.error });
      else if (result.value !== null) choose(account, isAll ? MANY_FOLDERS : mailbox, result.value);
    });
    return true;
  }, [engine, account, mailbox, isSearch, isAll, canChoose, choose, tell]);

  const expungeNow = useCallback(() => {
    void engine.folderDesk.choose(account, mailbox, 'marked').then((result) => {
      if (!result.ok) tell({ kind: 'error', error: result.error });
      else if (result.value.count === 0) tell({ kind: 'told', text: t('nothingMarked', { name: title }) });
      else setQuestion({ kind: 'marked', chosen: result.value, mailbox });
    });
    return true;
  }, [engine, account, mailbox, title, setQuestion, t, tell]);

  const confirm = (answered: BulkQuestion) => {
    if (answered.kind !== 'marked') return beginWork(answered.work);
    begin('expunged', [
      { mailbox: answered.mailbox, within: answered.chosen, action: { kind: 'expunge', marked: true } },
    ]);
  };

  return {
    question,
    choosing,
    canChoose,
    ask,
    selectFolder,
    expungeNow,
    confirm,
    turn: asked?.turn ?? 0,
    dismiss: (closed) => setAsked((now) => (now?.question === closed ? null : now)),
  };
}
