/** The searches in all folders of one account: at most one a tab. */
import type { ChosenIn, EverywhereState, FolderHits, Op, SearchNode } from '../mail';
import { Everywhere, type EverywhereHost } from './everywhere';
import type { Tab } from './tabs';

export interface SearchesHost extends Omit<EverywhereHost, 'tell' | 'withEmpty'> {
  readonly tell: (tab: Tab, key: string, hits: FolderHits | null, state: EverywhereState) => void;
}

export class Searches {
  readonly #host: SearchesHost;
  readonly #byTab = new Map<Tab, Everywhere>();
  /** What each tab calls the search it shows. */
  readonly #keys = new Map<Tab, string>();

  constructor(host: SearchesHost) {
    this.#host = host;
  }

  /** `key` names the search to the page; null: the tab searches no more. */
  show(tab: Tab, key: string, search: SearchNode | null): void {
    // Asked once more, mail was moved just now: a folder that was empty may not be, before its counters say so.
    const isAgain = this.#keys.get(tab) === key;
    this.drop(tab);
    if (search === null) return;
    this.#keys.set(tab, key);
    const { tell, ...host } = this.#host;
    const everywhere = new Everywhere(search, {
      ...host,
      tell: (hits, state) => tell(tab, key, hits, state),
      withEmpty: isAgain,
    });
    this.#byTab.set(tab, everywhere);
    everywhere.start();
  }

  stop(tab: Tab): void {
    this.#byTab.get(tab)?.stop();
  }

  want(tab: Tab, rows: number): void {
    this.#byTab.get(tab)?.want(rows);
  }

  /** All that the tab's search found, folder by folder. */
  choose(tab: Tab): readonly ChosenIn[] {
    return this.#byTab.get(tab)?.choose() ?? [];
  }

  /** An op of our own was done. */
  done(op: Op): void {
    for (const everywhere of this.#byTab.values()) everywhere.done(op);
  }

  drop(tab: Tab): void {
    this.#byTab.get(tab)?.end();
    this.#byTab.delete(tab);
    this.#keys.delete(tab);
  }

  dropAll(): void {
    for (const tab of [...this.#byTab.keys()]) this.drop(tab);
  }

  live(): void {
    for (const everywhere of this.#byTab.values()) everywhere.live();
  }

  grew(): void {
    for (const everywhere of this.#byTab.values()) everywhere.grew();
  }
}
