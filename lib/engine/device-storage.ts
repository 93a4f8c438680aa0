/** The browser's storage manager (https://storage.spec.whatwg.org), which is missing on plain http and in older browsers. */
import type { DeviceStorage } from './page-device';

const ASKED = 'tagline.asked-to-last';

export function deviceStorage(): DeviceStorage {
  const manager = (navigator as Partial<Pick<Navigator, 'storage'>>).storage;
  return {
    durable: async () => (await manager?.persisted?.()) ?? null,
    persist: async () => (await manager?.persist?.()) ?? false,
    room: async () => {
      const { usage, quota } = (await manager?.estimate?.()) ?? {};
      return usage === undefined ? null : { used: usage, quota: quota ?? null };
    },
    noteAsked: () => {
      try {
        const known = localStorage.getItem(ASKED) !== null;
        localStorage.setItem(ASKED, '1');
        return known;
      } catch {
        // Nothing can be noted, and nothing is kept either.
        return true;
      }
    },
  };
}
