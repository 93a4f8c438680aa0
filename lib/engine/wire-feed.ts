/**
 * The wire for the tabs that look at it: all that is recorded once, then what is new, one message a turn. While nobody looks
 * nothing is gathered and nothing is sent.
 */
import { silentTranscript, type Transcript, type TranscriptScope } from '../net/transcript';
import { MAX_WIRE_BATCH } from './limits';
import type { AccountId } from '../mail';
import type { WireConnection, WireLine } from './port';
import type { Tab } from './tabs';

export class WireFeed {
  readonly #transcript: Transcript | undefined;
  readonly #touched: () => void;
  readonly #watchers = new Set<Tab>();
  /** Tabs that want everything: new ones, and all after a reset. */
  readonly #behind = new Set<Tab>();
  #news: WireLine[] = [];
  #connectionsChanged = false;
  readonly #accountByScope = new Map<TranscriptScope, () => AccountId>();

  /** `touched`: something waits for `flush`. */
  constructor(transcript: Transcript | undefined, touched: () => void) {
    this.#transcript = transcript;
    this.#touched = touched;
  }

  /** Where a new session's connections are recorded; `account`: whose they are, empty until somebody signs in. */
  record(account: () => AccountId): Pick<TranscriptScope, 'sink' | 'forget'> {
    const scope = this.#transcript?.scope();
    if (scope === undefined) return { sink: silentTranscript, forget: () => undefined };
    this.#accountByScope.set(scope, account);
    return {
      sink: scope.sink,
      forget: () => {
        this.#accountByScope.delete(scope);
        scope.forget();
      },
    };
  }

  /** Connections belong to somebody now. */
  named(): void {
    this.#connectionsChanged = true;
    this.#touched();
  }

  subscribe(tab: Tab): void {
    if (this.#watchers.size === 0) {
      this.#transcript?.listen({
        onLine: (line) => {
          this.#news.push(line);
          if (this.#news.length >= 2 * MAX_WIRE_BATCH) this.#news = this.#news.slice(-MAX_WIRE_BATCH);
          this.#touched();
        },
        onConnections: () => {
          this.#connectionsChanged = true;
          this.#touched();
        },
        onReset: () => {
          for (const watcher of this.#watchers) this.#behind.add(watcher);
          this.#touched();
        },
      });
    }
    this.#watchers.add(tab);
    this.#behind.add(tab);
    this.#touched();
  }

  unsubscribe(tab: Tab): void {
    this.#behind.delete(tab);
    if (!this.#watchers.delete(tab) || this.#watchers.size > 0) return;
    this.#transcript?.listen(null);
    this.#news = [];
    this.#connectionsChanged = false;
  }

  clear(): void {
    this.#transcript?.clear();
  }

  /** At the end of a turn. */
  flush(): void {
    if (this.#watchers.size === 0) return;
    const news = this.#news.slice(-MAX_WIRE_BATCH);
    const changed = this.#connectionsChanged;
    this.#news = [];
    this.#connectionsChanged = false;
    const connections = changed || this.#behind.size > 0 ? this.#connections() : null;
    for (const tab of this.#watchers) {
      if (this.#behind.has(tab)) {
        const lines = this.#transcript?.lines() ?? [];
        tab.post({ kind: 'wire', update: { reset: true, lines, connections } });
      } else if (news.length > 0 || changed) {
        tab.post({ kind: 'wire', update: { reset: false, lines: news, connections } });
      }
    }
    this.#behind.clear();
  }

  #connections(): readonly WireConnection[] {
    const scopes = [...this.#accountByScope];
    return (this.#transcript?.connections() ?? []).map((facts) => ({
      ...facts,
      account: scopes.find(([scope]) => scope.has(facts.id))?.[1]() ?? '',
    }));
  }
}
