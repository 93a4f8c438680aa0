'use client';

import { AskDialog } from '@/components/ui/ask-dialog';
import type { BulkQuestion } from '@/components/shell/use-bulk-work';
import { useTranslations } from '@/lib/i18n';

interface BulkDialogProps {
  readonly question: BulkQuestion;
  /** The folder's name for people. */
  readonly folder: string;
  /** The names of the folders that messages found in all of them lie in. */
  readonly titleOf?: (mailbox: string) => string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says how many messages it is about, and that there is no way back, before anything is done. */
export function BulkDialog({ question, folder, titleOf, onConfirm, onClose }: BulkDialogProps) {
  const t = useTranslations('bulk');
  const words = useTranslations('everywhere');
  const ofMove = question.kind === 'move';
  const count = question.kind === 'marked' ? question.chosen.count : question.work.count;
  return (
    <AskDialog
      danger
      title={t(ofMove ? 'moveTitle' : 'expungeTitle', { count })}
      submit={question.kind === 'marked' ? t('expungeNow') : t(ofMove ? 'moveSubmit' : 'expungeSubmit')}
      onSubmit={onConfirm}
      onClose={onClose}
    >
      {question.kind === 'marked' ? (
        <>
          <p>{t('markedHint', { count, name: folder })}</p>
          {!question.chosen.exact && <p className="font-medium text-ink">{t('markedTogether')}</p>}
        </>
      ) : (
        <p>{ofMove ? t('moveHint') : t('expungeHint', { name: place() })}</p>
      )}
    </AskDialog>
  );

  function place(): string {
    const jobs = question.kind === 'marked' ? [] : question.work.jobs;
    if (jobs.length > 1) return words('folders', { count: jobs.length });
    return (jobs[0] && titleOf?.(jobs[0].mailbox)) ?? folder;
  }
}
