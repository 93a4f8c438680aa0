'use client';

import { FoldVertical, UnfoldVertical } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type Ref,
} from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, MessageRow } from '@/lib/mail/types';
import type { RelatedQuery } from '@/lib/query';
import { columnItems, MAX_COLUMN, type ColumnItem } from './column-items';
import { ConversationMessage } from './conversation-message';

/** What keys do to the open conversation. */
export interface ColumnHandle {
  readonly step: (by: 1 | -1) => boolean;
  readonly expandAll: (expanded: boolean) => boolean;
}

interface ConversationColumnProps {
  readonly ref: Ref<ColumnHandle>;
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly subject: string;
  /** Messages of this folder, newest first. */
  readonly members: readonly MessageRow[];
  readonly related: RelatedQuery;
  /** What people call a folder. */
  readonly nameOf: (mailbox: MailboxName) => string;
  /** Takes the focus when the count differs from the one it was last taken for. */
  readonly focusHeading: number;
  readonly takeFocus: (asked: number) => boolean;
  readonly alone: boolean;
  readonly onStar: (item: ColumnItem) => void;
  readonly onMenu: (item: ColumnItem, at: { readonly x: number; readonly y: number }) => void;
  /** Messages that are seen now. */
  readonly onSeen: (items: readonly ColumnItem[]) => void;
  readonly onGoTo: (item: ColumnItem) => void;
}

/** A conversation, oldest message on top: what was read is one line, what was not and the newest are open. */
export function ConversationColumn(props: ConversationColumnProps) {
  const { account, mailbox, members, related, focusHeading, takeFocus, onSeen } = props;
  const t = useTranslations();
  const tConversation = useTranslations('conversation');
  const messages = related.data?.messages;
  const items = useMemo(() => columnItems(mailbox, members, messages ?? []), [mailbox, members, messages]);
  const newest = members[0];
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(members.filter((row) => !row.seen || row === newest).map((row) => `${row.uid}`)),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLOListElement>(null);

  const alone = useRef(props.alone);
  useEffect(() => {
    const asked = takeFocus(focusHeading);
    if (asked || alone.current) heading.current?.focus({ preventScroll: true });
    alone.current = false;
  }, [focusHeading, takeFocus]);

  // Far down, the first one that is open comes into sight; what stands above it is one line each.
  useLayoutEffect(() => {
    const first = list.current?.querySelector('[data-open="true"]');
    const scroller = list.current?.closest('[data-slot="message-scroller"]');
    if (!(first instanceof HTMLElement) || !scroller) return;
    const below = first.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    if (below > scroller.clientHeight * 0.6) first.scrollIntoView({ block: 'start' });
  }, []);

  // Opening reads, once: "Mark as unread" stays what it says.
  const read = useRef(new Set<string>());
  const latest = useRef(items);
  latest.current = items;
  useEffect(() => {
    const seen = latest.current.filter(
      ({ key, row }) => open.has(key) && !row.seen && !read.current.has(key),
    );
    for (const key of open) read.current.add(key);
    if (seen.length > 0) onSeen(seen);
  }, [open, onSeen]);

  // The latest of all may lie elsewhere; it is found a moment later, and stands below everything else.
  const last = items.at(-1);
  const latestElsewhere = last?.elsewhere === true ? last.key : null;
  useEffect(() => {
    if (latestElsewhere !== null) setOpen((before) => new Set([...before, latestElsewhere]));
  }, [latestElsewhere]);

  const toggle = useCallback((key: string) => {
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  }, []);
  const expandAll = (expanded: boolean): boolean => {
    setOpen(new Set(expanded ? items.map(({ key }) => key) : last === undefined ? [] : [last.key]));
    return true;
  };
  const step = (by: 1 | -1): boolean => {
    const heads = [
      ...(list.current?.querySelectorAll<HTMLElement>('[data-slot="conversation-toggle"]') ?? []),
    ];
    const at = heads.findIndex((head) => head.closest('li')?.contains(document.activeElement) === true);
    // From outside: the first one that is open, or the last.
    const firstOpen = heads.findIndex((head) => head.getAttribute('aria-expanded') === 'true');
    const next = at < 0 ? (by === 1 ? Math.max(0, firstOpen) : heads.length - 1) : at + by;
    const head = heads[Math.min(Math.max(0, next), heads.length - 1)];
    head?.focus({ preventScroll: true });
    head?.closest('li')?.scrollIntoView({ block: 'nearest' });
    return head !== undefined;
  };
  useImperativeHandle(props.ref, () => ({ step, expandAll }));

  const total = members.length + items.filter(({ elsewhere }) => elsewhere).length;
  return (
    <div className="mx-auto max-w-4xl px-4 pt-5 pb-16 @2xl:px-6" data-slot="conversation">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2
            ref={heading}
            tabIndex={-1}
            dir="auto"
            className="rounded-sm text-start text-xl leading-snug font-semibold tracking-tight wrap-anywhere outline-offset-4 @2xl:text-2xl"
          >
            {props.subject === '' ? t('list.noSubject') : props.subject}
          </h2>
          <p className="mt-1 text-note text-ink-3 tabular-nums" role="status">
            {[t('conversation.ofMessages', { count: total }), ...lookingWords(props, tConversation)].join(
              ' · ',
            )}
          </p>
        </div>
        {items.length > 1 && (
          <div className="-me-2 flex shrink-0">
            <IconButton
              icon={UnfoldVertical}
              label={t('conversation.expandAll')}
              shortcut=";"
              onClick={() => expandAll(true)}
            />
            <IconButton
              icon={FoldVertical}
              label={t('conversation.collapseAll')}
              shortcut=":"
              onClick={() => expandAll(false)}
            />
          </div>
        )}
      </header>
      {related.data?.own === 'cut' && (
        <p className="mt-3 text-note text-ink-3" role="note">
          {t('conversation.olderCut')}
        </p>
      )}
      {total > items.length && (
        <p className="mt-3 text-note text-ink-3" role="note">
          {t('conversation.tooMany', { count: MAX_COLUMN })}
        </p>
      )}
      <ol ref={list} aria-label={t('conversation.messages')} className="mt-4 border-t border-line">
        {items.map((item) => (
          <ConversationMessage
            key={item.key}
            account={account}
            item={item}
            folder={item.elsewhere ? props.nameOf(item.mailbox) : null}
            open={open.has(item.key)}
            onToggle={toggle}
            onStar={props.onStar}
            onMenu={props.onMenu}
            onGoTo={props.onGoTo}
          />
        ))}
      </ol>
    </div>
  );
}

/** Where else messages are looked for, while that goes on and where it could not be done. */
function lookingWords(
  { mailbox, related, nameOf }: ConversationColumnProps,
  t: ReturnType<typeof useTranslations<'conversation'>>,
): readonly string[] {
  if (related.status === 'pending')
    return related.folders.length === 0
      ? []
      : [t('looking', { folders: related.folders.map(nameOf).join(', ') })];
  const error = related.error ?? related.data?.error ?? null;
  if (error === null) return [];
  return [
    t(
      error.code === 'offline'
        ? 'lookedOffline'
        : related.folders.includes(mailbox)
          ? 'olderFailed'
          : 'lookFailed',
    ),
  ];
}
