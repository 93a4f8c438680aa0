/**
 * Makes a mail that was drawn for a wider window fit its frame, in steps, each only when the one before was not enough: first
 * fixed widths give way (on a phone), then the whole is drawn smaller, as far as it can still be read, and what is wider even
 * then is scrolled sideways inside the frame. The page itself never scrolls sideways.
 */

/** Below this a frame is a phone's, px: columns of fixed width would leave nothing readable by shrinking alone. */
const PHONE_WIDTH = 480;
/** Smaller than this nobody reads: ordinary text of 16 px is then 9. */
const SMALLEST = 0.56;
/** A word longer than this breaks anywhere: an address, a key, a line of signs. */
const LONG_WORD = /\S{32}/u;
/** Elements looked at for long words before the rest is left as it is. */
const MAX_ELEMENTS = 20_000;

/** Set on the frame's root element while fixed widths give way (frame-style.ts). */
export const NARROW = 'tagline-narrow';

/** What was done for a frame of this width. */
interface Fitted {
  readonly width: number;
  readonly changed: boolean;
}

/** A fitter for one mail; call it whenever its size or the frame's may have changed. It touches nothing when nothing did. */
export function widthFitter(content: HTMLElement): () => void {
  const root = content.ownerDocument.documentElement;
  let last: Fitted = { width: -1, changed: false };
  let broken = false;
  const overflows = () => root.scrollWidth > root.clientWidth;
  return () => {
    const width = root.clientWidth;
    if (width === 0 || (last.width === width && !overflows())) return;
    if (last.width !== width && last.changed) {
      content.style.removeProperty('zoom');
      root.classList.remove(NARROW);
    }
    if (overflows() && width < PHONE_WIDTH) {
      root.classList.add(NARROW);
      if (!broken) breakLongWords(content);
      broken = true;
    }
    if (overflows()) {
      content.style.removeProperty('zoom');
      const zoom = Math.max(SMALLEST, width / root.scrollWidth);
      content.style.setProperty('zoom', zoom.toFixed(3), 'important');
    }
    last = { width, changed: root.classList.contains(NARROW) || content.style.zoom !== '' };
  };
}

/** Marks elements that hold an unbreakable run of their own, and only those: columns of words must not break inside them. */
function breakLongWords(content: HTMLElement): void {
  const { NodeFilter: filter } = content.ownerDocument.defaultView as Window & typeof globalThis;
  const walker = content.ownerDocument.createTreeWalker(content, filter.SHOW_TEXT);
  for (let left = MAX_ELEMENTS; left > 0 && walker.nextNode() !== null; left--) {
    const { nodeValue, parentElement } = walker.currentNode;
    if (LONG_WORD.test(nodeValue ?? '')) parentElement?.style.setProperty('overflow-wrap', 'anywhere');
  }
}
