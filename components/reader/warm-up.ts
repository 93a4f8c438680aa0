/**
 * Loads what the first formatted mail needs while nobody waits for it: its code, and the hidden frame the sanitiser
 * works in. Gives back a way to stop, for who signs out at once.
 */
export function warmUpReader(): () => void {
  // Safari has no requestIdleCallback; a second after the list is as good.
  const idle = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined;
  if (idle === undefined) {
    const timer = setTimeout(load, 1_000);
    return () => clearTimeout(timer);
  }
  const handle = idle(load, { timeout: 3_000 });
  return () => cancelIdleCallback(handle);
}

function load(): void {
  if (!navigator.onLine) return;
  // A failure here is no news: opening a mail tries again and says so.
  Promise.all([import('./html-body'), import('./sanitiser')]).then(
    ([, sanitiser]) => sanitiser.warmUpSanitiser(),
    () => undefined,
  );
}
