/**
 * Where rows of one height stand in a list of any length.
 *
 * Browsers cap the height of an element (Firefox near 17.9 million px, Chromium at 33.5 million), so above SCALE_LIMIT
 * the scroll bar's track stands for more pixels than it has: "top" is the true offset in px from the newest row, and
 * `scrollTop` is its image on the track. Below the limit both are the same number.
 */
export interface Geometry {
  readonly rowHeight: number;
  readonly rowCount: number;
  /** Height of the scroller, px. */
  readonly viewport: number;
}

export const SCALE_LIMIT = 15_000_000;

export function fullHeight(g: Geometry): number {
  return g.rowCount * g.rowHeight;
}

/** Height to give the track. */
export function trackHeight(g: Geometry): number {
  return Math.min(fullHeight(g), SCALE_LIMIT);
}

export function isScaled(g: Geometry): boolean {
  return fullHeight(g) > SCALE_LIMIT;
}

export function maxTop(g: Geometry): number {
  return Math.max(0, fullHeight(g) - g.viewport);
}

export function clampTop(g: Geometry, top: number): number {
  return Math.min(Math.max(0, top), maxTop(g));
}

/** The true offset a place of the scroll bar stands for. */
export function topOfScroll(g: Geometry, scrollTop: number): number {
  if (!isScaled(g)) return clampTop(g, scrollTop);
  const track = trackHeight(g) - g.viewport;
  return clampTop(g, (scrollTop / track) * maxTop(g));
}

/** The place of the scroll bar for a true offset. */
export function scrollOfTop(g: Geometry, top: number): number {
  if (!isScaled(g)) return clampTop(g, top);
  return (clampTop(g, top) / maxTop(g)) * (trackHeight(g) - g.viewport);
}

/**
 * New true offset after the scroll bar moved. On a scaled track a small move (wheel, keys, touch) counts in real
 * pixels, or one notch would skip many rows; a large one is a drag of the thumb and is taken by proportion.
 */
export function topAfterScroll(g: Geometry, top: number, scrolledFrom: number, scrolledTo: number): number {
  if (!isScaled(g)) return clampTop(g, scrolledTo);
  const delta = scrolledTo - scrolledFrom;
  const atEdge = scrolledTo <= 0 || scrolledTo >= trackHeight(g) - g.viewport - 1;
  if (atEdge || Math.abs(delta) > 2 * g.viewport) return topOfScroll(g, scrolledTo);
  return clampTop(g, top + delta);
}

/** Rows of a scaled list stand at places counted from here, px from the newest row: far from it places lose their fractions. */
export function rowOrigin(g: Geometry, top: number): number {
  return isScaled(g) ? Math.floor(top / ORIGIN_STEP) * ORIGIN_STEP : 0;
}

const ORIGIN_STEP = 1_000_000;

/** Rows on screen, inclusive, widened by `overscan` rows each way; null when there are none. */
export function visibleRows(
  g: Geometry,
  top: number,
  overscan: number,
): { readonly first: number; readonly last: number } | null {
  if (g.rowCount === 0) return null;
  const first = Math.max(0, Math.floor(top / g.rowHeight) - overscan);
  const last = Math.min(g.rowCount - 1, Math.ceil((top + g.viewport) / g.rowHeight) - 1 + overscan);
  return { first: Math.min(first, g.rowCount - 1), last: Math.max(last, 0) };
}

/** Smallest move of `top` that brings a row fully into view. */
export function topShowingRow(g: Geometry, top: number, row: number): number {
  const start = row * g.rowHeight;
  if (start < top) return clampTop(g, start);
  if (start + g.rowHeight > top + g.viewport) return clampTop(g, start + g.rowHeight - g.viewport);
  return clampTop(g, top);
}
