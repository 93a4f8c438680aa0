'use client';

/** Runs `act` once what was just drawn is on the screen; what is returned takes it back. */
export function afterPaint(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(act, 0)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** Runs `act` when the page has nothing else to do, at the latest after so many milliseconds; what is returned takes it back. */
export function whenIdle(act: () => void, atLatestMs: number): () => void {
  if (!('requestIdleCallback' in window)) return afterPaint(act);
  const handle = requestIdleCallback(act, { timeout: atLatestMs });
  return () => cancelIdleCallback(handle);
}
