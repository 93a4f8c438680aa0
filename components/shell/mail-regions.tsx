'use client';

import clsx from 'clsx';
import type { ReactNode } from 'react';
import { FolderDrawer } from '@/components/folders/folder-drawer';
import { FolderPane, type FolderPaneProps } from '@/components/folders/folder-pane';
import { FolderRail } from '@/components/folders/folder-rail';
import type { FolderShape, Layout } from '@/components/shell/use-layout';
import { LIST_STEP, useListWidth } from '@/components/shell/use-list-width';
import { Separator } from '@/components/ui/separator';
import { useTranslations } from '@/lib/i18n';

interface FolderRegionProps {
  readonly shape: FolderShape;
  readonly pane: FolderPaneProps;
  /** The drawer is open. */
  readonly drawer: boolean;
  readonly onDrawer: (open: boolean) => void;
}

/** The folders, with their names, as a rail, or behind a button; the last two have a drawer with the whole. */
export function FolderRegion({ shape, pane, drawer, onDrawer }: FolderRegionProps) {
  if (shape === 'pane')
    return (
      <aside className="w-58 shrink-0 border-e border-line bg-paper">
        <FolderPane {...pane} />
      </aside>
    );
  return (
    <>
      {shape === 'rail' && (
        // The drawer shows the same folders: while it covers the rail, they are there once.
        <aside className={clsx('w-14 shrink-0 border-e border-line bg-paper', drawer && 'invisible')}>
          <FolderRail {...pane} onExpand={() => onDrawer(true)} />
        </aside>
      )}
      <FolderDrawer open={drawer} onClose={() => onDrawer(false)}>
        <FolderPane {...pane} />
      </FolderDrawer>
    </>
  );
}

/** The list: beside a message in a width of one's own, or alone, when it is what the page is about. */
export function ListRegion({
  layout,
  onPointer,
  children,
}: {
  readonly layout: Layout;
  /** Whether a pointer is over it. */
  readonly onPointer: (inside: boolean) => void;
  readonly children: ReactNode;
}) {
  const pointer = {
    onPointerEnter: () => onPointer(true),
    onPointerMove: () => onPointer(true),
    onPointerLeave: () => onPointer(false),
  };
  const t = useTranslations();
  const { width, min, max, setWidth, reset } = useListWidth(layout);
  if (layout === 'one')
    return (
      <main
        aria-label={t('list.region')}
        {...pointer}
        className="relative flex min-h-0 min-w-0 flex-1 flex-col border-line bg-sheet"
      >
        {children}
      </main>
    );
  return (
    <section
      aria-label={t('list.region')}
      {...pointer}
      style={{ width }}
      className="relative flex min-h-0 shrink-0 flex-col border-e border-line bg-sheet"
    >
      {children}
      <Separator
        slot="list-separator"
        label={t('triage.listWidth')}
        orientation="vertical"
        value={width}
        min={min}
        max={max}
        step={LIST_STEP}
        onValue={setWidth}
        onDoubleClick={reset}
      />
    </section>
  );
}

/** The open message; `over` stands in its place while messages are selected. */
export function MessageRegion({
  hidden,
  over,
  children,
}: {
  /** Out of sight, not gone: what is open is as it was when the selection ends, and is not read anew. */
  readonly hidden: boolean;
  readonly over: ReactNode;
  readonly children: ReactNode;
}) {
  const t = useTranslations('reader');
  return (
    <main
      aria-label={t('label')}
      className="@container relative flex min-h-0 min-w-0 flex-1 flex-col bg-sheet"
    >
      <div className={clsx('flex min-h-0 flex-1 flex-col', hidden && 'invisible')}>{children}</div>
      {over}
    </main>
  );
}
