'use client';

import { useState } from 'react';
import { BulkBar, BulkPane } from '@/components/messages/bulk-bar';
import { DENSITIES, rowHeightOf, type Density } from '@/components/messages/density';
import { DateRail } from '@/components/dates/date-rail';
import type { RailDates } from '@/components/dates/rail-marks';
import { ListMenu } from '@/components/messages/list-menu';
import { ListPane } from '@/components/messages/list-pane';
import { MessageList, type MessageListProps } from '@/components/messages/message-list';
import { RowFolder } from '@/components/messages/row-folder';
import { MessageRowView, type RowGestures } from '@/components/messages/message-row';
import { NewsPill } from '@/components/messages/news-pill';
import { swipeState } from '@/components/messages/swipe';
import { SwipeUnder } from '@/components/messages/swipe-under';
import type { HeldNews } from '@/components/messages/use-held-news';
import { EverywhereLine } from '@/components/search/everywhere-line';
import { SearchBar } from '@/components/search/search-bar';
import { SearchScope } from '@/components/search/search-scope';
import type { FolderView } from '@/components/search/use-folder-view';
import { useMedia } from '@/components/shell/use-media';
import { DropVeil } from '@/components/transfer/file-drop';
import { toMailboxName, type UidValidity } from '@/lib/imap/types';
import type { ChosenSet, MessageRow } from '@/lib/mail/types';
import { useEngine, type EverywhereState, type MessageListSnapshot, type ViewState } from '@/lib/query';
import { NOW, ROWS } from './invented-mail';
import { Section, Specimen } from './specimen';
import { ACCOUNT } from './still-engine';
import { NOBODY, noSelection, stillContext, stillList } from './still-parts';

const nothing = () => undefined;
const gestures: RowGestures = {
  onOpen: nothing,
  onToggle: nothing,
  onExtend: nothing,
  onStar: nothing,
  onFocus: nothing,
  onMenu: nothing,
  onDragStart: nothing,
  onSwipe: nothing,
};
const DAY = 86_400_000;
const YEARS: RailDates = {
  exists: 4_000,
  samples: [
    { place: 0, at: NOW - 2_600 * DAY },
    { place: 2_400, at: NOW - 900 * DAY },
    { place: 3_999, at: NOW },
  ],
};
const MONTHS: RailDates = {
  exists: 400,
  samples: [
    { place: 0, at: NOW - 400 * DAY },
    { place: 399, at: NOW },
  ],
};
const SIDES = { archive: true, seen: true, delete: true } as const;
const newsOf = (list: MessageListSnapshot, count: number): HeldNews => ({
  list,
  count,
  show: nothing,
  letNextIn: nothing,
  onPointer: nothing,
  onTop: nothing,
});
const WHOLE = { uidValidity: 1 as UidValidity, uids: [[1, 900]], count: 24, exact: true } as const;
const ALL: readonly MessageRow[] = Object.values(ROWS);
const SHORT = [ROWS.unread, ROWS.deleted, ROWS.long];
const viewOf = (search: string, isEverywhere = false): FolderView => ({
  key: search,
  search,
  order: 'newest',
  isEverywhere,
  everywhere: null,
  place: { search, order: 'newest' },
  problems: search.includes('soon') ? [{ kind: 'value', text: 'before:soon' }] : [],
  open: true,
  setOpen: nothing,
  setSearch: nothing,
  setOrder: nothing,
  setEverywhere: nothing,
  again: nothing,
});
const found = (count: number, view: ViewState) => stillList(ALL.slice(0, count), { view });
const NOTHING_FOUND = found(0, { kind: 'whole' });
const NOTHING_YET = found(0, { kind: 'partly', here: 3_200, of: 100_000, why: 'offline' });
const SEARCHES = [
  ['empty', '', stillList(ALL)],
  ['the server is asked', 'seeds', found(3, { kind: 'asking', here: 3_200, of: 100_000, share: null })],
  [
    'the server says how far it is',
    'seeds',
    found(3, { kind: 'asking', here: 3_200, of: 100_000, share: 0.42 }),
  ],
  ['whole, with a word left out', 'seeds before:soon', found(1, { kind: 'whole' })],
  ['offline', 'seeds', found(3, { kind: 'partly', here: 3_200, of: 100_000, why: 'offline' })],
  ['a server that cannot', 'seeds', found(3, { kind: 'partly', here: 64, of: 900, why: 'unable' })],
  ['refused', 'seeds', found(3, { kind: 'failed', error: { code: 'server-refused' } })],
] as const;
const PROGRESS = { done: 12, folders: 40, here: 3_200, texts: 210, of: 100_000 } as const;
const EVERYWHERE: readonly (readonly [string, EverywhereState, number])[] = [
  ['the server is asked', { kind: 'asking', ...PROGRESS }, 3],
  ['more than is shown', { kind: 'whole', failed: [] }, 240],
  ['folders that could not be searched', { kind: 'whole', failed: [toMailboxName('Garden')] }, 3],
  ['offline', { kind: 'partly', why: 'offline', ...PROGRESS }, 3],
  ['stopped', { kind: 'partly', why: 'stopped', ...PROGRESS }, 3],
];
const FOLDER_NAMES = ['Inbox', 'Projects and plans of the garden', 'Archive'];
const BOX = 'relative flex flex-col overflow-hidden border border-line bg-sheet';

