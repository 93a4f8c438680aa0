'use client';

import { useCallback, useMemo, useRef } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { usePlaceIn, type Place } from '@/components/shell/place';
import type { OpenMessage } from '@/components/shell/use-open-message';
import type { Triage } from '@/components/shell/use-triage';
import { INBOX } from '@/components/shell/use-going';
import { only } from '@/components/shell/use-message-desk';
import type { Transfers } from '@/components/transfer/use-transfers';
import {
  countTargets,
  moveTo,
  numberIn,
  numbersIn,
  uidsIn,
  type ActionContext,
  type ActionResult,
} from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, toUid, type Uid, type UidValidity } from '@/lib/imap/types';
import type { AccountId, ChosenIn, ChosenSet, Folder, MessageRow } from '@/lib/mail/types';
import {
  useAccounts,
  useEngine,
  useEverywhere,
  type EverywhereSnapshot,
  type EverywhereState,
  type ViewState,
  type Hit,
  type MessageListSnapshot,
} from '@/lib/query';
import { alike } from './found-deeds';
import type { FolderView } from './use-folder-view';

/** Stands where a folder's name is asked for and there are many: no folder has it. */
export const MANY_FOLDERS = toMailboxName('');

/**
 * What a search in all folders found, as a list like a folder's. UIDs mean something in one folder only, so rows carry numbers of
 * this list's own in their place; whatever is done to them is done in the folders they lie in, by their UIDs there.
 */
export interface Found {
  readonly list: MessageListSnapshot;
  readonly state: EverywhereState | null;
  /** Of all folders; the list holds the newest of them. */
  readonly count: number;
  readonly wantRows: (first: number, last: number) => void;
  /** What was chosen in each folder, under the list's own numbers. */
  readonly choice: (chosen: readonly ChosenIn[]) => ChosenSet;
  readonly folderOf: (own: Uid) => string | null;
  /** The row as its folder has it. */
  readonly rowOf: (own: Uid) => MessageRow | undefined;
  /** The open message under the list's own number; null: none is open. */
  readonly openUid: Uid | null;
  /** Where a row's message is opened, with the search still beside it. */
  readonly placeOf: (own: Uid) => Place | null;
  /** For messages of one folder, as it has them. */
  readonly contextOf: (rows: readonly MessageRow[]) => ActionContext;
  /** The parts of a choice, folder by folder; `rows`: those of it that are known, as their folders have them. */
  readonly partsOf: (chosen: ChosenSet, rows: readonly MessageRow[]) => readonly ActionContext[];
}

type FolderVersion = Pick<Hit, 'mailbox' | 'uidValidity'>;

interface Numbers {
  /** Folders by their numbers in the list, from 1 on. */
  readonly folders: Map<string, FolderVersion & { readonly number: number }>;
  readonly hits: Map<Uid, Hit>;
  /** Rows under their own numbers: the same object for the same row, so that it is not drawn again. */
  readonly rows: WeakMap<MessageRow, MessageRow>;
  version: number;
}

