/**
 * A tab holds a lock as long as it lives, and the engine awaits its release, since a closed tab says nothing. Tabs that
 * hold none say so by their name: awaiting a lock nobody holds would end them at once.
 */
const HELD = 'held.';

/** Held by a shared engine as long as it lives. */
export const engineLock = (id: string): string => `tagline-engine:${id}`;

/** The name of a tab that holds its lock. */
export const lockedTab = (id: string): string => HELD + id;

export const holdsLock = (tab: string): boolean => tab.startsWith(HELD);

export const tabLock = (tab: string): string => `tagline-tab:${tab}`;
