/**
 * Closing the tab ends the session, also in browsers that can open closed tabs again. They give such a tab its sessionStorage
 * back, and with it what a reload signs in with; they load it as a step in its history. So each page leaves the time of its end
 * in that storage, and a page that comes by history a good while after it is taken for a tab that had been closed.
 *
 * A page that crashed, or that the browser threw away to save memory, leaves no time or says so: it goes on.
 */
import { REOPENED_AFTER_MS } from './limits';

export interface Arrival {
  /** PerformanceNavigationTiming.type; null where the browser does not tell. */
  readonly navigation: string | null;
  /** The browser had thrown the page away to save memory, and loads it anew now. */
  readonly wasDiscarded: boolean;
  /** When the page before this one ended, epoch ms; null: it left no word. */
  readonly leftAt: number | null;
  readonly now: number;
}

/** Whether the tab had been closed, as far as a page can know. */
export function isReopened({ navigation, wasDiscarded, leftAt, now }: Arrival): boolean {
  if (navigation !== 'back_forward' || wasDiscarded || leftAt === null) return false;
  // A clock that was set back says nothing: better to ask once too often.
  return Math.abs(now - leftAt) > REOPENED_AFTER_MS;
}

const LEFT_KEY = 'tagline.left';
type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The page ends, or goes into the back-forward cache, from which it may never come back. */
export function noteLeaving(storage: TabStorage | null, now: number): void {
  try {
    storage?.setItem(LEFT_KEY, String(now));
  } catch {
    // A full storage holds no sealed form to protect either, or one that the next page takes for a reload's.
  }
}

/** When the page before ended. It is asked once: from now on this page is the one. */
export function takeLeaving(storage: TabStorage | null): number | null {
  const left = storage?.getItem(LEFT_KEY) ?? null;
  storage?.removeItem(LEFT_KEY);
  return left !== null && /^\d{1,16}$/.test(left) ? Number(left) : null;
}
