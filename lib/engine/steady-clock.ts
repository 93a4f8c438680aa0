/** How much less of the wall's time may have passed than was counted before that says somebody set the clock. */
const TOLERANCE_MS = 1_000;

/**
 * The wall's clock as far as it can be believed: set forward, it is followed (a machine that slept looks the same); set back, time goes
 * on from where it was, by what `elapsed` counts. Whatever waits for a moment of this clock waits for time that passes.
 */
export function steadyClock(wall: () => number, elapsed: () => number): () => number {
  let lastWall = wall();
  let lastElapsed = elapsed();
  let ahead = 0;
  return () => {
    const now = wall();
    const counted = elapsed();
    const [moved, passed] = [now - lastWall, counted - lastElapsed];
    if (moved < 0 || moved < passed - TOLERANCE_MS) ahead += passed - moved;
    lastWall = now;
    lastElapsed = counted;
    return now + ahead;
  };
}
