'use client';

import clsx from 'clsx';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';

interface SectionProps {
  /** Names the section's photograph. */
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** A shelf of the gallery. Its own words are English only and marked, so that tests leave them out. */
export function Section({ id, title, children }: SectionProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} data-section={id} className="border-t border-line bg-paper px-4 py-6">
      <h2 id={heading} data-gallery="label" className="text-lg font-semibold">
        {title}
      </h2>
      <div className="mt-4 gap-x-6 lg:columns-2">{children}</div>
    </section>
  );
}

interface SpecimenProps {
  /** File it shows, under components/ and without its ending. */
  readonly of: string;
  readonly name: string;
  readonly wide?: boolean;
  /** The box is a screen of its own: what stands fixed to the window stands in it. */
  readonly screen?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** One component in one state. */
export function Specimen({ of, name, wide = false, screen = false, className, children }: SpecimenProps) {
  return (
    <figure
      data-of={of}
      data-specimen={name}
      className={clsx('mb-5 break-inside-avoid', wide && '[column-span:all]')}
    >
      <figcaption data-gallery="label" className="mb-1.5 text-fine text-ink-3">
        {name}
      </figcaption>
      <div
        data-screen={screen ? '' : undefined}
        className={clsx(
          screen && 'relative h-40 translate-z-0 overflow-hidden rounded-card border border-line',
          className,
        )}
      >
        {children}
      </div>
    </figure>
  );
}

interface OnPressProps {
  readonly of: string;
  readonly name: string;
  /** What opens, from the button's lower corner. */
  readonly children: (close: () => void, at: { readonly x: number; readonly y: number }) => ReactNode;
}

/** What covers the page is opened by a press. */
export function OnPress({ of, name, children }: OnPressProps) {
  const button = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    setAt({ x: box?.left ?? 0, y: box?.bottom ?? 0 });
  };
  return (
    <div ref={button} data-of={of} data-specimen={name} data-gallery="opener" className="inline-block">
      <Button onClick={open} data-gallery="label">
        {name}
      </Button>
      {at !== null && children(() => setAt(null), at)}
    </div>
  );
}
