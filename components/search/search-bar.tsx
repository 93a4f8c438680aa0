'use client';

import { LoaderCircle, Search, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { focusList, focusListSoon } from '@/components/shell/focus-list';
import { IconButton } from '@/components/ui/icon-button';
import { formatNumber, formatPercent, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useConnection, type Coverage, type MessageListSnapshot, type ViewState } from '@/lib/query';
import { SearchScope } from './search-scope';
import type { FolderView } from './use-folder-view';

/** Typing is followed after so long a pause: each search is work for the server. */
const PAUSE_MS = 250;
const FIELD = 'folder-search';

/** The field gets the focus at once: a letter typed before the next frame would be a shortcut. */
export function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>(`[data-slot="${FIELD}"]`);
  field?.focus();
  field?.select();
}

/** What is looked for in the folder, and how far that is. */
export function SearchBar({
  account,
  view,
  list,
  title,
  onRetry,
  line,
}: {
  readonly account: AccountId;
  readonly view: FolderView;
  readonly list: MessageListSnapshot;
  readonly title: string;
  readonly onRetry: () => void;
  /** How far a search in all folders is, in place of one in the folder. */
  readonly line?: ReactNode;
}) {
  const t = useTranslations('search');
  const words = useTranslations('everywhere');
  const [typed, setTyped] = useState(view.search);
  const told = useRef(view.search);
  const { setSearch } = view;
  // The address went elsewhere, by the browser's own buttons.
  useEffect(() => {
    if (view.search === told.current) return;
    told.current = view.search;
    setTyped(view.search);
  }, [view.search]);
  useEffect(() => {
    if (typed === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = typed;
      setSearch(typed);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, setSearch]);
  const tell = (search: string) => {
    told.current = search;
    setTyped(search);
    setSearch(search);
  };
  const close = () => {
    tell('');
    view.setOpen(false);
    focusListSoon();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // A candidate of an input method is taken by Enter too.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && typed !== '') tell('');
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      if (typed !== told.current) tell(typed);
      focusList();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="shrink-0 border-b border-line focus-within:border-accent focus-within:shadow-[inset_0_-1px_0_var(--accent)]">
      <div className="flex h-11 items-center gap-2 ps-4 pe-2">
        <Search size={16} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />
        <input
          type="search"
          data-slot={FIELD}
          aria-label={view.isEverywhere ? words('label') : t('label', { folder: title })}
          placeholder={t('placeholder')}
          title={typed === '' ? t('placeholder') : undefined}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={1_000}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-8 min-w-0 flex-1 bg-transparent text-sm text-ellipsis text-ink outline-none placeholder:text-ink-3 pointer-coarse:h-11 pointer-coarse:text-base [&::-webkit-search-cancel-button]:hidden"
        />
        <IconButton
          icon={X}
          label={t(typed === '' ? 'close' : 'clear')}
          shortcut="Esc"
          onClick={typed === '' ? close : () => (tell(''), focusSearch())}
        />
      </div>
      <SearchScope
        everywhere={view.isEverywhere}
        onChange={(on) => {
          view.setEverywhere(on);
          focusSearch();
        }}
      />
      {view.problems.map(({ kind, text }) => (
        <p key={`${kind}${text}`} className="px-4 pb-2 text-xs text-ink-2" data-slot="search-problem">
          {kind === 'value' ? t('leftOut', { text }) : t('tooLong')}
        </p>
      ))}
      {line ?? (
        <ViewLine account={account} list={list} isSearch={view.search.trim() !== ''} onRetry={onRetry} />
      )}
    </search>
  );
}

/** How far a search or an order is; said politely, and nothing while there is nothing to say. */
export function ViewLine({
  account,
  list,
  isSearch,
  onRetry,
}: {
  readonly account: AccountId;
  readonly list: MessageListSnapshot;
  readonly isSearch: boolean;
  readonly onRetry: () => void;
}) {
  const t = useTranslations('search');
  const { region } = useLocaleChoice();
  const { kind } = useConnection(account);
  const isAway = kind === 'offline' || kind === 'reconnecting';
  // There is nobody to ask just now, whatever is waited for.
  const view: ViewState | undefined =
    list.view?.kind === 'asking' && isAway ? { ...list.view, kind: 'partly', why: 'offline' } : list.view;
  const words = view && wordsOf(view, list.rowCount, isSearch, region, t);
  return (
    <div role="status" className="px-4 text-xs text-ink-3 tabular-nums" data-slot="view-line">
      {words && (
        // The header has the number already.
        <p className={view.kind === 'whole' ? 'sr-only' : 'flex items-start gap-1.5 pb-2'}>
          {view.kind === 'asking' && (
            <LoaderCircle size={14} aria-hidden className="mt-px shrink-0 motion-safe:animate-spin" />
          )}
          <span className="min-w-0 flex-1">{words}</span>
          {view.kind === 'failed' && (
            <button
              type="button"
              onClick={onRetry}
              className="shrink-0 font-semibold text-accent hover:underline"
            >
              {t('again')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function wordsOf(
  view: ViewState,
  found: number,
  isSearch: boolean,
  region: string,
  t: ReturnType<typeof useTranslations<'search'>>,
): string | null {
  const numbers = ({ here, of, texts }: Coverage) => ({
    found,
    here: formatNumber(region, here),
    of: formatNumber(region, of),
    texts: texts === undefined ? 'none' : formatNumber(region, texts),
  });
  switch (view.kind) {
    case 'asking':
      if (!isSearch) return t('sorting', { of: view.of });
      if (view.share !== null) return t('askingShare', { found, share: formatPercent(region, view.share) });
      return t('asking', numbers(view));
    case 'whole':
      return isSearch ? t('found', { count: found }) : null;
    case 'partly':
      if (view.why === 'unable') return t('unable', numbers(view));
      return t('offline', numbers(view));
    case 'failed':
      return t('failed');
  }
}
