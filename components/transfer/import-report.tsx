'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorText } from '@/components/ui/error-text';
import { Notice } from '@/components/ui/notice';
import type { ImportReport } from '@/components/transfer/use-imports';
import type { Transfers } from '@/components/transfer/use-transfers';
import { useTranslations } from '@/lib/i18n';
import type { ImportResult } from '@/lib/query';

/** The report that is there to read, if any. */
export function ImportReports({ transfers }: { readonly transfers: Transfers }) {
  const { report, goOn, closeReport } = transfers;
  if (report === null) return null;
  return <ImportReportDialog report={report} onGoOn={goOn} onClose={closeReport} />;
}

interface ImportReportDialogProps {
  readonly report: ImportReport;
  readonly onGoOn: () => void;
  readonly onClose: () => void;
}

/** What an import did, what it could not do and why, and the way to go on where there is one. */
function ImportReportDialog({ report, onGoOn, onClose }: ImportReportDialogProps) {
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
            ) : (
              <Partly result={outcome.result} left={left} />
            )}
          </div>
          <footer className="flex shrink-0 flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
            <Button onClick={close}>{t('close')}</Button>
            {left > 0 && (
              <Button
                variant="primary"
                onClick={() => {
                  close();
                  onGoOn();
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
