'use client';

import { useCallback, useRef, useState, type RefObject } from 'react';
import type { OverlayKind } from './mail-overlays';

export interface Overlay {
  readonly kind: OverlayKind | null;
  /** Another one for each showing: the same dialog, asked for again before it has left the page, is a new one. */
  readonly turn: number;
  /** Around what stands over the mail. */
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly show: (kind: OverlayKind) => void;
  readonly close: () => void;
  /**
   * Whether keys belong to it: it was asked for and has not come yet, or it is a menu. A dialog keeps keys to itself while it
   * is open; once it has closed they are the mail's again, though React takes it out of the page a little later.
   */
  readonly takesKeys: () => boolean;
}

/** What stands over the mail: at most one at a time. */
export function useOverlay(): Overlay {
  const [{ kind, turn }, setShown] = useState<{ readonly kind: OverlayKind | null; readonly turn: number }>({
    kind: null,
    turn: 0,
  });
  const ref = useRef<HTMLDivElement>(null);
  const show = useCallback((next: OverlayKind) => {
    setShown((now) => ({ kind: next, turn: now.turn + 1 }));
  }, []);
  // Only the one that was drawn when this was called: what came after it stays.
  const close = () => setShown((now) => (now.turn === turn ? { kind: null, turn } : now));
  const takesKeys = () =>
    kind !== null && (kind.kind === 'menu' || ref.current?.querySelector('dialog') === null);
  return { kind, turn, ref, show, close, takesKeys };
}
