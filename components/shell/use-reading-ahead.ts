'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { useEngine } from '@/lib/query';
import { usePreference } from './use-preference';

/** What browsers tell of the network, those that do. */
interface NetworkHints extends EventTarget {
  readonly saveData?: boolean;
  readonly type?: string;
  readonly effectiveType?: string;
}

const hints = (): NetworkHints | undefined =>
  (navigator as Navigator & { readonly connection?: NetworkHints }).connection;

/** Data is dear: the person said so, it is a mobile network, or a slow one. */
function savesData(): boolean {
  const { saveData = false, type = '', effectiveType = '' } = hints() ?? {};
  return saveData || type === 'cellular' || effectiveType.endsWith('2g');
}

function subscribe(notify: () => void): () => void {
  const network = hints();
  network?.addEventListener('change', notify);
  return () => network?.removeEventListener('change', notify);
}

const parse = (kept: string | null): boolean => kept !== 'false';

/** Whether mail is read before anybody asks for it; kept in this browser. */
export const useAheadChoice = () => usePreference('ahead', parse);

/** Tells the engine. */
export function useReadingAhead(): void {
  const engine = useEngine();
  const [wanted] = useAheadChoice();
  const saves = useSyncExternalStore(subscribe, savesData, () => false);
  const on = wanted && !saves;
  useEffect(() => engine.ahead.allow(on), [engine, on]);
}
