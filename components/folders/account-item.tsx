'use client';

import clsx from 'clsx';
import { ChevronDown, ChevronRight, Ellipsis } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { RailTip } from '@/components/folders/rail-tip';
import type { AccountLine } from '@/components/folders/tree-lines';
import { CONNECTION_DOTS, useConnectionWords } from '@/components/shell/connection-line';
import { Avatar } from '@/components/ui/avatar';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { useConnection } from '@/lib/query';

interface AccountItemProps {
  readonly line: AccountLine;
  readonly index: number;
  readonly tabStop: boolean;
  /** Its folder is open, though its group may be folded. */
  readonly inView: boolean;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onMenu: (x: number, y: number) => void;
  /** Drawn as its picture alone. */
  readonly rail: boolean;
}

/** The head of an account's folders: whose they are, whether it is live, what is unread in its inbox. */
export function AccountItem({
  line,
  index,
  tabStop,
  inView,
  onToggle,
  onFocus,
  onKeyDown,
  onMenu,
  rail,
}: AccountItemProps) {
  const t = useTranslations();
  const { region } = useLocaleChoice();
  const { account, open, unseen } = line;
  const status = useConnection(account.account);
  const words = useConnectionWords(status);
  const away = status.kind === 'reconnecting' || status.kind === 'offline' || status.kind === 'signed-out';
  // Not counting down: a name that changes each second is read out each second.
  const word = status.kind === 'reconnecting' ? t('connection.reconnectingNow') : words.word;
  const error = 'error' in status ? status.error : null;
  const why =
    error === null ? [] : [t(`errors.${error.code}`, { expected: '', seconds: 60, ...error.values })];
  const Twisty = open ? ChevronDown : ChevronRight;
  const unread = unseen > 0 ? [t('folders.unread', { count: unseen })] : [];
  const hidden = inView && !open;
  return (
    <div
      role="treeitem"
      data-index={index}
      data-account={account.account}
      data-slot="account-item"
      aria-label={[account.user, word, ...unread].join(', ')}
      aria-level={1}
      aria-expanded={open}
      aria-selected={hidden}
      aria-busy={line.loading}
      aria-setsize={line.setSize}
      aria-posinset={line.position}
      tabIndex={tabStop ? 0 : -1}
      title={rail ? undefined : [account.user, account.serverName, word, ...why].join(' – ')}
      onClick={onToggle}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
      className={clsx(
        'group relative flex items-center rounded-control text-note text-ink-2 hover:bg-hover hover:text-ink',
        rail ? 'h-11 w-11 justify-center' : 'min-h-9 gap-1.5 ps-1.5 pe-2 pointer-coarse:min-h-11',
        line.position > 1 && 'mt-3',
        hidden && 'bg-selected text-ink',
      )}
    >
      {hidden && <span className="absolute inset-y-2 start-0 w-0.5 rounded-full bg-accent" />}
      <span className={clsx('relative inline-flex shrink-0', !rail && 'me-0.5')}>
        <Avatar name="" address={account.user} size={22} />
        <span
          data-slot="account-dot"
          className={clsx(
            'absolute -end-0.5 -bottom-0.5 size-2 rounded-full ring-2 ring-paper',
            CONNECTION_DOTS[status.kind],
          )}
        />
      </span>
      {rail ? (
        <RailTip>
          <bdi>{account.user}</bdi>
        </RailTip>
      ) : (
        <>
          <span className="min-w-0 flex-1 py-1 leading-tight">
            <span className={clsx('block truncate', inView ? 'font-semibold text-ink' : 'font-medium')}>
              <bdi>{account.user}</bdi>
            </span>
            {/* Never by the dot's colour alone. */}
            {away && <span className="block truncate text-fine text-ink-3">{word}</span>}
          </span>
          {/* The inbox below says it while it is in sight. */}
          {unseen > 0 && !open && (
            <span aria-hidden className="text-xs font-semibold text-ink tabular-nums group-hover:hidden">
              {formatNumber(region, unseen)}
            </span>
          )}
          <span
            aria-hidden
            data-slot="account-more"
            onClick={(event) => {
              event.stopPropagation();
              const box = event.currentTarget.getBoundingClientRect();
              onMenu(box.left, box.bottom);
            }}
            className="hidden size-6 shrink-0 items-center justify-center rounded text-ink-3 group-hover:inline-flex hover:bg-hover pointer-coarse:hidden!"
          >
            <Ellipsis size={15} strokeWidth={1.75} />
          </span>
          <Twisty size={14} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3 rtl:-scale-x-100" />
        </>
      )}
    </div>
  );
}
