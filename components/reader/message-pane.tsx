'use client';

import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { FaultPanel } from '@/components/faults/fault-panel';
import { MessageToolbar } from '@/components/reader/message-toolbar';
import { MessageView } from '@/components/reader/message-view';
import { isFocusStill } from '@/components/shell/focus-list';
import { Empty } from '@/components/ui/empty';
import type { ActionContext, MailAction } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { AccountId, MessageRow } from '@/lib/mail/types';
import { useEngine, useMessage } from '@/lib/query';

export interface MessagePaneProps {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uid: Uid | null;
  /** The list's row of the open message: its flags are always the newest. */
  readonly row: MessageRow | undefined;
  /** There are messages to choose from: else the list says what there is to say. */
  readonly canChoose: boolean;
  /** Counts up when the heading should take the focus. */
  readonly focusHeading: number;
  readonly contextOf: (rows: readonly MessageRow[]) => ActionContext;
  readonly onAction: (action: MailAction) => void;
  readonly onMove: () => void;
  readonly onBack: (() => void) | null;
  /** Leaves the message, whatever the layout. */
  readonly onClose: () => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPrint: () => void;
  readonly onSave: () => void;
}

/** The open message under its toolbar, or a quiet page when there is none. */
export function MessagePane(props: MessagePaneProps) {
  const t = useTranslations('reader');
  /** The count a heading took the focus for: messages come and go meanwhile. */
  const taken = useRef(props.focusHeading);
  const takeFocus = useCallback((asked: number) => {
    const isNew = taken.current !== asked;
    taken.current = asked;
    return isNew;
  }, []);
  if (props.uid === null)
    return props.canChoose ? <Empty drawing="letter" title={t('none')} hint={t('noneHint')} /> : null;
  return (
    <OpenMessage
      key={JSON.stringify([props.account, props.mailbox, props.uid])}
      {...props}
      uid={props.uid}
      takeFocus={takeFocus}
    />
  );
}

function OpenMessage(
  props: MessagePaneProps & { readonly uid: Uid; readonly takeFocus: (asked: number) => boolean },
) {
  const { account, mailbox, uid, row, focusHeading, takeFocus } = props;
  const t = useTranslations('reader');
  const message = useMessage(account, mailbox, uid);
  const heading = useRef<HTMLHeadingElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  useMarkSeen(row, props.contextOf);

  const shown = message.data !== undefined;
  // Alone on the screen, the message is in the place of the row that had the focus.
  const alone = useRef(props.onBack !== null);
  const focusBefore = useRef<Element | null>(null);
  useLayoutEffect(() => {
    focusBefore.current = document.activeElement;
  }, [focusHeading]);
  useEffect(() => {
    if (!shown) return;
    const asked = takeFocus(focusHeading);
    // The text may come late, when the person is somewhere else and typing: the next letter would be a shortcut.
    if ((asked || alone.current) && isFocusStill(focusBefore.current))
      heading.current?.focus({ preventScroll: true });
    alone.current = false;
  }, [shown, focusHeading, takeFocus]);

  return (
    <>
      <MessageToolbar
        context={row === undefined ? null : props.contextOf([row])}
        onAction={props.onAction}
        onMove={props.onMove}
        onBack={props.onBack}
        onStep={props.onStep}
        onPrint={props.onPrint}
        onSave={props.onSave}
      />
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-y-auto"
        tabIndex={-1}
        data-slot="message-scroller"
      >
        {message.error !== undefined && (
          <div className="mx-auto max-w-xl p-6">
            <FaultPanel error={message.error} acts={{ retry: message.retry, back: props.onClose }} />
          </div>
        )}
        {message.data === undefined && message.error === undefined && <ReaderSkeleton label={t('loading')} />}
        {message.data !== undefined && (
          <MessageView account={account} mailbox={mailbox} message={message.data} headingRef={heading} />
        )}
      </div>
    </>
  );
}

/** Opening a message reads it: \Seen is set once for each opening, so that "Mark as unread" stays what it says. */
function useMarkSeen(row: MessageRow | undefined, contextOf: MessagePaneProps['contextOf']): void {
  const engine = useEngine();
  const done = useRef(false);
  useEffect(() => {
    if (done.current || row === undefined) return;
    done.current = true;
    const context = contextOf([row]);
    if (row.seen || context.readOnly) return;
    engine.dispatch({
      account: context.account,
      mailbox: context.mailbox,
      uidValidity: context.uidValidity,
      uids: [row.uid],
      action: { kind: 'flag', flag: '\\Seen', add: true },
      aside: true,
    });
  }, [row, contextOf, engine]);
}

function ReaderSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="mx-auto max-w-3xl space-y-4 px-6 py-6">
      <div className="skeleton h-6 w-3/5" />
      <div className="flex gap-3">
        <div className="skeleton size-10 rounded-full!" />
        <div className="flex-1 space-y-2 pt-1">
          <div className="skeleton h-3.5 w-2/5" />
          <div className="skeleton h-3.5 w-1/4" />
        </div>
      </div>
      <div className="skeleton mt-6 h-3.5 w-full" />
      <div className="skeleton h-3.5 w-11/12" />
      <div className="skeleton h-3.5 w-4/5" />
    </div>
  );
}
