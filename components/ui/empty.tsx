import type { ReactNode } from 'react';

/** An empty place: one small drawing of hairlines and the accent, one line, one hint, perhaps one action. */
export function Empty({
  drawing,
  title,
  hint,
  action,
}: {
  readonly drawing: 'letter' | 'tray';
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
}) {
  return (
    <div
      data-slot="empty"
      className="flex h-full flex-col items-center justify-center gap-1 px-6 py-10 text-center"
    >
      <svg width="72" height="56" viewBox="0 0 72 56" fill="none" aria-hidden className="mb-3">
        {drawing === 'letter' ? <Letter /> : <Tray />}
      </svg>
      <p className="text-lead font-medium text-ink">{title}</p>
      {hint !== undefined && <p className="max-w-[34ch] text-note text-balance text-ink-3">{hint}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}

function Letter() {
  return (
    <>
      <rect x="8.5" y="10.5" width="55" height="36" rx="4" className="fill-sheet stroke-ink-3/50" />
      <path d="M9 14l24.4 18a4.4 4.4 0 0 0 5.2 0L63 14" className="stroke-ink-3/50" />
      <circle cx="60" cy="12" r="5" className="fill-accent" />
    </>
  );
}

function Tray() {
  return (
    <>
      <path
        d="M14 30.5h12l3 6h14l3-6h12M14 30.5l6-18h32l6 18v13a3 3 0 0 1-3 3H17a3 3 0 0 1-3-3z"
        className="fill-sheet stroke-ink-3/50"
        strokeLinejoin="round"
      />
      <path d="M26 24h20M29 18h14" className="stroke-accent" strokeLinecap="round" strokeWidth="1.5" />
    </>
  );
}
