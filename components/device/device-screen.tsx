'use client';

import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import type { AccountSnapshot } from '@/lib/query';

// A chunk of its own, loaded when somebody asks.
const DeviceDialog = lazy(async () => ({ default: (await import('./device-dialog')).DeviceDialog }));

const ASIDE = 'tagline.aside';

interface DeviceScreen {
  readonly show: () => void;
  /** Codes of faults the person put aside in this tab. */
  readonly aside: ReadonlySet<string>;
  readonly putAside: (code: string) => void;
}

const NONE: DeviceScreen = { show: () => undefined, aside: new Set(), putAside: () => undefined };
const DeviceContext = createContext<DeviceScreen>(NONE);

/** "On this device", and what of it was put aside. */
export const useDeviceScreen = (): DeviceScreen => useContext(DeviceContext);

export function DeviceProvider({
  accounts,
  children,
}: {
  readonly accounts: readonly AccountSnapshot[];
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const [aside, setAside] = useState<ReadonlySet<string>>(remembered);
  const show = useCallback(() => setOpen(true), []);
  const putAside = useCallback((code: string) => {
    setAside((before) => {
      const next = new Set([...before, code]);
      try {
        sessionStorage.setItem(ASIDE, [...next].join(' '));
      } catch {
        // Then it lasts as long as the page.
      }
      return next;
    });
  }, []);
  const value = useMemo(() => ({ show, aside, putAside }), [show, aside, putAside]);
  return (
    <DeviceContext value={value}>
      {children}
      {/* What holds the mail gives its parts their height: a dialog has its own. */}
      <div className="contents">
        {open && (
          <Suspense>
            <DeviceDialog accounts={accounts} onClose={() => setOpen(false)} />
          </Suspense>
        )}
      </div>
    </DeviceContext>
  );
}

function remembered(): ReadonlySet<string> {
  try {
    return new Set((globalThis.sessionStorage?.getItem(ASIDE) ?? '').split(' ').filter(Boolean));
  } catch {
    return new Set();
  }
}
