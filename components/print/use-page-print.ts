'use client';

import { useEffect } from 'react';

/** Width of the mail on paper, px: what A4 and Letter leave between the margins browsers use. */
const PAPER_WIDTH = 680;
/** No mail needs more; as on screen, a taller element costs memory without end. */
const MAX_HEIGHT = 200_000;

/**
 * The browser's own print command prints the page, which the style sheet reduces to the open message (globals.css). A formatted
 * mail is in a frame as tall as it is on screen: for paper it gets the paper's width and the height it has there.
 */
export function usePagePrint(): void {
  useEffect(() => {
    let undo: () => void = () => undefined;
    const before = () => {
      const frame = document.querySelector<HTMLIFrameElement>('[data-slot="html-body"] iframe');
      const root = frame?.contentDocument?.documentElement;
      if (!frame || !root) return;
      const { width, height } = frame.style;
      undo = () => Object.assign(frame.style, { width, height });
      frame.style.width = `${PAPER_WIDTH}px`;
      frame.style.height = '0';
      frame.style.height = `${Math.min(MAX_HEIGHT, root.scrollHeight)}px`;
    };
    const after = () => undo();
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
}
