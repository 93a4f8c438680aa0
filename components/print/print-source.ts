'use client';

import { useEffect, useRef, type RefObject } from 'react';
import type { PrintSheet } from '@/components/print/print-message';

/** The message that is open in this page, if any: what to write above it, and the element that shows it. */
interface PrintSource {
  readonly article: RefObject<HTMLElement | null>;
  readonly sheet: () => PrintSheet;
}

/** What print-message.ts makes. */
const PRINT_FRAME = '[data-slot="print-frame"]';

let current: PrintSource | null = null;

/** While mounted, printing prints this message. */
export function usePrintSource(article: RefObject<HTMLElement | null>, sheet: () => PrintSheet): void {
  const latest = useRef(sheet);
  latest.current = sheet;
  useEffect(() => {
    const source: PrintSource = { article, sheet: () => latest.current() };
    current = source;
    return () => {
      if (current === source) current = null;
      // Not every browser tells when it has printed; nothing of a mail stays after it is closed.
      document.querySelector(PRINT_FRAME)?.remove();
    };
  }, [article]);
}

/** Opens the print dialog for the open message; false when there is none. Its code comes with the first use. */
export function printOpenMessage(): boolean {
  const source = current;
  const article = source?.article.current;
  if (source === null || !article) return false;
  import('@/components/print/print-message')
    .then(({ printMessage }) => printMessage(source.sheet(), article))
    // Offline, perhaps: then the page itself, which the style sheet reduces to the message.
    .catch(() => window.print());
  return true;
}
