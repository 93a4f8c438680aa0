'use client';

import clsx from 'clsx';
import { Check, type LucideIcon } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { Keys } from './kbd';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Key name. */
  readonly keys?: string | undefined;
  /** One of a group of choices, and whether it is the chosen one. */
  readonly checked?: boolean;
  /** `checked` stands for itself, not for one of several. */
  readonly toggle?: boolean;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** A hairline above. */
  readonly first?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Window coordinates of the corner it opens from, px. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** What stays free between a menu and the window's edge, px. */
const EDGE = 8;
const ENABLED = '[role^="menuitem"]:not([aria-disabled="true"])';

/**
 * APG menu in the top layer: arrows, Home, End and letters move, Escape, Tab and a press elsewhere close. The focus returns.
 * `popover="manual"`: an automatic one would be closed by the release of the very press that opened it.
 */
export function Menu({ label, items, at, onClose }: MenuProps) {
  const { menu, close } = useTopLayer(at, onClose);

  const select = (item: MenuItem) => {
    if (item.disabled) return;
    // First back to where the focus was: what is selected may move it on.
    close();
    item.onSelect();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const all = Array.from(menu.current?.querySelectorAll<HTMLElement>(ENABLED) ?? []);
    const from = all.findIndex((element) => element === document.activeElement);
    const to = (index: number) => all[(index + all.length) % all.length]?.focus();
    event.stopPropagation();
    if (event.key === 'ArrowDown') to(from + 1);
    else if (event.key === 'ArrowUp') to(from < 0 ? -1 : from - 1);
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'Enter' || event.key === ' ') all[from]?.click();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLocaleLowerCase();
      const order = [...all.slice(from + 1), ...all.slice(0, from + 1)];
      order.find((element) => element.textContent.trim().toLocaleLowerCase().startsWith(letter))?.focus();
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={menu}
      popover="manual"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      data-slot="menu"
      onKeyDown={onKeyDown}
      onClick={(event) => event.stopPropagation()}
      onContextMenu={(event) => event.preventDefault()}
      className="fixed m-0 max-h-[calc(100dvh-1rem)] min-w-52 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-card border border-line bg-raised p-1 text-sm text-ink shadow-xl"
    >
      {items.map((item) => (
        <div
          key={item.id}
          role={
            item.checked === undefined
              ? 'menuitem'
              : item.toggle === true
                ? 'menuitemcheckbox'
                : 'menuitemradio'
          }
          aria-checked={item.checked}
          aria-disabled={item.disabled ?? false}
          tabIndex={-1}
          onClick={() => select(item)}
          onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
          className={clsx(
            'flex min-h-8 items-center gap-2.5 rounded-control px-2.5 outline-none pointer-coarse:min-h-11',
            item.first &&
              'relative mt-2 before:absolute before:inset-x-1 before:-top-1 before:h-px before:bg-line',
            item.disabled ? 'text-ink-3 opacity-70' : 'focus:bg-selected',
            item.danger && !item.disabled && 'text-danger',
          )}
        >
          <MenuIcon item={item} />
          <span className="min-w-0 flex-1 py-1 leading-snug wrap-anywhere">{item.label}</span>
          {item.keys !== undefined && (
            <span aria-hidden className="ps-4 pointer-coarse:hidden">
              <Keys name={item.keys} />
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

/** Shows the menu where it was asked for, within the window, and closes it when the person goes elsewhere. */
function useTopLayer(
  at: MenuProps['at'],
  onClose: () => void,
): { readonly menu: RefObject<HTMLDivElement | null>; readonly close: () => void } {
  const menu = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const close = () => {
    const back = before.current;
    before.current = null;
    if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true });
    onClose();
  };
  const latest = useRef(close);
  latest.current = close;

  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null) return;
    if (!element.matches(':popover-open')) {
      before.current = document.activeElement;
      element.showPopover();
    }
    const box = element.getBoundingClientRect();
    element.style.left = `${Math.max(EDGE, Math.min(at.x, window.innerWidth - box.width - EDGE))}px`;
    element.style.top = `${Math.max(EDGE, Math.min(at.y, window.innerHeight - box.height - EDGE))}px`;
    element.querySelector<HTMLElement>(ENABLED)?.focus({ preventScroll: true });
  }, [at]);

  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      if (!menu.current?.contains(event.target as Node)) latest.current();
    };
    // A press into a mail's frame is seen here as the window losing the focus.
    const onLeave = () => latest.current();
    document.addEventListener('pointerdown', onPress, true);
    window.addEventListener('blur', onLeave);
    window.addEventListener('resize', onLeave);
    return () => {
      document.removeEventListener('pointerdown', onPress, true);
      window.removeEventListener('blur', onLeave);
      window.removeEventListener('resize', onLeave);
    };
  }, []);
  return { menu, close };
}

function MenuIcon({ item }: { readonly item: MenuItem }) {
  const Icon = item.checked === true ? Check : item.icon;
  if (Icon === undefined) return <span className="size-4 shrink-0" />;
  return <Icon size={16} strokeWidth={1.75} aria-hidden className="shrink-0" />;
}
