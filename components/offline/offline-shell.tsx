'use client';

import { useState } from 'react';
import { UpdateOffer } from '@/components/offline/update-offer';
import { useUpdates } from '@/components/offline/use-updates';
import { useUnsent, type AccountSnapshot } from '@/lib/query';

interface OfflineShellProps {
  readonly accounts: readonly AccountSnapshot[];
  /** The first list stands: from now on the app's files may be kept. */
  readonly ready: boolean;
}

/** The app without a network, and the offer of a newer one. */
export function OfflineShell({ accounts, ready }: OfflineShellProps) {
  const apply = useUpdates(ready);
  const [later, setLater] = useState(false);
  const { sending } = useUnsent(accounts);
  if (apply === null || later) return null;
  return <UpdateOffer sending={sending} onReload={() => void apply()} onLater={() => setLater(true)} />;
}
