'use client';

import { useMedia } from './use-media';

/** How many panes fit: folders + list + message, list + message, or one at a time (look.md widths). */
export type Layout = 'three' | 'two' | 'one';

export function useLayout(): Layout {
  const three = useMedia('(min-width: 1100px)');
  const two = useMedia('(min-width: 820px)');
  return three ? 'three' : two ? 'two' : 'one';
}
