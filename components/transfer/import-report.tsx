'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorText } from '@/components/ui/error-text';
import { Notice } from '@/components/ui/notice';
import type { ImportReport } from '@/components/transfer/use-imports';
import type { Transfers } from '@/components/transfer/use-transfers';
import { formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { CutImport, ImportResult } from '@/lib/query';

/** The report that is there to read, if any. */
export function ImportReports({ transfers }: { readonly transfers: Transfers }) {
  const { report, goOn, closeReport, chooseAgain } = transfers;
  if (report === null) return null;
  return <ImportReportDialog report={report} onGoOn={goOn} onChoose={chooseAgain} onClose={closeReport} />;
}

interface ImportReportDialogProps {
  readonly report: ImportReport;
  readonly onGoOn: () => void;
  readonly onChoose: () => void;
  readonly onClose: () => void;
}

/** What an import did, what it could not do and why, and the way to go on where there is one. */
function ImportReportDialog({ report, onGoOn, onChoose, onClose }: ImportReportDialogProps) {
  const t = useTranslations('transfer');
  const { outcome, name } = report;
  const left = outcome.kind === 'partly' ? outcome.result.total - outcome.result.handled : 0;
  return (
    <Dialog title={t('importTitle', { name })} slot="import-report" className="max-w-lg" onClose={onClose}>
      {(close) => (
        <>
          <div className="min-h-0 space-y-4 overflow-y-auto px-4 pt-2 pb-4 text-sm">
            {outcome.kind === 'refused' ? (
              <>
                <Notice tone="danger" role="alert">
                  <ErrorText error={outcome.error} />
                </Notice>
                <p className="text-ink-2">{t('importNothing')}</p>
              </>
            ) : outcome.kind === 'cut' ? (
              <Cut cut={outcome.cut} isOther={outcome.isOther} />
            ) : (
              <Partly result={outcome.result} left={left} />
            )}
          </div>
          <footer className="flex shrink-0 flex-wrap justify-end gap-2 border-t border-line px-4 py-3 max-sm:*:grow">
            <Button onClick={close}>{t('close')}</Button>
            {outcome.kind === 'cut' && (
              <Button variant="primary" onClick={onChoose}>
                {t('cut.choose', { count: outcome.cut.files.length })}
              </Button>
            )}
            {left > 0 && (
              <Button
                variant="primary"
                onClick={() => {
                  onGoOn();
                  close();
                }}
              >
                {t('goOn')}
              </Button>
            )}
          </footer>
        </>
      )}
    </Dialog>
  );
}

/** A reload ended it: what arrived, what did not, and which files it takes to go on. */
function Cut({ cut, isOther }: { readonly cut: CutImport; readonly isOther: boolean }) {
  const t = useTranslations('transfer');
  const { region } = useLocaleChoice();
  const { imported, total, handled, failed, files } = cut;
  return (
    <>
      <div>
        <p className="font-medium">{t('importLead', { done: imported })}</p>
        <p className="text-ink-2">{t('cut.why', { total })}</p>
      </div>
      {failed > 0 && <p className="text-ink-2">{t('cut.failed', { count: failed })}</p>}
      <p>{t('cut.left', { count: total - handled, files: files.length })}</p>
      <ul className="divide-y divide-line rounded-control border border-line">
        {files.map(({ name, size }, at) => (
          <li key={`${at} ${name}`} className="flex items-baseline justify-between gap-3 px-3 py-2">
            <bdi className="min-w-0 truncate font-medium" title={name}>
              {name}
            </bdi>
            <span className="shrink-0 text-xs text-ink-3 tabular-nums">{formatSize(region, size)}</span>
          </li>
        ))}
      </ul>
      {isOther && (
        <Notice tone="danger" role="alert">
          {t('cut.other', { count: files.length })}
        </Notice>
      )}
    </>
  );
}

function Partly({ result, left }: { readonly result: ImportResult; readonly left: number }) {
  const t = useTranslations('transfer');
  const { imported, total, failed, failures, cancelled, stopped } = result;
  return (
    <>
      <div>
        <p className="font-medium">{t('importLead', { done: imported })}</p>
        <p className="text-ink-2">{t('importAll', { total })}</p>
      </div>
      {stopped !== null && (
        <Notice tone="danger" role="alert">
          <ErrorText error={stopped} />
        </Notice>
      )}
      {cancelled && <p>{t('importStopped')}</p>}
      {left > 0 && <p className="text-ink-2">{t('importLeft', { count: left })}</p>}
      {failed > 0 && (
        <section className="space-y-2">
          <h3 className="font-medium">{t('importFailed', { count: failed })}</h3>
          <ul className="divide-y divide-line rounded-control border border-line">
            {failures.map(({ file, number, subject, error }) => (
              <li key={`${file} ${number}`} className="px-3 py-2">
                <p className="truncate font-medium" title={subject}>
                  <bdi>{subject || t('noSubject')}</bdi>
                </p>
                <p className="truncate text-xs text-ink-3">
                  <bdi>{t('failure', { number, file })}</bdi>
                </p>
                <p className="mt-1 text-note text-danger">
                  <ErrorText error={error} />
                </p>
              </li>
            ))}
          </ul>
          {failed > failures.length && (
            <p className="text-ink-3">{t('importFailedMore', { count: failed - failures.length })}</p>
          )}
        </section>
      )}
    </>
  );
}
