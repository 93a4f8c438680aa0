'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import type { MessageListSnapshot } from '@/lib/query';
import { countAbove, markTop, withoutNewest, type Mark } from './held-news';

export interface HeldNews {
  /** What is shown: the list without what is held back. */
  readonly list: MessageListSnapshot;
  /** Messages held back. */
  readonly count: number;
  /** Lets them in. */
  readonly show: () => void;
  /** What comes next is the person's own doing, as by undo: it is not held. */
  readonly letNextIn: () => void;
  /** Whether a pointer is over the list. */
  readonly onPointer: (inside: boolean) => void;
  /** Whether the newest message shown is in sight. */
  readonly onTop: (atTop: boolean) => void;
}

/**
 * Holds new mail back while the list stands at its top and a pointer is over it: rows must not move away from under a click.
 * Further down the view is held by use-anchor.ts. What is held comes in when it is asked for, and when the pointer leaves.
 */
export function useHeldNews(
  account: AccountId,
  mailbox: MailboxName,
  list: MessageListSnapshot,
  /** What comes in comes in on top: not so where the folder is searched or sorted. */
  holds = true,
): HeldNews {
  const [pointer, setPointer] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const [, setShown] = useState(0);
  const mark = useRef<Mark | null>(null);
  const ownComes = useRef(false);
  const place = `${account}/${list.uidValidity}/${mailbox}`;
  const markedIn = useRef(place);

  // Said while drawing, so that no frame shows the rows moved; drawing twice comes to the same.
  if (!pointer || !holds || markedIn.current !== place) mark.current = null;
  markedIn.current = place;
  let count = mark.current === null ? 0 : countAbove(list, mark.current);
  if (count > 0 && ownComes.current) {
    ownComes.current = false;
    count = 0;
  }
  if (count === 0) mark.current = pointer && holds && atTop ? markTop(list, mark.current) : null;

  useEffect(() => {
    setPointer(false);
    setAtTop(true);
  }, [account, mailbox]);

  const show = useCallback(() => {
    mark.current = null;
    setShown((times) => times + 1);
  }, []);
  const letNextIn = useCallback(() => {
    ownComes.current = true;
  }, []);
  const onPointer = useCallback((inside: boolean) => {
    if (!inside) ownComes.current = false;
    setPointer(inside);
  }, []);
  return useMemo(
    () => ({
      list: withoutNewest(list, count),
      count,
      show,
      letNextIn,
      onPointer,
      onTop: setAtTop,
    }),
    [list, count, show, letNextIn, onPointer],
  );
}
