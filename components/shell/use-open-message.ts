'use client';

import { useCallback, useState } from 'react';
import { focusList, focusListSoon } from '@/components/shell/focus-list';
import { goTo, useGoTo, usePlaceIn, type Place } from '@/components/shell/place';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import { useOpenAhead } from '@/lib/query';

/** The open message, and the ways in and out of it. */
export interface OpenMessage {
  readonly uid: Uid | null;
  /** Counts up when the message's heading should take the focus. */
  readonly focusHeading: number;
  /** Opened by a key, the heading gets the focus; by the pointer, it stays where it is. */
  readonly open: (uid: Uid, how: 'pointer' | 'key') => void;
  /** One that may lie in another folder. */
  readonly openAt: (place: Place, how: 'pointer' | 'key') => void;
  /** The focus goes back to the row. */
  readonly close: () => void;
}

/** The open message is part of the place in the address; `onOpen` hears of each before it is shown. */
export function useOpenMessage(account: AccountId, mailbox: MailboxName, onOpen: () => void): OpenMessage {
  const { uid } = usePlaceIn(account);
  const go = useGoTo(account);
  const openAhead = useOpenAhead(account, mailbox);
  const [focusHeading, setFocusHeading] = useState(0);
  const open = useCallback(
    (next: Uid, how: 'pointer' | 'key') => {
      onOpen();
      openAhead(next);
      go(mailbox, next, uid === null ? 'push' : 'replace');
      if (how === 'key') setFocusHeading((count) => count + 1);
    },
    [go, mailbox, uid, openAhead, onOpen],
  );
  const openAt = useCallback(
    (place: Place, how: 'pointer' | 'key') => {
      onOpen();
      goTo(place, uid === null ? 'push' : 'replace');
      if (how === 'key') setFocusHeading((count) => count + 1);
    },
    [uid, onOpen],
  );
  const close = useCallback(() => {
    // At once, so that the next key already means the row; once more when the list has the screen to itself again.
    focusList();
    go(mailbox, null, 'replace');
    focusListSoon();
  }, [go, mailbox]);
  return { uid, focusHeading, open, openAt, close };
}
