'use client';

import { useCallback, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import type { SelectionControl } from '@/components/messages/use-selection';
import { focusListSoon } from '@/components/shell/focus-list';
import type { AskedWork } from '@/components/shell/use-triage';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, ChosenSet, FolderJob } from '@/lib/mail/types';
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
  readonly selection: SelectionControl;
  readonly tell: Tell;
  readonly work: (ask: JobAsk) => void;
  /** Told of the job that begins. */
  readonly onBegin: (job: FolderJob) => void;
  /** The focus goes back to the list: what had it may be gone. */
  readonly focusList: () => void;
}

export interface BulkWork {
  readonly question: BulkQuestion | null;
  /** The server is being asked what is in the folder. */
  readonly choosing: boolean;
  readonly ask: (work: AskedWork) => void;
  /** Selects the whole folder as it is now. */
  readonly selectFolder: () => boolean;
  /** Asks whether what is marked as deleted may go. */
  readonly expungeNow: () => boolean;
  readonly confirm: (question: BulkQuestion) => void;
  readonly dismiss: () => void;
}

/** Work on whole folders: what it is about, the question before it, and its start. */
export function useBulkWork(parts: BulkParts): BulkWork {
  const { account, mailbox, title, selection, tell, work, focusList } = parts;
  const t = useTranslations('bulk');
  const engine = useEngine();
  const [asked, setAsked] = useState<{ readonly account: AccountId; readonly question: BulkQuestion } | null>(
    null,
  );
  // A question about one account is never answered for another.
  const question = asked?.account === account ? asked.question : null;
  const setQuestion = useCallback(
    (next: BulkQuestion | null) => setAsked(next && { account, question: next }),
    [account],
  );
  const [choosing, setChoosing] = useState(false);

  const begin = (wanted: JobAsk) => {
    setQuestion(null);
    selection.clear();
    parts.onBegin(wanted.job);
    work(wanted);
    focusListSoon(focusList);
  };
  const beginWork = ({ job, saying }: AskedWork) => begin({ says: saying.key, job });

  const ask = (wanted: AskedWork) => {
    const { action } = wanted.job;
    if (action.kind === 'expunge') setQuestion({ kind: 'expunge', work: wanted });
    else if (action.kind === 'move' && wanted.exact === false) setQuestion({ kind: 'move', work: wanted });
    else beginWork(wanted);
  };

  const { choose } = selection;
  const selectFolder = useCallback(() => {
    setChoosing(true);
    void engine.folderDesk.choose(account, mailbox, 'all').then((result) => {
      setChoosing(false);
      if (result.ok) choose(account, mailbox, result.value);
      else tell({ kind: 'error', error: result.error });
    });
    return true;
  }, [engine, account, mailbox, choose, tell]);

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
    begin({
      says: 'expunged',
      job: { mailbox: answered.mailbox, within: answered.chosen, action: { kind: 'expunge', marked: true } },
    });
  };

  return {
    question,
    choosing,
    ask,
    selectFolder,
    expungeNow,
    confirm,
    dismiss: () => setQuestion(null),
  };
}
