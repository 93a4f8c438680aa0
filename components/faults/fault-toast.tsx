'use client';

import { ShowWire } from '@/components/faults/fault-steps';
import { useFaultWords } from '@/components/faults/fault-words';
import { ServerWords } from '@/components/faults/server-words';
import type { AppError } from '@/lib/mail/types';

/** A fault inside a toast, whose colours are the page's turned round. */
export function FaultToast({ error }: { readonly error: AppError }) {
  const { sentence, safe, advice } = useFaultWords()(error);
  return (
    <div data-slot="fault" data-fault={error.code} className="py-1.5">
      <p>{sentence}</p>
      <p className="mt-0.5 text-note opacity-85">
        <span data-slot="fault-safe">{safe}</span> {advice}
      </p>
      <ServerWords error={error} />
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-fine">
        <code data-slot="fault-code" className="font-mono opacity-80">
          {error.code}
        </code>
        <ShowWire error={error} />
      </p>
    </div>
  );
}
