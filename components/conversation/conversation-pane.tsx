'use client';

import { useCallback, useEffect, useMemo, useRef, type Ref } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { MessageToolbar } from '@/components/reader/message-toolbar';
import type { ActionContext, MailAction } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import { membersOf, useEngine, useRelated, type OlderMessages } from '@/lib/query';
import type { ColumnItem } from './column-items';
import { ConversationColumn, type ColumnHandle } from './conversation-column';

export interface ConversationPaneProps {
  readonly ref: Ref<ColumnHandle>;
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  /** The list's row of the open conversation: its messages are always the newest. */
  readonly row: MessageRow;
  readonly folders: readonly Folder[];
  readonly focusHeading: number;
  /** Whether the heading was not given the focus for this count yet. */
  readonly takeFocus: (asked: number) => boolean;
  /** What of it lies further down in the folder. */
  readonly older: OlderMessages;
  readonly contextOf: (rows: readonly MessageRow[]) => ActionContext;
  readonly onAction: (action: MailAction) => void;
  readonly onStar: (item: ColumnItem) => void;
  readonly onMenu: (item: ColumnItem, at: { readonly x: number; readonly y: number }) => void;
  readonly onMove: () => void;
  readonly onBack: (() => void) | null;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPrint: () => void;
  readonly onSave: () => void;
  readonly onGoTo: (item: ColumnItem) => void;
}

/** The open conversation under its toolbar. */
export function ConversationPane(props: ConversationPaneProps) {
  const { account, mailbox, row, folders, contextOf } = props;
  const t = useTranslations('folders');
  const engine = useEngine();
  const members = membersOf(row);
  const { known, ownOf } = props.older;
  const listed = useMemo(() => members.filter(({ uid }) => !known.has(uid)), [members, known]);
  const related = useRelated(account, mailbox, listed, folders, ownOf(row));
  const { found } = related;
  const { put } = known;
  useEffect(() => {
    if (found !== undefined && found.answer.own !== 'unknown') put(found.uids, found.answer);
  }, [found, put]);
  const nameOf = (name: MailboxName): string => {
    const folder = folders.find((one) => one.name === name);
    return folder === undefined ? name : folderTitle(folder, (key) => t(key));
  };
  const latest = useRef(contextOf);
  latest.current = contextOf;
  const onSeen = useCallback(
    (items: readonly ColumnItem[]) => {
      const context = latest.current([]);
      const byPlace = new Map<MailboxName, ColumnItem[]>();
      for (const item of items) byPlace.set(item.mailbox, [...(byPlace.get(item.mailbox) ?? []), item]);
      for (const [of, there] of byPlace) {
        const uidValidity = there[0]?.uidValidity ?? context.uidValidity;
        if (context.readOnly && of === context.mailbox) continue;
        engine.dispatch({
          account: context.account,
          mailbox: of,
          uidValidity,
          uids: there.map(({ row: one }) => one.uid),
          action: { kind: 'flag', flag: '\\Seen', add: true },
          aside: true,
        });
      }
    },
    [engine],
  );
  return (
    <>
      <MessageToolbar
        context={contextOf([row])}
        onAction={props.onAction}
        onMove={props.onMove}
        onBack={props.onBack}
        onStep={props.onStep}
        onPrint={props.onPrint}
        onSave={props.onSave}
      />
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1} data-slot="message-scroller">
        <ConversationColumn
          key={JSON.stringify([account, mailbox, row.uid])}
          ref={props.ref}
          account={account}
          mailbox={mailbox}
          subject={row.subject}
          members={members}
          related={related}
          nameOf={nameOf}
          focusHeading={props.focusHeading}
          takeFocus={props.takeFocus}
          alone={props.onBack !== null}
          onStar={props.onStar}
          onMenu={props.onMenu}
          onSeen={onSeen}
          onGoTo={props.onGoTo}
        />
      </div>
    </>
  );
}
