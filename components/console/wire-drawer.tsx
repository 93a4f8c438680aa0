'use client';

import { useDeferredValue, useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { saveBytes } from '@/components/reader/save-bytes';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Separator } from '@/components/ui/separator';
import type { WireConnection } from '@/lib/engine/port';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { WireI18nProvider } from '@/lib/i18n/wire-provider';
import { useAllFolders, useEngine, useWire, type AccountSnapshot } from '@/lib/query';
import { copyText } from './copy-text';
import { exportText, plainText } from './export-lines';
import { filterLines } from './filter-lines';
import { useDrawerHeight } from './use-drawer-height';
import { useLineChoice } from './use-lines';
import { WIRE_KEY } from './wire-dock';
import { WireDetail } from './wire-detail';
import { WireList } from './wire-list';
import { choiceOfAccount, connectionsOf, type ConnectionChoice } from './connection-choice';
import { WireTools } from './wire-tools';

/** How long a saying stands in place of the count. */
const SAYING_MS = 3_000;
/** What an arrow key adds to the drawer's height, px. */
const HEIGHT_STEP = 24;

interface WireDrawerProps {
  readonly accounts: readonly AccountSnapshot[];
  readonly onClose: () => void;
}

/** What goes between this page and the mail server, line by line, at the foot of the mail. */
export function WireDrawer(props: WireDrawerProps) {
  return (
    <WireI18nProvider>
      <Drawer {...props} />
    </WireI18nProvider>
  );
}

function Drawer({ accounts, onClose }: WireDrawerProps) {
  const t = useTranslations('wire');
  const { locale } = useLocaleChoice();
  const { wire } = useEngine();
  const { lines, connections } = useWire();
  const { height, min, max, setHeight } = useDrawerHeight();
  const [filter, setFilter] = useState('');
  const [wanted, setConnection] = useState<string | null>(null);
  const [saying, setSaying] = useSaying();
  const detailId = useId();
  const names = useConnectionNames(accounts, connections);
  // A connection whose lines were forgotten can no longer be chosen.
  const connection = names.some(({ id, account }) => id === wanted || choiceOfAccount(account) === wanted)
    ? wanted
    : null;
  const text = useDeferredValue(filter);
  const chosen = useMemo(() => connectionsOf(names, connection), [names, connection]);
  const shown = useMemo(() => filterLines(lines, { text, connections: chosen }), [lines, text, chosen]);
  const choice = useLineChoice(shown);
  const selected = choice.last < 0 ? 0 : choice.last - choice.first + 1;
  const number = (count: number): string => formatNumber(locale, count);

  const copy = (which: 'selected' | 'all') => {
    const chosen = which === 'all' || selected === 0 ? shown : shown.slice(choice.first, choice.last + 1);
    void copyText(plainText(chosen)).then((done) =>
      setSaying(done ? t('copied', { count: chosen.length }) : t('copyFailed')),
    );
  };
  const download = () => {
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    saveBytes(new TextEncoder().encode(exportText(shown, connections)), `tagline-imap-${stamp}.txt`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      // In the field, the first press empties it.
      if (event.target instanceof HTMLInputElement && filter !== '') setFilter('');
      else onClose();
    }
    // Letters typed in here are not meant for the mail above, whose listener sits on the document, as React's does.
    const everywhere = event.ctrlKey || event.metaKey || event.key === WIRE_KEY || event.key === '?';
    if (!everywhere) event.nativeEvent.stopImmediatePropagation();
  };

  return (
    <section
      aria-label={t('title')}
      data-slot="wire-drawer"
      onKeyDown={onKeyDown}
      style={{ height }}
      className="@container relative flex max-h-[calc(100dvh-3.5rem)] shrink-0 animate-[rise_180ms_ease-out] flex-col border-t border-line bg-sunken"
    >
      <Separator
        slot="wire-resize"
        label={t('resize')}
        orientation="horizontal"
        value={height}
        min={min}
        max={max}
        step={HEIGHT_STEP}
        onValue={setHeight}
        onDoubleClick={() => setHeight(height > max * 0.75 ? max / 2 : max)}
      />
      <WireTools
        connections={names}
        connection={connection}
        onConnection={setConnection}
        filter={filter}
        onFilter={setFilter}
        count={
          shown.length === lines.length
            ? t('count', { count: lines.length })
            : t('countOf', { shown: number(shown.length), count: number(lines.length) })
        }
        saying={saying}
        selected={selected}
        empty={shown.length === 0}
        onCopy={() => copy(selected > 1 ? 'selected' : 'all')}
        onDownload={download}
        onClear={() => wire.clear()}
        onClose={onClose}
      />
      <div className="flex min-h-0 flex-1 flex-col @4xl:flex-row">
        <WireList
          lines={shown}
          choice={choice}
          showConnection={names.length > 1 && connection === null}
          detailId={detailId}
          onCopy={() => copy('selected')}
          empty={
            lines.length === 0 ? (
              <Empty drawing="tray" title={t('emptyTitle')} hint={t('emptyHint')} />
            ) : (
              <Empty
                drawing="tray"
                title={t('noMatchTitle')}
                hint={t('noMatchHint', { count: lines.length })}
                action={
                  <Button
                    onClick={() => {
                      setFilter('');
                      setConnection(null);
                    }}
                  >
                    {t('showAll')}
                  </Button>
                }
              />
            )
          }
        />
        <WireDetail
          id={detailId}
          line={choice.active}
          connection={names.find(({ id }) => id === choice.active?.connection)}
        />
      </div>
    </section>
  );
}

/** Number and folder of each connection, in a person's words, and whose it is where there are several accounts. */
function useConnectionNames(
  accounts: readonly AccountSnapshot[],
  connections: readonly WireConnection[],
): readonly ConnectionChoice[] {
  const t = useTranslations();
  const folders = useAllFolders(accounts);
  return useMemo(
    () =>
      connections.map(({ id, account, mailbox, role, open }) => {
        const folder = folders.get(account)?.find((entry) => entry.name === mailbox);
        const place = folder === undefined ? mailbox : folderTitle(folder, (key) => t(`folders.${key}`));
        const name =
          place === null ? t('wire.connectionName', { id }) : t('wire.connectionIn', { id, folder: place });
        return {
          id,
          name: open ? name : t('wire.ended', { name }),
          hint: t(`wire.role.${role}`),
          account,
          user: accounts.length > 1 ? (accounts.find((one) => one.account === account)?.user ?? null) : null,
        };
      }),
    [accounts, connections, folders, t],
  );
}

/** A word that goes by itself. */
function useSaying(): readonly [string, (text: string) => void] {
  const [saying, setSaying] = useState('');
  useEffect(() => {
    if (saying === '') return undefined;
    const timer = setTimeout(() => setSaying(''), SAYING_MS);
    return () => clearTimeout(timer);
  }, [saying]);
  return [saying, setSaying];
}
