'use client';

import { useEffect, useState } from 'react';
import { FaultCode, FaultIcon } from '@/components/faults/fault-panel';
import { FaultSteps, ShowWire } from '@/components/faults/fault-steps';
import { useFaultWords } from '@/components/faults/fault-words';
import { ServerWords } from '@/components/faults/server-words';
import { useConnectionWords } from '@/components/shell/connection-line';
import type { AccountId, AppError, ConnectionStatus } from '@/lib/mail/types';
import { FAULTS, useConnection, useEngine } from '@/lib/query';

/** A connection that comes back within this time was not worth a word beside the connection line's. */
const PATIENCE_MS = 2_500;

/** Why the connection is away, along the foot of the mail: no row moves when it comes and goes. */
export function FaultBanner({ account }: { readonly account: AccountId }) {
  const engine = useEngine();
  const status = useConnection(account);
  const fault = useLasting(faultOf(status));
  const words = useFaultWords();
  const { word } = useConnectionWords(status);
  const waiting = 'queued' in status ? status.queued : 0;
  const said = fault === null ? null : words(fault, waiting);
  return (
    <div data-slot="fault-banner" className="shrink-0 empty:hidden">
      <div role="status" className="sr-only">
        {said === null ? '' : `${said.sentence} ${said.safe}`}
      </div>
      {fault !== null && said !== null && (
        <section
          data-slot="fault"
          data-fault={fault.code}
          className="flex animate-[rise_180ms_ease-out] items-start gap-x-3 border-t border-line bg-raised px-4 py-2.5"
        >
          <FaultIcon error={fault} className="mt-0.5" />
          <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-3 gap-y-2">
            <div className="min-w-0 flex-1 basis-56 text-sm">
              <p className="wrap-anywhere">
                <span className="font-medium">{said.sentence}</span>{' '}
                <span data-slot="fault-safe" className="text-ink-2">
                  {said.safe}
                </span>
              </p>
              <ServerWords error={fault} />
              <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-note text-ink-3">
                {/* Offline is what the sentence says. */}
                {status.kind !== 'offline' && <span className="tabular-nums">{word}</span>}
                <ShowWire error={fault} />
                <FaultCode error={fault} />
              </p>
            </div>
            <div className="flex flex-wrap items-center gap-2">
              <FaultSteps error={fault} acts={{ retry: () => engine.reconnect(account) }} calm />
            </div>
          </div>
        </section>
      )}
    </div>
  );
}

function faultOf(status: ConnectionStatus): AppError | null {
  if (status.kind === 'offline') return OFFLINE;
  return status.kind === 'reconnecting' ? status.error : null;
}

/** The fault once it has lasted, or at once where waiting does not help. */
function useLasting(fault: AppError | null): AppError | null {
  const away = fault !== null;
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    setLasting(false);
    if (!away) return undefined;
    const timer = setTimeout(() => setLasting(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return fault !== null && (lasting || !FAULTS[fault.code].passes) ? fault : null;
}

const OFFLINE: AppError = { code: 'offline' };
