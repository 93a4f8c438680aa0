/**
 * Loads what the first formatted mail needs: its code, the hidden frame the sanitiser works in, and the frame it will be shown in.
 * Called as soon as the list stands, while nobody waits for it. Not later: a network that goes away must not find a load under way
 * that nobody asked for.
 */
export function warmUpReader(): void {
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
