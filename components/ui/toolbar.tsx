'use client';

import clsx from 'clsx';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useTextScale } from '@/components/shell/text-scale';
import { useMedia } from '@/components/shell/use-media';
import { IconButton } from './icon-button';
import { Menu, type MenuItem } from './menu';

export interface ToolbarItem {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly label: string;
  /** In the menu, which shows no pressed buttons, a toggle says what choosing it would do. */
  readonly menuLabel?: string | undefined;
  /** Key name (lib/actions/keys.ts). */
  readonly keys?: string | undefined;
  /** How the key is shown in the tooltip. */
  readonly shortcut?: string | undefined;
  /** Shows its label where there is room. */
  readonly text?: boolean;
  /** For a toggle: whether it is on. */
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  /** Stands at the far end. */
  readonly end?: boolean;
  /** The later it is put into the menu where there is no room for all, the lower; without one it always stands there. */
  readonly rank?: number;
  readonly onSelect: () => void;
}

interface ToolbarProps {
  readonly label: string;
  /** Name of the button that opens the rest. */
  readonly moreLabel: string;
  readonly items: readonly ToolbarItem[];
}

/** As wide as what it is about: on a large screen the buttons stand above the message, not at the window's edges. */
export const TOOLBAR_LINE =
  'mx-auto flex h-14 w-full max-w-4xl items-center gap-0.5 px-1.5 @sm:px-3 @2xl:px-4 pointer-coarse:gap-0';

/** Width of a button with the gap beside it, px at the usual size of text. */
const SLOT = 34;
const TOUCH_SLOT = 44;

/** Buttons in one line; those that do not fit, and those nobody needs at once, stand in a menu at its end. */
export function Toolbar({ label, moreLabel, items }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const slots = useSlots(bar);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const { shown, rest } = fit(items, slots);
  const button = (item: ToolbarItem) => (
    <IconButton
      key={item.id}
      icon={item.icon}
      label={item.label}
      shortcut={item.shortcut}
      text={item.text === true}
      aria-pressed={item.pressed}
      filled={item.pressed === true}
      disabled={item.disabled === true}
      onClick={item.onSelect}
      className={clsx('shrink-0', item.pressed === true && 'text-star! hover:text-star!')}
    />
  );
  return (
    <div role="toolbar" aria-label={label} className="shrink-0 border-b border-line">
      <div ref={bar} className={TOOLBAR_LINE}>
        {shown.filter(({ end }) => end !== true).map(button)}
        <span className="min-w-0 flex-1" />
        {shown.filter(({ end }) => end === true).map(button)}
        {rest.length > 0 && (
          <IconButton
            ref={more}
            icon={Ellipsis}
            label={moreLabel}
            aria-haspopup="menu"
            aria-expanded={at !== null}
            onClick={() => {
              const box = more.current?.getBoundingClientRect();
              setAt({ x: (box?.right ?? 0) - MENU_WIDTH, y: (box?.bottom ?? 0) + 4 });
            }}
            className="shrink-0"
          />
        )}
      </div>
      {at !== null && (
        <Menu label={moreLabel} at={at} items={rest.map(menuItemOf)} onClose={() => setAt(null)} />
      )}
    </div>
  );
}

const MENU_WIDTH = 208;

/** Which items have a place of their own, and which share the menu's: in their order, by their rank. */
export function fit(
  items: readonly ToolbarItem[],
  slots: number,
): { readonly shown: readonly ToolbarItem[]; readonly rest: readonly ToolbarItem[] } {
  const ranked = items.filter(({ rank }) => rank !== undefined).sort((a, b) => rankOf(a) - rankOf(b));
  const room = ranked.length === items.length && items.length <= slots ? slots : Math.max(0, slots - 1);
  const kept = new Set(ranked.slice(0, room));
  return { shown: items.filter((item) => kept.has(item)), rest: items.filter((item) => !kept.has(item)) };
}

const menuItemOf = (item: ToolbarItem): MenuItem => ({
  id: item.id,
  icon: item.icon,
  label: item.menuLabel ?? item.label,
  keys: item.keys,
  disabled: item.disabled === true,
  onSelect: item.onSelect,
});

const rankOf = (item: ToolbarItem): number => item.rank ?? Number.POSITIVE_INFINITY;

/** Buttons that fit side by side. */
function useSlots(bar: RefObject<HTMLElement | null>): number {
  const touch = useMedia('(pointer: coarse)');
  const scale = useTextScale();
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const element = bar.current;
    if (element === null) return undefined;
    const measure = () => {
      const { paddingLeft, paddingRight } = getComputedStyle(element);
      setWidth(element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [bar]);
  return Math.floor(width / ((touch ? TOUCH_SLOT : SLOT) * scale));
}
