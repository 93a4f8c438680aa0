/** A folder shown other than whole and newest first: searched, sorted, or both. Plain data. */
import { baseSubject } from '../mime';
import { assertNever } from './assert-never';
import { matchesRow, type SearchNode } from './search-node';
import type { AppError, MessageRow } from './types';

export type ViewOrder = 'newest' | 'oldest' | 'sender' | 'subject' | 'largest';
export const VIEW_ORDERS: readonly ViewOrder[] = ['newest', 'oldest', 'sender', 'subject', 'largest'];

export interface MailView {
  /** Null: every message. */
  readonly search: SearchNode | null;
  readonly order: ViewOrder;
}

/** What was looked through here, in messages. */
export interface Coverage {
  readonly here: number;
  /** With their text, as far as it was read before; absent where no text is looked for. */
  readonly texts?: number;
  /** All there are. */
  readonly of: number;
}

/** How far a view has come. */
export type ViewState =
  /** What is known here is shown; the server is being asked. `share`: how much of its work is done, 0..1, where it says so. */
  | ({ readonly kind: 'asking'; readonly share: number | null } & Coverage)
  /** The server's word: this is all of it. */
  | { readonly kind: 'whole' }
  /** Only what is known here: there is no connection, or the server cannot do it. */
  | ({ readonly kind: 'partly'; readonly why: 'offline' | 'unable' } & Coverage)
  | { readonly kind: 'failed'; readonly error: AppError };

/** Rows of which it is certain that they belong to the view, in its order. */
export function rowsOfView(rows: Iterable<MessageRow>, view: MailView, now: number): readonly MessageRow[] {
  const { search } = view;
  const found = [...rows].filter((row) => search === null || matchesRow(search, row, now) === true);
  return sortRows(found, view.order);
}

/** Equal ones stand newest first. UIDs ascend with arrival (RFC 9051 2.3.1.1). */
export function sortRows(rows: readonly MessageRow[], order: ViewOrder): readonly MessageRow[] {
  const newest = (a: MessageRow, b: MessageRow): number => b.uid - a.uid;
  switch (order) {
    case 'newest':
      return rows.toSorted(newest);
    case 'oldest':
      return rows.toSorted((a, b) => a.uid - b.uid);
    case 'largest':
      return rows.toSorted((a, b) => b.size - a.size || newest(a, b));
    case 'sender':
      return byText(rows, (row) => row.from[0]?.name || (row.from[0]?.address ?? ''));
    case 'subject':
      return byText(rows, (row) => baseSubject(row.subject));
    default:
      return assertNever(order);
  }
}

function byText(rows: readonly MessageRow[], textOf: (row: MessageRow) => string): readonly MessageRow[] {
  const keyed = rows.map((row) => ({ row, text: textOf(row).toLowerCase() }));
  return keyed
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : b.row.uid - a.row.uid))
    .map(({ row }) => row);
}
