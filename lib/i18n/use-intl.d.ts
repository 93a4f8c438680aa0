import type { Messages } from './messages/en';
import type { WireMessages } from './messages/wire-en';

declare module 'use-intl' {
  interface AppConfig {
    /** `wire` is there inside the protocol drawer only (wire-provider.tsx). */
    Messages: Messages & { readonly wire: WireMessages };
    Locale: 'en' | 'es';
  }
}
