'use client';

import { useMedia } from './use-media';

/** How many panes fit: folders + list + message, list + message, or one at a time (look.md widths). */
export type Layout = 'three' | 'two' | 'one';

/** How the folders are shown: with their names, as icons, or not until they are asked for. */
export type FolderShape = 'pane' | 'rail' | 'drawer';

export function useFolderShape(): FolderShape {
  const pane = useMedia('(min-width: 1100px)');
  const rail = useMedia('(min-width: 700px)');
  return pane ? 'pane' : rail ? 'rail' : 'drawer';
}

export function useLayout(): Layout {
  const three = useMedia('(min-width: 1100px)');
  const two = useMedia('(min-width: 768px)');
  return three ? 'three' : two ? 'two' : 'one';
}
