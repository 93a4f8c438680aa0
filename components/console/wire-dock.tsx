'use client';

import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { focusList } from '@/components/shell/focus-list';
import { useShortcuts } from '@/components/shell/keyboard';
import type { AccountSnapshot } from '@/lib/query';

/** No action of lib/actions has it (tested). */
export const WIRE_KEY = 'w';

/** A chunk of its own, loaded when the drawer is opened for the first time. */
const WireDrawer = lazy(async () => ({ default: (await import('./wire-drawer')).WireDrawer }));

interface WireDockState {
  readonly open: boolean;
  readonly toggle: () => void;
}

const DockContext = createContext<WireDockState | null>(null);

/** Whether the protocol drawer is open, and what opens and closes it; null where there is none. */
export const useWireDock = (): WireDockState | null => useContext(DockContext);

/** A screen, and the protocol drawer at its foot. The focus goes into the drawer and comes back from it. */
export function WireDock({
  accounts,
  foot,
  children,
}: {
  /** Empty while nobody is signed in: what is shown then are tries to be. */
  readonly accounts: readonly AccountSnapshot[];
  /** Between the mail and the drawer. */
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const opener = useRef<Element | null>(null);

  const close = useCallback(() => {
    setOpen(false);
    const back = opener.current;
    opener.current = null;
    // The opener may have gone with a pane that was closed; then the list's row is the nearest place.
    if (back instanceof HTMLElement && back.isConnected && back !== document.body)
      back.focus({ preventScroll: true });
    else focusList();
  }, []);
  const toggle = useCallback(() => {
    if (open) {
      close();
      return;
    }
    opener.current = document.activeElement;
    setOpen(true);
  }, [open, close]);

  useShortcuts((key) => {
    if (key !== WIRE_KEY) return false;
    toggle();
    return true;
  });

  const state = useMemo(() => ({ open, toggle }), [open, toggle]);
  return (
    <DockContext value={state}>
      <div className="flex h-dvh flex-col">
        <div className="min-h-0 flex-1 *:h-full!">{children}</div>
        {foot}
        {open && (
          <Suspense>
            <WireDrawer accounts={accounts} onClose={close} />
          </Suspense>
        )}
      </div>
    </DockContext>
  );
}