/** Null while all folders are not what is searched. */
export function useFound(account: AccountId, folders: readonly Folder[], view: FolderView): Found | null {
  const t = useTranslations();
  const engine = useEngine();
  const { everywhere } = view;
  const found = useEverywhere(account, everywhere?.key ?? '', everywhere?.search ?? null);
  const { mailbox: shownIn, uid: openUid } = usePlaceIn(account);
  const several = useAccounts().length > 1;
  const numbers = useRef<Numbers>({ folders: new Map(), hits: new Map(), rows: new WeakMap(), version: 0 });
  const rows = useMemo(() => numbered(found.hits, numbers.current), [found.hits]);
  const list = useMemo(() => listOf(rows, found, (numbers.current.version += 1)), [rows, found]);
  const wantRows = useCallback(
    (_first: number, last: number) => engine.everywhere.want(account, last + 1),
    [engine, account],
  );
  if (everywhere === null) return null;
  const inFolder = shownIn ?? INBOX;
  const openHit = found.hits.find(({ mailbox, row }) => mailbox === inFolder && row.uid === openUid);
  const openOwn = openHit === undefined ? NOT_FOUND : ownNumber(openHit, numbers.current);
  const hitOf = (own: Uid): Hit | undefined => numbers.current.hits.get(own);
  return {
    list,
    state: found.state,
    count: found.count,
    wantRows,
    choice: (chosen) => ({
      uidValidity: OWN_NUMBERS,
      uids: chosen
        .flatMap((one) => numbersIn(folderNumber(one, numbers.current), one.uids))
        .toSorted(([a], [b]) => a - b),
      count: chosen.reduce((sum, { count }) => sum + count, 0),
      exact: chosen.every(({ exact }) => exact),
    }),
    folderOf: (own) => {
      const mailbox = hitOf(own)?.mailbox;
      const folder = folders.find(({ name }) => name === mailbox);
      return folder === undefined ? (mailbox ?? null) : folderTitle(folder, (key) => t(`folders.${key}`));
    },
    rowOf: (own) => hitOf(own)?.row,
    openUid: openUid === null ? null : openOwn,
    placeOf: (own) => {
      const hit = hitOf(own);
      if (hit === undefined) return null;
      const { mailbox, row } = hit;
      return { account: several ? account : null, mailbox, uid: row.uid, view: view.place };
    },
    contextOf: (targets) => {
      const hit = found.hits.find(({ row }) => row === targets[0]);
      const at = {
        mailbox: hit?.mailbox ?? MANY_FOLDERS,
        uidValidity: hit?.uidValidity ?? (0 as UidValidity),
      };
      return { engine, account, folders, ...at, readOnly: hit === undefined, targets, chosen: null };
    },
    partsOf: (chosen, targets) =>
      [...numbers.current.folders.values()].flatMap(({ number, mailbox, uidValidity }) => {
        const uids = uidsIn(number, chosen.uids);
        const count = uids.reduce((sum, [low, high]) => sum + high - low + 1, 0);
        if (count === 0) return [];
        const own = targets.flatMap((row) => {
          const hit = hitOf(row.uid);
          return hit?.mailbox === mailbox && hit.uidValidity === uidValidity ? [hit.row] : [];
        });
        const part = { uidValidity, uids, count, exact: chosen.exact };
        return [
          { engine, account, folders, mailbox, uidValidity, readOnly: false, targets: own, chosen: part },
        ];
      }),
  };
}

/** Messages are opened by the list's own numbers, each in its folder. */
export const openedIn = (found: Found, opened: OpenMessage): OpenMessage => ({
  ...opened,
  uid: found.openUid,
  open: (own, how) => {
    const place = found.placeOf(own);
    if (place !== null) opened.openAt(place, how);
  },
});

/** Does in each folder what is asked of messages of many, and tells of it once. */
export function useFoundTriage(triage: Triage, found: Found | null): Triage {
  const t = useTranslations('done');
  const engine = useEngine();
  if (found === null) return triage;
  const byFolder = (context: ActionContext): readonly ActionContext[] => {
    if (context.chosen !== null) return found.partsOf(context.chosen, context.targets);
    const rows = context.targets.flatMap((row) => found.rowOf(row.uid) ?? []);
    const groups = new Map<string, MessageRow[]>();
    for (const row of rows) {
      const { mailbox } = found.contextOf([row]);
      groups.set(mailbox, [...(groups.get(mailbox) ?? []), row]);
    }
    return [...groups.values()].map(found.contextOf);
  };
  const inEach = (
    contexts: readonly ActionContext[],
    one: (context: ActionContext) => boolean,
    each: (context: ActionContext) => ActionResult,
  ): boolean => {
    const [first] = contexts;
    if (first === undefined) return false;
    if (contexts.length === 1) return one(first);
    const results = contexts.map(each);
    const [work] = results.flatMap((result) => (result.ok && result.kind === 'job' ? [result] : []));
    if (work !== undefined) {
      triage.work({
        jobs: results.flatMap((result) => (result.ok && result.kind === 'job' ? [result.job] : [])),
        saying: work.saying,
        count: contexts.reduce((sum, context) => sum + countTargets(context), 0),
        exact: contexts.every(({ chosen }) => chosen?.exact !== false),
      });
    }
    const done = results.flatMap((result) => (result.ok && result.kind === 'op' ? [result] : []));
    const [said] = done;
    if (said === undefined) return work !== undefined || one(first);
    const count = done.reduce((sum, { op }) => sum + op.uids.length, 0);
    triage.say({
      kind: 'told',
      text: t(said.saying.key, { count, folder: said.saying.folder ?? '' }),
      ...(said.saying.undo ? { undo: () => done.forEach(({ op }) => engine.undo(op.id)) } : {}),
    });
    return true;
  };
  return {
    ...triage,
    perform: (action, context) =>
      inEach(
        alike(
          action,
          byFolder(context).filter((one) => action.enabled(one)),
        ),
        (one) => triage.perform(action, one),
        (one) => action.perform(one),
      ),
    move: (context, folder, title) =>
      inEach(
        byFolder(context).filter(({ mailbox }) => mailbox !== folder.name),
        (one) => triage.move(one, folder, title),
        (one) => moveTo(one, folder, title),
      ),
  };
}

