'use client';

import clsx from 'clsx';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { FOLDER_ACTIONS, type FolderActionId } from '@/lib/actions/folder-actions';
import { useTranslations } from '@/lib/i18n';
import type { Folder } from '@/lib/mail/types';

interface FolderMenuProps {
  readonly folder: Folder;
  /** Where it was asked for, px of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onChoose: (action: FolderActionId) => void;
  readonly onClose: () => void;
}

const MARGIN_PX = 8;

/**
 * What can be done with this folder; what cannot is left out. APG menu in the top layer: arrows and letters move, Escape and
 * Tab close. `popover="manual"`: an automatic one would be closed by the release of the very press that opened it.
 */
export function FolderMenu({ folder, at, onChoose, onClose }: FolderMenuProps) {
  const t = useTranslations('folders');
  const menu = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(at);
  const name = folderTitle(folder, t);

  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null) return;
    if (!element.matches(':popover-open')) element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    setPlace({
      x: Math.max(MARGIN_PX, Math.min(at.x, window.innerWidth - width - MARGIN_PX)),
      y: Math.max(MARGIN_PX, Math.min(at.y, window.innerHeight - height - MARGIN_PX)),
    });
    element.querySelector('button')?.focus();
  }, [at]);

  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      if (!menu.current?.contains(event.target as Node)) close.current();
    };
    const onLeave = () => close.current();
    document.addEventListener('pointerdown', onPress, true);
    window.addEventListener('blur', onLeave);
    window.addEventListener('resize', onLeave);
    return () => {
      document.removeEventListener('pointerdown', onPress, true);
      window.removeEventListener('blur', onLeave);
      window.removeEventListener('resize', onLeave);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    event.stopPropagation();
    // Enter and space press the button by themselves.
    if (event.key === 'Enter' || event.key === ' ') return;
    event.preventDefault();
    const buttons = Array.from(event.currentTarget.querySelectorAll('button'));
    const from = buttons.findIndex((button) => button === document.activeElement);
    const focus = (index: number) => buttons[(index + buttons.length) % buttons.length]?.focus();
    if (event.key === 'ArrowDown') focus(from + 1);
    else if (event.key === 'ArrowUp') focus(from - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (event.key.length === 1) {
      const letter = event.key.toLocaleLowerCase();
      const order = [...buttons.slice(from + 1), ...buttons.slice(0, from + 1)];
      order.find((button) => button.textContent.toLocaleLowerCase().startsWith(letter))?.focus();
    }
  };

  return (
    <div
      ref={menu}
      role="menu"
      aria-label={name}
      popover="manual"
      tabIndex={-1}
      data-slot="folder-menu"
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
      style={{ left: place.x, top: place.y }}
      className="fixed m-0 min-w-52 rounded-card border border-line bg-raised p-1 text-sm text-ink shadow-xl"
    >
      {FOLDER_ACTIONS.filter((action) => action.enabled(folder)).map((action, index) => (
        <div
          key={action.id}
          role="none"
          className={clsx(action.first === true && index > 0 && 'mt-1 border-t border-line pt-1')}
        >
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => onChoose(action.id)}
            className={clsx(
              'flex h-8 w-full items-center gap-2.5 rounded-control px-2 text-start pointer-coarse:h-11',
              'outline-none hover:bg-hover focus:bg-selected',
              action.danger === true && 'text-danger',
            )}
          >
            <action.icon size={16} strokeWidth={1.75} aria-hidden className="shrink-0" />
            <span className="flex-1">{t(`actions.${action.id}`, { name })}</span>
            {action.shortcut !== undefined && (
              <kbd aria-hidden className="font-sans text-xs text-ink-3 pointer-coarse:hidden">
                {action.shortcut}
              </kbd>
            )}
          </button>
        </div>
      ))}
    </div>
  );
}
