'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Targets } from '@/lib/actions';
import type { MailboxName, Uid, UidValidity } from '@/lib/imap/types';
import type { AccountId, ChosenSet, MessageRow } from '@/lib/mail/types';
import type { MessageListSnapshot } from '@/lib/query';
import {
  chooseAll,
  countOf,
  extendTo,
  isSelected,
  NOTHING,
  prune,
  selectLoaded,
  toggle,
  type Selection,
} from './selection';

export interface SelectionControl {
  readonly has: (uid: Uid) => boolean;
  readonly count: number;
  /** Messages that "all" or a range left out because they are not loaded. */
  readonly skipped: number;
  /** The whole folder, as the server named it; null when messages are selected one by one. */
  readonly chosen: ChosenSet | null;
  /** What is selected: of messages the list has let go of, the rows as they were last seen. */
  readonly targets: () => Targets;
  readonly toggle: (uid: Uid) => void;
  readonly extendTo: (from: Uid, position: number) => void;
  readonly selectLoaded: () => void;
  /** Takes the place of what is selected; of another folder, or a renumbered one, it is none. */
  readonly choose: (account: AccountId, mailbox: MailboxName, chosen: ChosenSet) => void;
  readonly clear: () => void;
}

/** Rows looked at for what a chosen set is like: enough for faces and buttons. */
const SAMPLE = 200;

/** The selection of one folder; another folder, or a renumbered one, starts with none. */
export function useSelection(
  account: AccountId,
  mailbox: MailboxName,
  list: MessageListSnapshot,
): SelectionControl {
  const place = placeOf(account, mailbox, list.uidValidity);
  const [kept, setKept] = useState<{ readonly place: string; readonly selection: Selection }>({
    place,
    selection: NOTHING,
  });
  const before = kept.place === place ? kept.selection : NOTHING;
  // Known at once, so that no frame shows a message as selected that has just been archived.
  const selection = useMemo(() => prune(before, (uid) => list.isGone(uid)), [before, list]);
  useEffect(() => {
    if (selection !== before) setKept({ place, selection });
  }, [selection, before, place]);

  const seen = useRef(new Map<Uid, MessageRow>());
  const latest = useRef({ place, selection, list });
  latest.current = { place, selection, list };

  const change = useCallback((next: (selection: Selection, list: MessageListSnapshot) => Selection) => {
    const now = latest.current;
    const selected = next(now.selection, now.list);
    latest.current = { ...now, selection: selected };
    seen.current = new Map(
      [...selected.uids].flatMap((uid) => {
        const row = rowOf(now.list, uid) ?? seen.current.get(uid);
        return row === undefined ? [] : [[uid, row] as const];
      }),
    );
    setKept({ place: now.place, selection: selected });
  }, []);

  return useMemo(
    () => ({
      has: (uid) => isSelected(selection, uid),
      count: countOf(selection),
      skipped: selection.skipped,
      chosen: selection.chosen,
      targets: () => {
        const rows = latest.current.list;
        if (selection.chosen !== null) return { rows: sampleOf(rows, selection), chosen: selection.chosen };
        return {
          rows: [...selection.uids].flatMap((uid) => rowOf(rows, uid) ?? seen.current.get(uid) ?? []),
          chosen: null,
        };
      },
      toggle: (uid) => change((now) => toggle(now, uid)),
      extendTo: (from, position) => change((now, rows) => extendTo(now, rows, from, position)),
      selectLoaded: () => change((_, rows) => selectLoaded(rows)),
      choose: (of, folder, chosen) => {
        if (latest.current.place === placeOf(of, folder, chosen.uidValidity)) change(() => chooseAll(chosen));
      },
      clear: () => change(() => NOTHING),
    }),
    [selection, change],
  );
}

const placeOf = (account: AccountId, mailbox: MailboxName, uidValidity: UidValidity): string =>
  JSON.stringify([account, uidValidity, mailbox]);

function sampleOf(list: MessageListSnapshot, selection: Selection): readonly MessageRow[] {
  const rows: MessageRow[] = [];
  for (let position = 0; position < Math.min(SAMPLE, list.rowCount); position++) {
    const row = list.rowAt(position);
    if (row !== undefined && isSelected(selection, row.uid)) rows.push(row);
  }
  return rows;
}

function rowOf(list: MessageListSnapshot, uid: Uid): MessageRow | undefined {
  const position = list.positionOf(uid);
  return position === undefined ? undefined : list.rowAt(position);
}
