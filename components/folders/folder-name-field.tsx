'use client';

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ErrorText } from '@/components/ui/error-text';
import { useTranslations } from '@/lib/i18n';
import type { AppError, Folder } from '@/lib/mail/types';

interface FolderNameFieldProps {
  readonly folder: Folder;
  /** Null: done. */
  readonly onRename: (label: string) => Promise<AppError | null>;
  readonly onEnd: () => void;
}

/** The name typed in the folder's own place: Enter renames, Escape leaves it, going elsewhere renames what was changed. */
export function FolderNameField({ folder, onRename, onEnd }: FolderNameFieldProps) {
  const t = useTranslations('folders');
  const [label, setLabel] = useState(folder.label);
  const [error, setError] = useState<AppError | null>(null);
  const ended = useRef(false);
  /** The server is at it: leaving the field does not ask again. */
  const sent = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const end = () => {
    if (ended.current) return;
    ended.current = true;
    onEnd();
  };
  const commit = () => {
    if (ended.current || sent.current) return;
    if (label.trim() === folder.label) {
      end();
      return;
    }
    sent.current = true;
    void onRename(label).then((failure) => {
      sent.current = false;
      setError(failure);
      if (failure === null) end();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') commit();
    else if (event.key === 'Escape') {
      // Not the drawer's Escape.
      event.preventDefault();
      end();
    }
  };
  return (
    <span className="relative min-w-0 flex-1">
      <input
        ref={field}
        aria-label={t('renameTitle', { name: folder.label })}
        aria-invalid={error !== null}
        dir="auto"
        autoComplete="off"
        value={label}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setLabel(event.currentTarget.value);
          setError(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => (error === null ? commit() : end())}
        onClick={(event) => event.stopPropagation()}
        className="h-7 w-full rounded-control border border-accent bg-raised px-1.5 text-sm text-ink pointer-coarse:h-11 pointer-coarse:text-base"
      />
      {error !== null && (
        <span
          role="alert"
          className="absolute inset-x-0 top-full z-20 mt-1 block rounded-control border border-danger/40 bg-raised px-2 py-1.5 text-note whitespace-normal text-danger shadow-lg wrap-anywhere"
        >
          <ErrorText error={error} />
        </span>
      )}
    </span>
  );
}
