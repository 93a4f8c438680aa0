'use client';

import { useId, useState } from 'react';
import { useTranslations } from '@/lib/i18n';

const CHOICE = 'tagline.keep';

/** "This is my device": off until it is chosen, and remembered for as long as this tab is open. */
export function useKeepChoice(): { readonly on: boolean; readonly set: (on: boolean) => void } {
  const [on, setOn] = useState(remembered);
  return {
    on,
    set: (next) => {
      setOn(next);
      try {
        if (next) sessionStorage.setItem(CHOICE, '1');
        else sessionStorage.removeItem(CHOICE);
      } catch {
        // A browser that forbids storage keeps nothing either.
      }
    },
  };
}

function remembered(): boolean {
  try {
    return globalThis.sessionStorage?.getItem(CHOICE) === '1';
  } catch {
    return false;
  }
}

interface KeepBoxProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Whether mail and sign-in may outlive the tab, and what that means. */
export function KeepBox({ on, onChange }: KeepBoxProps) {
  const t = useTranslations('offline');
  const id = useId();
  return (
    // All of it is the box, for fingers too; its name is the first line alone.
    <label className="flex gap-2.5">
      <input
        type="checkbox"
        checked={on}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent pointer-coarse:size-6"
      />
      <span className="min-w-0 space-y-0.5">
        <span id={`${id}-name`} className="block text-note font-medium pointer-coarse:leading-6">
          {t('keep')}
        </span>
        <span id={`${id}-hint`} className="block text-note text-ink-3">
          {t('keepHint')}
        </span>
      </span>
    </label>
  );
}
