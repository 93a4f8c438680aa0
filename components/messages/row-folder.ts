'use client';

import { createContext } from 'react';
import type { Uid } from '@/lib/imap/types';

/** Of a list of one folder nobody asks. */
export function ofThisFolder(): null {
  return null;
}

/** Where a list holds messages of many folders: which one a row lies in, by its name for people. Null: the list's own. */
export const RowFolder = createContext<(uid: Uid) => string | null>(ofThisFolder);
