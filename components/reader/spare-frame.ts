/**
 * Loading an empty document and taking a full one down each cost more than the mail shown. Where the browser can move a
 * frame without loading it again (`moveBefore`), both happen while nobody waits: the next mail finds a frame that
 * stands ready, and the last one's goes after the click. Elsewhere each mail loads its own frame.
 *
 * A frame is used for one mail only: consent, styles and pictures of one never reach the next.
 */
import { hiddenMailFrame } from '@/components/reader/mail-frame';

/** Long enough for the next mail to be on screen, in milliseconds: so long a frame that was retired still stands. */
export const RETIRED_MS = 500;

/** Loading, or loaded and empty. */
let spare: { readonly frame: HTMLIFrameElement; loaded: boolean } | null = null;

/** Makes the frame for the next mail, unless there is one. Not while offline: nobody asked for a load. */
export function keepSpareFrame(): void {
  if (spare !== null || !canMove() || !navigator.onLine) return;
  const made = { frame: hiddenMailFrame('spare'), loaded: false };
  spare = made;
  made.frame.addEventListener(
    'load',
    () => {
      made.loaded = made.frame.contentDocument !== null;
      if (made.loaded) return;
      if (spare === made) spare = null;
      made.frame.remove();
    },
    { once: true },
  );
  document.body.append(made.frame);
}

/** The spare frame, loaded and moved into `box`; null when there is none. */
export function takeSpareFrame(box: HTMLElement): HTMLIFrameElement | null {
  if (spare?.loaded !== true || !spare.frame.isConnected || !box.isConnected) return null;
  const { frame } = spare;
  spare = null;
  moveTo(box, frame);
  frame.removeAttribute('aria-hidden');
  frame.removeAttribute('tabindex');
  frame.hidden = false;
  return frame;
}

/** Takes a mail's frame out of sight at once, and down later. */
export function retireFrame(frame: HTMLIFrameElement): void {
  if (!canMove() || !frame.isConnected) {
    frame.remove();
    return;
  }
  frame.hidden = true;
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  moveTo(document.body, frame);
  setTimeout(() => frame.remove(), RETIRED_MS);
}

const canMove = (): boolean => 'moveBefore' in Element.prototype;

/** WHATWG DOM `moveBefore`, which the types do not know yet. */
function moveTo(parent: HTMLElement, frame: HTMLIFrameElement): void {
  (parent as HTMLElement & { moveBefore(node: Node, child: Node | null): void }).moveBefore(frame, null);
}
