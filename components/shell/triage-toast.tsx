'use client';

import { Toast } from '@/components/shell/toast';
import type { Triage } from '@/components/shell/use-triage';
import { FaultToast } from '@/components/faults/fault-toast';

interface TriageToastProps {
  readonly triage: Triage;
  readonly onUndo: () => void;
}

/** What was done last, and why if it is less than what was asked for. */
export function TriageToast({ triage: { saying, dismiss }, onUndo }: TriageToastProps) {
  if (saying === null) return null;
  return (
    <Toast id={saying.id} onUndo={saying.kind !== 'error' && saying.undo ? onUndo : null} onClose={dismiss}>
      {saying.kind !== 'error' && <p>{saying.text}</p>}
      {'error' in saying && saying.error !== null && <FaultToast error={saying.error} />}
    </Toast>
  );
}
