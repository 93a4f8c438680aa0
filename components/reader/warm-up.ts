/**
 * Loads what the first formatted mail needs as soon as the list stands, while nobody waits for it: its code, the
 * hidden frame the sanitiser works in, and the frame it will be shown in. Not later: a network that goes away must not find a load under way that nobody
 * asked for.
 */
export function warmUpReader(): () => void {
  const timer = setTimeout(load, 0);
  return () => clearTimeout(timer);
}

function load(): void {
  if (!navigator.onLine) return;
  // A failure here is no news: opening a mail tries again and says so.
  Promise.all([import('./html-body'), import('./sanitiser'), import('./spare-frame')]).then(
    ([, sanitiser, frames]) => {
      sanitiser.warmUpSanitiser();
      frames.keepSpareFrame();
    },
    () => undefined,
  );
}
