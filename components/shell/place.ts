'use client';

/**
 * The place in the mailbox lives in the URL's hash: it reaches no proxy's log and needs no route
 * (docs/adr, static export). `#a=account&f=folder&u=uid&q=search&w=all&s=order`.
 */
import { useCallback, useSyncExternalStore } from 'react';
import { basePath } from '@/components/base-path';
import { toMailboxName, toUid, type MailboxName, type Uid } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import { useAccounts, VIEW_ORDERS, type ViewOrder } from '@/lib/query';

export interface Place {
  readonly account: string | null;
  readonly mailbox: MailboxName | null;
  readonly uid: Uid | null;
  /** The folder is searched or sorted. */
  readonly view?: PlaceView;
}

export interface PlaceView {
  /** As it was typed; '': every message. */
  readonly search: string;
  readonly order: ViewOrder;
  /** All folders are searched. */
  readonly everywhere?: true;
}

const NOWHERE: Place = { account: null, mailbox: null, uid: null };
const MOVED = 'tagline:place';
const UID_MAX = 0xffff_ffff;

export function parsePlace(hash: string): Place {
  const params = new URLSearchParams(hash.replace(/^#/u, ''));
  const uid = Number(params.get('u'));
  const folder = params.get('f');
  const search = params.get('q') ?? '';
  const order = VIEW_ORDERS.find((one) => one === params.get('s')) ?? 'newest';
  const everywhere = search !== '' && params.get('w') === 'all' ? ({ everywhere: true } as const) : {};
  return {
    account: params.get('a') || null,
    mailbox: folder === null || folder === '' ? null : toMailboxName(folder),
    uid: Number.isInteger(uid) && uid > 0 && uid <= UID_MAX ? toUid(uid) : null,
    ...(search === '' && order === 'newest' ? {} : { view: { search, order, ...everywhere } }),
  };
}

export function formatPlace(place: Place): string {
  const params = new URLSearchParams();
  if (place.account !== null) params.set('a', place.account);
  if (place.mailbox !== null) params.set('f', place.mailbox);
  if (place.uid !== null) params.set('u', String(place.uid));
  if (place.view !== undefined && place.view.search !== '') params.set('q', place.view.search);
  if (place.view !== undefined && place.view.order !== 'newest') params.set('s', place.view.order);
  if (place.view?.everywhere === true && place.view.search !== '') params.set('w', 'all');
  const text = params.toString();
  return text === '' ? '' : `#${text}`;
}

/** Goes to a place. Opening the first message of a folder adds to the browser's history; moving on replaces. */
export function goTo(place: Place, how: 'push' | 'replace' = 'push'): void {
  const hash = formatPlace(place);
  if (hash === location.hash) return;
  const url = `${location.pathname}${location.search}${hash}`;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  window.dispatchEvent(new Event(MOVED));
}

/** Moves between `/` and `/mail` without loading anything: both pages hold the same screens. */
export function goToPath(path: '/' | '/mail', hash: string): void {
  const whole = `${basePath}${path}`;
  if (location.pathname === whole && location.hash === hash) return;
  history.replaceState(null, '', `${whole}${hash}`);
  window.dispatchEvent(new Event(MOVED));
}

/** The folder the address names of this account; an address without an account is about the first one. */
export function folderInView(account: string, isFirst: boolean): MailboxName | null {
  const place = current();
  return (place.account === null ? isFirst : place.account === account) ? place.mailbox : null;
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, current, () => NOWHERE);
}

/** The place as far as it is one of this account: another account's says nothing about this one's folders. */
export function usePlaceIn(account: AccountId): Place {
  const place = usePlace();
  return place.account === null || place.account === account ? place : NOWHERE;
}

/** Goes to places of an account. With a single one its name is left out of the address: there is nothing to tell apart. */
export function useGoTo(
  account: AccountId,
): (mailbox: MailboxName | null, uid?: Uid | null, how?: 'push' | 'replace') => void {
  const several = useAccounts().length > 1;
  return useCallback(
    (mailbox, uid = null, how = 'push') => {
      // Within a folder the way it is shown stays.
      const { view, mailbox: shown } = current();
      const stays = view !== undefined && (shown ?? INBOX) === (mailbox ?? INBOX);
      goTo({ account: several ? account : null, mailbox, uid, ...(stays ? { view } : {}) }, how);
    },
    [account, several],
  );
}

/** Shows the folder in view searched or sorted from now on, with the message that is open. */
export function showSo(view: PlaceView): void {
  goTo({ ...current(), view }, 'replace');
}

const INBOX = toMailboxName('INBOX');

function subscribe(notify: () => void): () => void {
  for (const name of ['hashchange', 'popstate', MOVED]) window.addEventListener(name, notify);
  return () => {
    for (const name of ['hashchange', 'popstate', MOVED]) window.removeEventListener(name, notify);
  };
}

let lastHash = '';
let lastPlace: Place = NOWHERE;

/** The snapshot must be the same object until the hash changes. */
function current(): Place {
  if (location.hash !== lastHash) {
    lastHash = location.hash;
    lastPlace = parsePlace(lastHash);
  }
  return lastPlace;
}