/** Rows in every state and density, and what stands around them. */
export function ListSection() {
  const engine = useEngine();
  const [density, setDensity] = useState<Density>('cosy');
  const bulk = (targets: readonly MessageRow[], skipped: number, chosen: ChosenSet | null = null) => ({
    context: { ...stillContext(engine, targets), chosen },
    all: { skipped, folder: 'Garden', total: 24, choosing: false, isSearch: false, onChoose: nothing },
    onAction: nothing,
    onMove: nothing,
    onClear: nothing,
  });
  const menu = (
    <ListMenu
      density={density}
      onDensity={setDensity}
      order="newest"
      onOrder={nothing}
      conversations={false}
      onConversations={nothing}
      onServerThreads={null}
      onSelectAll={nothing}
      onSelectFolder={nothing}
      isSearch={false}
      onExpunge={nothing}
      onPalette={nothing}
      onHelp={nothing}
      onNotifications={nothing}
    />
  );
  return (
    <Section id="list" title="Message list">
      <Specimen of="messages/message-row" name="Rows: every state, cosy">
        <Rows rows={ALL} density="cosy" />
      </Specimen>
      <Specimen of="messages/message-row" name="Rows: while some are selected; sent mail">
        <Rows rows={SHORT} density="cosy" selecting />
        <Rows rows={SHORT} density="cosy" outgoing />
      </Specimen>
      {DENSITIES.filter((one) => one !== 'cosy').map((one) => (
        <Specimen key={one} of="messages/message-row" name={`Rows: ${one}`}>
          <Rows rows={SHORT} density={one} />
        </Specimen>
      ))}
      <Specimen of="messages/list-pane" name="ListPane: header with its menu, rows" className={`${BOX} h-80`}>
        <ListPane {...paneOf(density, stillList(ALL))} menu={menu} />
      </Specimen>
      <Specimen of="messages/news-pill" name="NewsPill">
        <NewsPill count={3} onShow={nothing} />
      </Specimen>
      <Specimen
        of="messages/list-pane"
        name="ListPane: news waits, rows stand still"
        className={`${BOX} h-56`}
      >
        <ListPane {...paneOf(density, stillList(ALL), 3)} menu={menu} />
      </Specimen>
      {([60, 100, -100, -220] as const).map((dx) => (
        <Specimen
          key={dx}
          of="messages/swipe-under"
          name={`SwipeUnder: a finger at ${dx} px`}
          className="relative h-13 w-90 max-w-full"
        >
          <SwipeUnder state={swipeState(dx, 360, SIDES)} seen={false} />
        </Specimen>
      ))}
      <Specimen of="messages/list-pane" name="ListPane: rows on their way" className={`${BOX} h-56`}>
        <ListPane {...paneOf(density, stillList([], { rowCount: 3 }))} menu={null} />
      </Specimen>
      <Specimen of="transfer/file-drop" name="DropVeil: a file over the list" screen>
        <DropVeil title="Garden" />
      </Specimen>
      <Specimen of="messages/list-pane" name="ListPane: empty" className={`${BOX} h-72`}>
        <ListPane {...paneOf(density, stillList([]))} menu={null} />
      </Specimen>
      <Specimen of="messages/list-pane" name="ListPane: refused" className={`${BOX} h-48`}>
        <ListPane
          {...paneOf(
            density,
            stillList([], { status: 'error', error: { code: 'mailbox-refused', serverText: 'Not yours' } }),
          )}
          menu={null}
        />
      </Specimen>
      {SEARCHES.map(([name, search, list]) => (
        <Specimen key={name} of="search/search-bar" name={`SearchBar: ${name}`} className={BOX}>
          <SearchBar account={ACCOUNT} view={viewOf(search)} list={list} title="Garden" onRetry={nothing} />
        </Specimen>
      ))}
      <Specimen of="search/search-scope" name="SearchScope" className={BOX}>
        <SearchScope everywhere={false} onChange={nothing} />
      </Specimen>
      {EVERYWHERE.map(([name, state, count]) => (
        <Specimen key={name} of="search/everywhere-line" name={`EverywhereLine: ${name}`} className={BOX}>
          <SearchBar
            account={ACCOUNT}
            view={viewOf('seeds', true)}
            list={NOTHING_FOUND}
            title="Garden"
            onRetry={nothing}
            line={
              <EverywhereLine
                account={ACCOUNT}
                state={state}
                found={count}
                shown={3}
                titleOf={(mailbox) => mailbox}
                onStop={nothing}
                onAgain={nothing}
              />
            }
          />
        </Specimen>
      ))}
      <Specimen of="messages/message-row" name="Rows: found in many folders">
        <RowFolder value={(uid) => FOLDER_NAMES[uid % FOLDER_NAMES.length] ?? null}>
          <Rows rows={SHORT} density="cosy" />
          <Rows rows={SHORT} density="compact" />
        </RowFolder>
      </Specimen>
      <Specimen of="search/search-bar" name="ListPane: nothing found" className={`${BOX} h-96`}>
        <ListPane
          {...paneOf(density, NOTHING_FOUND)}
          menu={null}
          view={viewOf('umbrella')}
          search={
            <SearchBar
              account={ACCOUNT}
              view={viewOf('umbrella')}
              list={NOTHING_FOUND}
              title="Garden"
              onRetry={nothing}
            />
          }
        />
      </Specimen>
      <Specimen of="messages/list-pane" name="ListPane: nothing found so far" className={`${BOX} h-96`}>
        <ListPane
          {...paneOf(density, NOTHING_YET)}
          menu={null}
          view={viewOf('umbrella')}
          search={
            <SearchBar
              account={ACCOUNT}
              view={viewOf('umbrella')}
              list={NOTHING_YET}
              title="Garden"
              onRetry={nothing}
            />
          }
        />
      </Specimen>
      <Specimen of="messages/message-list" name="MessageList" className={`${BOX} h-56`}>
        <MessageList {...listOf('relaxed', stillList(ALL))} />
      </Specimen>
      <Specimen
        of="dates/date-rail"
        name="DateRail: years beside the rows"
        className={`${BOX} h-56 flex-row! justify-end`}
      >
        <DateRail dates={YEARS} rowCount={4_000} position={900} shown={null} onGo={nothing} />
      </Specimen>
      <Specimen of="dates/date-rail" name="DateRail: months" className={`${BOX} h-56 flex-row! justify-end`}>
        <DateRail dates={MONTHS} rowCount={400} position={0} shown={NOW} onGo={nothing} />
      </Specimen>
      <Specimen of="messages/list-menu" name="ListMenu" className="w-10">
        {menu}
      </Specimen>
      <Specimen of="messages/bulk-bar" name="BulkBar: some left out" className={BOX}>
        <BulkBar {...bulk(SHORT, 12)} />
      </Specimen>
      <Specimen of="messages/bulk-bar" name="BulkPane: some left out" className={`${BOX} @container h-96`}>
        <BulkPane {...bulk([ROWS.read, ROWS.starred, ROWS.rightToLeft], 12)} />
      </Specimen>
      <Specimen of="messages/bulk-bar" name="BulkBar: the whole folder" className={BOX}>
        <BulkBar {...bulk(SHORT, 0, WHOLE)} />
      </Specimen>
    </Section>
  );
}

