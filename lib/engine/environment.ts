/** Everything impure the engine host is given; the worker entries make it of browser parts, tests of virtual ones. */
import type { WorkKeeper } from '../session';
import type { ModelView, Session, SessionListener } from '../session/types';
import type { Transcript, TranscriptSink } from '../net/transcript';
import type { AccountId } from '../mail';
import type { Store, StoreTrouble } from '../store';
import type { ItemKeys } from './item-keys';

export interface SessionParts {
  /** Absolute ws(s) URL of the bridge. */
  readonly bridge: string;
  readonly listener: SessionListener;
  readonly view: ModelView;
  /** Where its waiting work is kept. */
  readonly keeper: WorkKeeper;
  readonly transcript: TranscriptSink;
  readonly visible: () => boolean;
  readonly online: () => boolean;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
}

export interface HostEnvironment {
  readonly build: string;
  readonly createSession: (parts: SessionParts) => Session;
  readonly store: Store;
  /** Told by a stable code when less is kept on disk than was asked for. */
  readonly onStoreTrouble?: (listener: (account: AccountId, trouble: StoreTrouble) => void) => void;
  /** Where the store's seal gets its keys; absent where it needs none. */
  readonly itemKeys?: Pick<ItemKeys, 'give' | 'forget' | 'replace'>;
  /** Whether the browser has room for what nobody asked for yet; absent: nothing is read ahead. */
  readonly hasRoom?: () => Promise<boolean>;
  /** Drops the fragments of mail that the parser shares between its strings. */
  readonly forgetStrings: () => void;
  /** What went over the wires; without it the protocol drawer stays empty. */
  readonly transcript?: Transcript;
  /** Returns what cancels the timer. */
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** How far that is ahead of the clock on the wall, which somebody set back: pages read that one. Absent: not at all. */
  readonly aheadOfWallMs?: () => number;
  /** Runs at the end of the present turn. */
  readonly schedule: (fn: () => void) => void;
  /** Resolves when the tab is gone, however it went; null where that cannot be known. */
  readonly awaitTabEnd: ((tab: string) => Promise<void>) | null;
}
