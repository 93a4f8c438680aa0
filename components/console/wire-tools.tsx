'use client';

import { Copy, Download, Eraser, X } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslations } from '@/lib/i18n';
import { choiceOfAccount, groupsOf, type ConnectionChoice } from './connection-choice';

interface WireToolsProps {
  readonly connections: readonly ConnectionChoice[];
  readonly connection: string | null;
  readonly onConnection: (id: string | null) => void;
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly count: string;
  /** Shown in place of the count, and told. */
  readonly saying: string;
  /** Lines chosen, when more than one. */
  readonly selected: number;
  readonly empty: boolean;
  readonly onCopy: () => void;
  readonly onDownload: () => void;
  readonly onClear: () => void;
  readonly onClose: () => void;
}

const toOption = ({ id, name }: ConnectionChoice) => (
  <option key={id} value={id}>
    {name}
  </option>
);

/** What can be done with the lines: choose, find, take away, forget. */
export function WireTools(props: WireToolsProps) {
  const t = useTranslations('wire');
  const tAccounts = useTranslations('accounts');
  return (
    <div
      role="group"
      aria-label={t('toolbar')}
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-sheet px-3 py-1.5 @3xl:flex-nowrap @3xl:px-4"
    >
      <h2 className="text-note font-semibold text-ink">{t('title')}</h2>
      <p className="min-w-0 flex-1 truncate text-fine text-ink-3 tabular-nums @3xl:flex-none">
        <span data-slot="wire-count" className="hidden @md:inline">
          {props.saying === '' ? props.count : ''}
        </span>
        <span role="status">{props.saying}</span>
      </p>
      <div className="order-last flex w-full min-w-0 items-center gap-2 @3xl:order-none @3xl:ms-auto @3xl:w-auto">
        {props.connections.length > 1 && (
          <select
            aria-label={t('connection')}
            title={props.connections.find(({ id }) => id === props.connection)?.hint}
            value={props.connection ?? ''}
            onChange={(event) => props.onConnection(event.target.value === '' ? null : event.target.value)}
            className="h-8 max-w-52 min-w-0 flex-1 truncate rounded-control border border-line bg-raised px-2 text-note text-ink-2 pointer-coarse:h-11 @3xl:flex-none"
          >
            <option value="">{t('allConnections')}</option>
            {groupsOf(props.connections).map(({ account, user, connections }) =>
              user === null ? (
                connections.map(toOption)
              ) : (
                <optgroup key={account} label={user}>
                  <option value={choiceOfAccount(account)}>{tAccounts('allOf', { account: user })}</option>
                  {connections.map(toOption)}
                </optgroup>
              ),
            )}
          </select>
        )}
        <input
          type="search"
          aria-label={t('filter')}
          placeholder={t('filter')}
          value={props.filter}
          onChange={(event) => props.onFilter(event.target.value)}
          spellCheck={false}
          autoComplete="off"
          className="h-8 min-w-0 flex-1 rounded-control border border-line bg-raised px-2.5 text-note text-ink placeholder:text-ink-3 pointer-coarse:h-11 @3xl:w-56"
        />
      </div>
      <div className="flex shrink-0 items-center">
        <IconButton
          icon={Copy}
          label={props.selected > 1 ? t('copySelected', { count: props.selected }) : t('copyAll')}
          onClick={props.onCopy}
          disabled={props.empty}
        />
        <IconButton
          icon={Download}
          label={t('download')}
          title={t('downloadHint')}
          onClick={props.onDownload}
          disabled={props.empty}
        />
        <IconButton icon={Eraser} label={t('clear')} title={t('clearHint')} onClick={props.onClear} />
        <IconButton icon={X} label={t('close')} shortcut="Esc" onClick={props.onClose} className="ms-1" />
      </div>
    </div>
  );
}
