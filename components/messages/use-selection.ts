'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import type { MessageListSnapshot } from '@/lib/query';
import { extendTo, NOTHING, prune, selectLoaded, toggle, type Selection } from './selection';

export interface SelectionControl {
  readonly uids: ReadonlySet<Uid>;
  readonly count: number;
  readonly skipped: number;
  /** Rows of the selected messages: of those the list has let go of, as they were last seen. */
  readonly rows: () => readonly MessageRow[];
  readonly toggle: (uid: Uid) => void;
  readonly extendTo: (from: Uid, position: number) => void;
  readonly selectLoaded: () => void;
  readonly clear: () => void;
}

/** The selection of one folder; another folder, or a renumbered one, starts with none. */
export function useSelection(mailbox: MailboxName, list: MessageListSnapshot): SelectionControl {
  const place = `${list.uidValidity}/${mailbox}`;
  const [kept, setKept] = useState<{ readonly place: string; readonly selection: Selection }>({
    place,
    selection: NOTHING,
  });
  const chosen = kept.place === place ? kept.selection : NOTHING;
  // Known at once, so that no frame shows a message as selected that has just been archived.
  const selection = useMemo(() => prune(chosen, (uid) => list.isGone(uid)), [chosen, list]);
  useEffect(() => {
    if (selection !== chosen) setKept({ place, selection });
  }, [selection, chosen, place]);

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
      uids: selection.uids,
      count: selection.uids.size,
      skipped: selection.skipped,
      rows: () =>
        [...selection.uids].flatMap((uid) => rowOf(latest.current.list, uid) ?? seen.current.get(uid) ?? []),
      toggle: (uid) => change((now) => toggle(now, uid)),
      extendTo: (from, position) => change((now, rows) => extendTo(now, rows, from, position)),
      selectLoaded: () => change((_, rows) => selectLoaded(rows)),
      clear: () => change(() => NOTHING),
    }),
    [selection, change],
  );
}

function rowOf(list: MessageListSnapshot, uid: Uid): MessageRow | undefined {
  const position = list.positionOf(uid);
  return position === undefined ? undefined : list.rowAt(position);
}
