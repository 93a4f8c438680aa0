'use client';

import clsx from 'clsx';
import { Ellipsis, FolderOpen, Paperclip, Star } from 'lucide-react';
import { memo, useRef } from 'react';
import { FaultPanel } from '@/components/faults/fault-panel';
import { MessageView } from '@/components/reader/message-view';
import { Avatar } from '@/components/ui/avatar';
import { IconButton } from '@/components/ui/icon-button';
import { formatDate, formatFullDate, formatRowDate, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useMessage } from '@/lib/query';
import type { ColumnItem } from './column-items';
import { useMinute } from '@/components/messages/use-minute';

interface ConversationMessageProps {
  readonly account: AccountId;
  readonly item: ColumnItem;
  /** What people call the folder it lies in; null: the one in view. */
  readonly folder: string | null;
  readonly open: boolean;
  readonly onToggle: (key: string) => void;
  readonly onStar: (item: ColumnItem) => void;
  readonly onMenu: (item: ColumnItem, at: { readonly x: number; readonly y: number }) => void;
  readonly onGoTo: (item: ColumnItem) => void;
}

/** One message of a conversation: a line, and below it the message while it is open. */
export const ConversationMessage = memo(function ConversationMessage(props: ConversationMessageProps) {
  const { account, item, folder, open, onToggle, onStar, onMenu, onGoTo } = props;
  const { row } = item;
  const t = useTranslations();
  const { region } = useLocaleChoice();
  const now = useMinute();
  const menu = useRef<HTMLButtonElement>(null);
  const sender = row.from[0];
  const name = sender?.name || sender?.address || t('list.noSender');
  const date = formatFullDate(region, row.date);
  const askMenu = () => {
    const box = menu.current?.getBoundingClientRect();
    onMenu(item, { x: (box?.right ?? 0) - 224, y: (box?.bottom ?? 0) + 4 });
  };
  return (
    <li data-slot="conversation-message" data-open={open} className="border-b border-line">
      <div className={clsx('flex items-center gap-1', open ? 'pt-2' : '')}>
        <h3 className="min-w-0 flex-1">
          <button
            type="button"
            data-slot="conversation-toggle"
            aria-expanded={open}
            aria-label={[
              row.seen ? '' : t('list.unread'),
              row.starred ? t('list.starred') : '',
              t('conversation.message', { sender: name, date }),
              row.hasAttachment ? t('list.attachment') : '',
              folder === null ? '' : t('conversation.elsewhere', { folder }),
            ]
              .filter((part) => part !== '')
              .join(', ')}
            onClick={() => onToggle(item.key)}
            className="-mx-2 flex min-h-12 w-[calc(100%+0.5rem)] items-center gap-3 rounded-control px-2 text-start outline-offset-[-2px] hover:bg-hover"
          >
            <span className="relative shrink-0">
              <Avatar name={sender?.name ?? ''} address={sender?.address ?? ''} size={open ? 36 : 28} />
              {!row.seen && (
                <span className="absolute -start-2 top-1/2 size-1.5 -translate-y-1/2 rounded-full bg-accent" />
              )}
            </span>
            <span
              className={clsx(
                'min-w-0 flex-1 truncate text-sm',
                row.seen && !open ? 'text-ink-2' : 'font-semibold',
              )}
              title={name}
            >
              <bdi>{name}</bdi>
            </span>
            {row.hasAttachment && !open && (
              <Paperclip size={13} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />
            )}
            <time
              dateTime={new Date(row.date).toISOString()}
              title={date}
              className="shrink-0 text-xs text-ink-3 tabular-nums"
            >
              <span className="@lg:hidden">{formatRowDate(region, row.date, now)}</span>
              <span className="hidden @lg:inline">{formatDate(region, row.date)}</span>
            </time>
          </button>
        </h3>
        {folder !== null && (
          <button
            type="button"
            data-slot="folder-chip"
            title={t('conversation.openThere', { folder })}
            aria-label={t('conversation.openThere', { folder })}
            onClick={() => onGoTo(item)}
            className="group/chip inline-flex h-7 max-w-32 shrink-0 items-center text-xs text-ink-2 hover:text-ink pointer-coarse:h-11 pointer-coarse:min-w-11"
          >
            {/* A finger has the whole height; what is painted stays a line's. */}
            <span className="inline-flex h-7 min-w-0 items-center gap-1 rounded-full border border-line px-2 group-hover/chip:bg-hover @lg:px-2.5">
              <FolderOpen size={13} strokeWidth={1.75} aria-hidden className="shrink-0" />
              <bdi className="truncate max-sm:max-w-12">{folder}</bdi>
            </span>
          </button>
        )}
        <span className="-me-2 flex shrink-0">
          <IconButton
            icon={Star}
            label={t(row.starred ? 'conversation.unstar' : 'conversation.star')}
            aria-pressed={row.starred}
            filled={row.starred}
            onClick={() => onStar(item)}
            className={row.starred ? 'text-star!' : undefined}
          />
          <IconButton
            ref={menu}
            icon={Ellipsis}
            label={t('conversation.actions')}
            aria-haspopup="menu"
            onClick={askMenu}
          />
        </span>
      </div>
      {open && <OpenPart account={account} item={item} />}
    </li>
  );
});

function OpenPart({ account, item }: { readonly account: AccountId; readonly item: ColumnItem }) {
  const t = useTranslations('reader');
  const message = useMessage(account, item.mailbox, item.row.uid);
  if (message.error !== undefined)
    return (
      <div className="max-w-xl py-4">
        <FaultPanel error={message.error} acts={{ retry: message.retry }} />
      </div>
    );
  if (message.data === undefined)
    return (
      <div role="status" aria-label={t('loading')} className="space-y-3 py-4 ps-12">
        <div className="skeleton h-3.5 w-11/12" />
        <div className="skeleton h-3.5 w-4/5" />
      </div>
    );
  return <MessageView account={account} mailbox={item.mailbox} message={message.data} headingRef={null} />;
}
