'use client';

import { useTextScale } from './text-scale';
import { useMedia } from './use-media';

/** How many panes fit: folders + list + message, list + message, or one at a time (look.md widths). */
export type Layout = 'three' | 'two' | 'one';

/** How the folders are shown: with their names, as icons, or not until they are asked for. */
export type FolderShape = 'pane' | 'rail' | 'drawer';

export function useFolderShape(): FolderShape {
  const pane = useMinWidth(1100);
  const rail = useMinWidth(700);
  return pane ? 'pane' : rail ? 'rail' : 'drawer';
}

export function useLayout(): Layout {
  const three = useMinWidth(1100);
  const two = useMinWidth(768);
  return three ? 'three' : two ? 'two' : 'one';
}

/** Whether the window is this wide, px at the usual size of text: larger text needs more. */
function useMinWidth(px: number): boolean {
  return useMedia(`(min-width: ${px * useTextScale()}px)`);
}
