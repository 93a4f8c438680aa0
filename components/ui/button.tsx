import clsx from 'clsx';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong font-medium',
  secondary: 'border border-line bg-raised text-ink hover:bg-hover font-medium',
  danger: 'bg-danger text-on-accent hover:opacity-90 font-medium',
  /** Beside a button that is the better way. */
  'quiet-danger': 'border border-line bg-raised text-danger hover:bg-hover font-medium',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
} as const;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: keyof typeof VARIANTS;
  readonly children: ReactNode;
}

/** A button with a text label. 32 px high, 44 px on touch screens. */
export function Button({ variant = 'secondary', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      data-slot="button"
      type={type}
      className={clsx(
        'inline-flex h-8 items-center justify-center gap-2 rounded-control px-3 text-sm whitespace-nowrap',
        'transition-colors duration-120 ease-out disabled:opacity-60 pointer-coarse:h-11 pointer-coarse:px-4',
        VARIANTS[variant],
        className,
      )}
      {...rest}
    />
  );
}
