/** Name of the lock a tab holds as long as it lives: the engine awaits its release, since a closed tab says nothing. */
export const tabLock = (tab: string): string => `tagline-tab:${tab}`;
