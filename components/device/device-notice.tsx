'use client';

import { Info, X } from 'lucide-react';
import { useDeviceScreen } from '@/components/device/device-screen';
import { storageFault } from '@/components/device/storage-fault';
import { useSaveWaiting } from '@/components/device/use-save-waiting';
import { FaultCode } from '@/components/faults/fault-panel';
import { FaultSteps } from '@/components/faults/fault-steps';
import { useFaultWords } from '@/components/faults/fault-words';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslations } from '@/lib/i18n';
import { useConnection, type AccountSnapshot } from '@/lib/query';

/** Why less is kept on this device than was asked for: one quiet line along the foot of the mail, until it is put aside. */
export function DeviceNotice({ account }: { readonly account: AccountSnapshot }) {
  const t = useTranslations('device');
  const status = useConnection(account.account);
  const screen = useDeviceScreen();
  const fault = storageFault(account, 'queued' in status ? status.queued : 0, screen.aside);
  const words = useFaultWords();
  const save = useSaveWaiting(account.account);
  const said = fault === null ? null : words(fault);
  return (
    <div data-slot="device-notice" className="shrink-0 empty:hidden">
      <div role="status" className="sr-only">
        {said === null ? '' : `${said.sentence} ${said.safe} ${said.advice ?? ''}`}
      </div>
      {fault !== null && said !== null && (
        <section
          aria-label={t('title')}
          data-slot="fault"
          data-fault={fault.code}
          className="flex animate-[rise_180ms_ease-out] items-start gap-x-3 border-t border-line bg-raised ps-4 pe-2 py-2"
        >
          <Info size={18} strokeWidth={1.75} aria-hidden className="mt-1.5 shrink-0 text-ink-3" />
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2 py-1 text-sm">
            <div className="min-w-0 flex-1 basis-56">
              <p className="wrap-anywhere">
                <span className="font-medium">{said.sentence}</span>{' '}
                <span data-slot="fault-safe" className="text-ink-2 max-sm:hidden">
                  {said.safe} {said.advice}
                </span>
              </p>
              <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-note text-ink-3">
                <button
                  type="button"
                  onClick={screen.show}
                  className="-mx-1 min-h-6 rounded-control px-1 text-start underline underline-offset-2 hover:no-underline pointer-coarse:min-h-11"
                >
                  {t('details')}
                </button>
                <FaultCode error={fault} className="max-sm:hidden" />
                <span role="status" className="text-ink-2 empty:hidden">
                  {save.said}
                </span>
              </p>
            </div>
            <div className="flex flex-wrap items-center gap-2 empty:hidden">
              <FaultSteps error={fault} acts={{ export: save.run }} calm />
            </div>
          </div>
          <IconButton
            icon={X}
            label={t('putAside')}
            onClick={() => screen.putAside(fault.code)}
            className="shrink-0"
          />
        </section>
      )}
    </div>
  );
}