/** Files are made of messages folder by folder. */
export function foundTransfers(transfers: Transfers, found: Found | null): Transfers {
  if (found === null) return transfers;
  return {
    ...transfers,
    save: (account, _place, { rows }, title) => {
      for (const own of rows) {
        const row = found.rowOf(own.uid);
        if (row === undefined) continue;
        const { mailbox, uidValidity } = found.contextOf([row]);
        transfers.save(account, { mailbox, uidValidity }, only(row), title);
      }
    },
  };
}

function folderNumber({ mailbox, uidValidity }: FolderVersion, { folders }: Numbers): number {
  const key = `${uidValidity} ${mailbox}`;
  const known = folders.get(key);
  if (known === undefined) folders.set(key, { mailbox, uidValidity, number: folders.size + 1 });
  return known?.number ?? folders.size;
}

const ownNumber = (hit: Hit, numbers: Numbers): Uid => numberIn(folderNumber(hit, numbers), hit.row.uid);

function numbered(hits: readonly Hit[], numbers: Numbers): readonly MessageRow[] {
  numbers.hits.clear();
  return hits.map((hit) => {
    const own = ownNumber(hit, numbers);
    numbers.hits.set(own, hit);
    const known = numbers.rows.get(hit.row);
    if (known !== undefined) return known;
    const row = { ...hit.row, uid: own };
    numbers.rows.set(hit.row, row);
    return row;
  });
}

/** Rows that may not stand where they will stay are not shown there yet. */
function listOf(
  rows: readonly MessageRow[],
  { state, stands, rowCount }: EverywhereSnapshot,
  version: number,
): MessageListSnapshot {
  const places = new Map(rows.map((row, place) => [row.uid, place]));
  const placeOf = (uid: Uid): number | undefined => {
    const place = places.get(uid);
    return place === undefined || place >= stands ? undefined : place;
  };
  const isAsking = state?.kind === 'asking';
  return {
    status: rowCount === 0 && (state === null || isAsking) ? 'loading' : 'ready',
    rowCount,
    rowAt: (place) => (place < stands ? rows[place] : undefined),
    positionOf: placeOf,
    isGone: (uid) => !places.has(uid),
    version,
    readOnly: false,
    uidValidity: OWN_NUMBERS,
    marked: 0,
    view: viewOf(state?.kind),
  };
}

/** What a folder's own search would call it: while it is not whole, nothing found is not the last word. */
function viewOf(state: EverywhereState['kind'] | undefined): ViewState {
  if (state === 'asking') return { kind: 'asking', here: 0, of: 0, share: null };
  if (state === 'partly' || state === 'failed') return { kind: 'partly', here: 0, of: 0, why: 'offline' };
  return { kind: 'whole' };
}

const OWN_NUMBERS = 1 as UidValidity;
/** The open message is none of those that were found. */
const NOT_FOUND = toUid(0xffff_ffff);
