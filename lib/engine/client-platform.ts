/** Everything of a browser the page side touches; platform.ts makes it, tests make virtual ones. */
import type { MailboxName } from '../imap/types';
import type { AccountId } from '../mail';
import type { SiteConfig } from './config';
import type { EngineLink, LinkHandlers } from './port-like';
import type { DeviceStorage } from './page-device';
import type { Vault } from './seal';

export interface PageState {
  readonly visible: boolean;
  readonly online: boolean;
}

/** A worker this page began, and the engine's end of its port. */
export interface MadeIndex {
  readonly port: MessagePort;
  readonly end: () => void;
}

export interface PageEvents {
  /** `woke`: the page was frozen, or its network is another one now. */
  readonly onState: (state: PageState, woke?: boolean) => void;
  /** The page goes away, or into the browser's back-forward cache. */
  readonly onHide: () => void;
  /** It came back from that cache. */
  readonly onShow: () => void;
}

export interface ClientPlatform {
  readonly build: string;
  /** Absolute ws(s) URL of the bridge. */
  readonly bridge: string;
  /** Unique for the life of this page, and named by a lock the page holds when this resolves. */
  readonly openTab: () => Promise<string>;
  /** The same after a reload of this tab. */
  readonly session: string;
  readonly connect: (handlers: LinkHandlers) => EngineLink;
  /** Begins the worker that keeps the index of words, and says if that comes to nothing later; absent where there are no workers. */
  readonly makeIndex?: (onFail: () => void) => MadeIndex;
  /** The folder this tab will show of an account that comes back after a reload; null: it is not known, or not this account. */
  readonly shown?: (account: AccountId, isFirst: boolean) => MailboxName | null;
  /** This tab had been closed, and the browser opened it again. */
  readonly reopened: boolean;
  /** Null where passwords can only be kept in memory. */
  readonly vault: Vault | null;
  /** The browser's storage; absent where it tells nothing of it. */
  readonly storage?: DeviceStorage;
  readonly loadConfig: () => Promise<SiteConfig>;
  readonly pageState: () => PageState;
  /** Returns what stops the events. */
  readonly listen: (events: PageEvents) => () => void;
  /** Runs before the next frame, or soon where no frame comes. */
  readonly schedule: (fn: () => void) => void;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  readonly newId: () => string;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
}
