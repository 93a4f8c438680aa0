import type { ReactNode } from 'react';

/**
 * What an icon of the rail means, beside it while it is pointed at or has the focus. Its name tells listeners already. Fixed, and
 * without an offset from the top: it stands level with its icon and is not cut off where the rail scrolls.
 */
export function RailTip({ children }: { readonly children: ReactNode }) {
  return (
    <span
      aria-hidden
      data-slot="rail-tip"
      className="pointer-events-none invisible fixed start-[3.875rem] z-30 max-w-64 truncate rounded-control bg-ink px-2.5 py-1.5 text-note leading-tight font-normal whitespace-nowrap text-paper not-italic shadow-lg group-hover:visible group-focus-visible:visible pointer-coarse:hidden"
    >
      {children}
    </span>
  );
}
