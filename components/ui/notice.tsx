import clsx from 'clsx';
import { CircleAlert, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

const TONES: Readonly<Record<'info' | 'danger', { readonly icon: LucideIcon; readonly className: string }>> =
  {
    info: { icon: Info, className: 'border-line bg-sunken text-ink-2 [&>svg]:text-accent' },
    danger: { icon: CircleAlert, className: 'border-danger/40 bg-danger/6 text-ink [&>svg]:text-danger' },
  };

/** A boxed sentence standing where it belongs, with room for one action. */
export function Notice({
  tone = 'info',
  role,
  children,
  action,
}: {
  readonly tone?: keyof typeof TONES;
  readonly role?: 'alert' | 'note';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  const { icon: Icon, className } = TONES[tone];
  return (
    <div
      role={role}
      data-slot="notice"
      className={clsx(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-control border px-3 py-2 text-note',
        className,
      )}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-48 wrap-anywhere">{children}</div>
      {action}
    </div>
  );
}
