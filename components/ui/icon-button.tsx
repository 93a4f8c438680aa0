import clsx from 'clsx';
import { ArrowLeft, type LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** Accessible name; also the tooltip, with the key in brackets. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly filled?: boolean;
  /** Shows the label beside the icon where there is room. */
  readonly text?: boolean;
}

/** A button that is an icon, named for everybody who cannot see it. 32 px, 44 px on touch screens. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  filled,
  text,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      data-slot="icon-button"
      type="button"
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      className={clsx(
        'inline-flex h-8 min-w-8 items-center justify-center gap-1.5 rounded-control text-ink-2',
        'transition-colors duration-120 ease-out hover:bg-hover hover:text-ink disabled:opacity-50',
        'pointer-coarse:h-11 pointer-coarse:min-w-11',
        text && 'px-2',
        className,
      )}
      {...rest}
    >
      <Icon
        size={17}
        strokeWidth={1.75}
        aria-hidden
        fill={filled ? 'currentColor' : 'none'}
        className={Icon === ArrowLeft ? 'rtl:-scale-x-100' : undefined}
      />
      {text && (
        <span className="hidden text-sm @2xl:inline" aria-hidden>
          {label}
        </span>
      )}
    </button>
  );
}