function listOf(density: Density, list: MessageListSnapshot): MessageListProps {
  return {
    ref: null,
    list,
    openUid: NOBODY,
    outgoing: false,
    density,
    rowHeight: rowHeightOf(density, false),
    selection: noSelection,
    onOpen: nothing,
    onStar: nothing,
    onMenu: nothing,
    onDragStart: nothing,
    onSwipe: nothing,
    swipe: SIDES,
    news: newsOf(list, 0),
    onWantRows: nothing,
    onActive: nothing,
    dates: null,
  };
}

const paneOf = (density: Density, list: MessageListSnapshot, news = 0) => ({
  ...listOf(density, list),
  news: newsOf(list, news),
  account: ACCOUNT,
  folder: undefined,
  title: 'Garden',
  whose: null,
  role: null,
  unseen: list.rowCount > 0 ? 2 : 0,
  bulk: null,
  search: null,
  view: viewOf(''),
  onSearch: nothing,
  conversations: null,
  server: null,
  onMessages: nothing,
  onFolders: null,
  onRetry: () => undefined,
  onOtherFolder: () => undefined,
  onExpunge: nothing,
});

/** Rows one below the other; the list that places them is a specimen of its own. */
function Rows({
  rows,
  density,
  selecting = false,
  outgoing = false,
}: {
  readonly rows: readonly MessageRow[];
  readonly density: Density;
  readonly selecting?: boolean;
  readonly outgoing?: boolean;
}) {
  const height = rowHeightOf(density, useMedia('(pointer: coarse)'));
  return (
    <div
      role="grid"
      aria-label="Specimen"
      className="relative overflow-hidden bg-sheet"
      style={{ height: height * rows.length }}
    >
      {rows.map((row, index) => (
        <MessageRowView
          key={row.uid}
          row={row}
          position={index}
          y={index * height}
          height={height}
          density={density}
          open={row === ROWS.open}
          selected={row === ROWS.selected || (selecting && index === 0)}
          selecting={selecting}
          tabStop={index === 0}
          outgoing={outgoing}
          swipe={SIDES}
          now={NOW}
          gestures={gestures}
        />
      ))}
    </div>
  );
}
