'use client';

import { useCallback, useMemo, useState } from 'react';
import { usePreference } from '@/components/shell/use-preference';
import type { LineKey } from '@/components/folders/tree-lines';

const MAX_KEPT = 100;

/**
 * Which lines of the tree are folded. Of accounts it is kept in this browser, by a short digest: whoever reads the browser's
 * storage after signing out must not learn from it whose mail was read here.
 */
export function useClosedLines(accounts: readonly LineKey[]): {
  readonly closed: ReadonlySet<LineKey>;
  readonly toggle: (keys: readonly LineKey[]) => void;
} {
  const [kept, keep] = usePreference('closed-accounts', (text) => text ?? '');
  const [folders, setFolders] = useState<ReadonlySet<LineKey>>(new Set());
  const digests = useMemo(() => new Set(kept.split(' ').filter((digest) => digest !== '')), [kept]);
  const closed = useMemo(
    () => new Set([...folders, ...accounts.filter((key) => digests.has(digestOf(key)))]),
    [accounts, digests, folders],
  );
  const toggle = useCallback(
    (keys: readonly LineKey[]) => {
      const heads = keys.filter((key) => accounts.includes(key));
      if (heads.length > 0) keep([...toggled(digests, heads.map(digestOf))].slice(-MAX_KEPT).join(' '));
      if (heads.length < keys.length)
        setFolders((now) =>
          toggled(
            now,
            keys.filter((key) => !accounts.includes(key)),
          ),
        );
    },
    [accounts, digests, keep],
  );
  return { closed, toggle };
}

function toggled(closed: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const next = new Set(closed);
  for (const name of names) if (!next.delete(name)) next.add(name);
  return next;
}

/** 32 bits by FNV-1a: enough to tell a person's few accounts apart, too few to say which they are. */
export function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
