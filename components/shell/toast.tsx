'use client';

import { X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslations } from '@/lib/i18n';

/** How long a toast stays while nobody points at it or has the focus in it. */
const STAY_MS = 10_000;

interface ToastProps {
  /** Another id is another toast: it replaces this one and gets its full time. */
  readonly id: number;
  readonly children: ReactNode;
  readonly onUndo: (() => void) | null;
  readonly onClose: () => void;
}

/** Only the latest action is offered back; the time stands still while the toast is hovered or focused (WCAG 2.2.1). */
export function Toast({ id, children, onUndo, onClose }: ToastProps) {
  const t = useTranslations('actions');
  const [held, setHeld] = useState(false);
  const left = useRef({ id, ms: STAY_MS });
  if (left.current.id !== id) left.current = { id, ms: STAY_MS };
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    if (held) return undefined;
    const started = performance.now();
    const timer = setTimeout(() => close.current(), left.current.ms);
    return () => {
      clearTimeout(timer);
      left.current.ms -= performance.now() - started;
    };
  }, [id, held]);

  return (
    <section
      aria-label={t('notifications')}
      data-slot="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="absolute inset-x-3 bottom-4 z-30 mx-auto flex w-fit max-w-[min(28rem,calc(100vw-1.5rem))] animate-[rise_180ms_ease-out] items-center gap-1 rounded-card bg-ink [--accent:var(--paper)] [--ink-3:color-mix(in_oklch,var(--paper)_78%,var(--ink))] py-1.5 ps-4 pe-1.5 text-sm text-paper shadow-lg"
    >
      <div className="min-w-0 wrap-anywhere">{children}</div>
      {onUndo !== null && (
        <button
          type="button"
          onClick={onUndo}
          className="ms-3 h-8 shrink-0 rounded-control px-3 font-semibold hover:bg-paper/15 pointer-coarse:h-11"
        >
          {t('undo')}
        </button>
      )}
      <IconButton
        icon={X}
        label={t('dismiss')}
        onClick={onClose}
        className="shrink-0 text-paper! hover:bg-paper/15!"
      />
    </section>
  );
}
