/** What is known here of a view before its server has answered: rows in memory, and what the index of words finds. */
import type { UidValidity } from '../imap/types';
import {
  rowsOfView,
  sortRows,
  wordLeaves,
  type Coverage,
  type MailView,
  type MessageRow,
  type WordLeaf,
} from '../mail';
import type { FoundHere } from './text-index/search-here';
import type { ViewHost } from './view-list';

/** Rows in the view's order, and the mailbox they were when they were found. */
export interface KnownRows {
  readonly uidValidity: UidValidity;
  readonly rows: readonly MessageRow[];
}

export class ViewHere {
  readonly #view: MailView;
  readonly #host: Pick<ViewHost, 'model' | 'here' | 'now'>;
  /** What the index of words said of this search. */
  #found: FoundHere | null = null;
  /** Questions to it; only the answer to the last one counts. */
  #asked = 0;

  constructor(view: MailView, host: Pick<ViewHost, 'model' | 'here' | 'now'>) {
    this.#view = view;
    this.#host = host;
  }

  /** What the index said was of a mailbox that is no more. */
  forget(): void {
    this.#found = null;
  }

  /** Asks the index of words; true when there is an answer, and it still counts. `isOver`: nobody wants it any more. */
  async ask(isOver: () => boolean): Promise<boolean> {
    const { search } = this.#view;
    if (search === null) return false;
    const asked = ++this.#asked;
    const isLate = (): boolean => asked !== this.#asked || isOver();
    const found = await this.#host.here(search, isLate);
    if (found === null || isLate()) return false;
    this.#found = found;
    return true;
  }

  /** Null while the mailbox is not open. */
  known(): KnownRows | null {
    const model = this.#host.model();
    if (!model) return null;
    const { uidValidity } = model.list;
    const rows = new Map(
      rowsOfView(model.list.rows(), this.#view, this.#host.now()).map((row) => [row.uid, row]),
    );
    if (this.#found?.uidValidity === uidValidity)
      for (const row of this.#found.rows) if (!rows.has(row.uid)) rows.set(row.uid, row);
    return { uidValidity, rows: sortRows([...rows.values()], this.#view.order) };
  }

  /** How much of the mailbox was looked through here. */
  coverage(): Coverage {
    const list = this.#host.model()?.list;
    const found = this.#found?.uidValidity === list?.uidValidity ? this.#found : null;
    const of = list?.exists ?? 0;
    const here = Math.min(of, Math.max(list?.loaded ?? 0, found?.here ?? 0));
    const asksForText = this.#view.search !== null && wordLeaves(this.#view.search).some(isOfText);
    return asksForText ? { here, of, texts: Math.min(here, found?.texts ?? 0) } : { here, of };
  }
}

const isOfText = (leaf: WordLeaf): boolean => leaf.kind === 'text' || leaf.field === 'body';
