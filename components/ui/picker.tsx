'use client';

import clsx from 'clsx';
import { Search, type LucideIcon } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Keys } from './kbd';
import { matching, type Matchable } from './match';

export interface PickerItem extends Matchable {
  readonly id: string;
  readonly icon?: LucideIcon;
  /** Beside the label: where a folder is, what a choice means. */
  readonly hint?: string;
  /** Key name. */
  readonly keys?: string | undefined;
  /** Heading above the entries of one kind, while nothing is typed. */
  readonly group?: string;
  readonly onPick: () => void;
}

interface PickerProps {
  readonly label: string;
  readonly listLabel: string;
  readonly items: readonly PickerItem[];
  /** Said when nothing matches. */
  readonly none: string;
  readonly onPick: (item: PickerItem) => void;
}

/** More nobody reads: they type a letter more. */
const SHOWN = 80;

/** APG combobox over a list: the focus stays in the field, arrows choose, Enter takes. */
export function Picker({ label, listLabel, items, none, onPick }: PickerProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useMemo(() => matching(items, typed).slice(0, SHOWN), [items, typed]);
  const at = Math.min(chosen, found.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const item = found[at];
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp') setChosen((at - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === 'PageDown') setChosen(Math.min(at + 8, found.length - 1));
    else if (event.key === 'PageUp') setChosen(Math.max(at - 8, 0));
    else if (event.key === 'Enter' && item !== undefined) onPick(item);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex shrink-0 items-center gap-2.5 border-b border-line px-4">
        <Search size={17} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-3" />
        <input
          data-autofocus
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length === 0 ? undefined : `${id}-${at}`}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-lead outline-none placeholder:text-ink-3 pointer-coarse:text-base"
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={listLabel}
        className="min-h-0 flex-1 overflow-y-auto p-1.5"
      >
        {found.map((item, index) => (
          <PickerOption
            key={item.id}
            id={`${id}-${index}`}
            item={item}
            selected={index === at}
            heading={typed === '' && item.group !== found[index - 1]?.group ? item.group : undefined}
            onPick={() => onPick(item)}
            onPoint={() => setChosen(index)}
          />
        ))}
      </div>
      <p role="status" className={clsx('px-4 text-note text-ink-3', found.length === 0 ? 'pb-4' : 'sr-only')}>
        {found.length === 0 ? none : ''}
      </p>
    </>
  );
}

function PickerOption({
  id,
  item,
  selected,
  heading,
  onPick,
  onPoint,
}: {
  readonly id: string;
  readonly item: PickerItem;
  readonly selected: boolean;
  readonly heading: string | undefined;
  readonly onPick: () => void;
  readonly onPoint: () => void;
}) {
  const Icon = item.icon;
  return (
    <>
      {heading !== undefined && (
        <div role="presentation" className="px-2.5 pt-2 pb-1 text-fine font-medium text-ink-3">
          {heading}
        </div>
      )}
      <div
        id={id}
        role="option"
        aria-selected={selected}
        tabIndex={-1}
        onClick={onPick}
        onPointerMove={onPoint}
        className={clsx(
          'flex min-h-9 cursor-default items-center gap-2.5 rounded-control px-2.5 text-sm pointer-coarse:min-h-11',
          selected && 'bg-selected',
        )}
      >
        {Icon !== undefined && (
          <Icon size={16} strokeWidth={1.75} aria-hidden className="shrink-0 text-ink-2" />
        )}
        <span className="min-w-0 truncate" title={item.label}>
          <bdi>{item.label}</bdi>
        </span>
        {item.hint !== undefined && (
          <span className="min-w-0 flex-1 truncate text-note text-ink-3" title={item.hint}>
            <bdi>{item.hint}</bdi>
          </span>
        )}
        {item.keys !== undefined && (
          <span aria-hidden className="ms-auto ps-3 pointer-coarse:hidden">
            <Keys name={item.keys} />
          </span>
        )}
      </div>
    </>
  );
}
