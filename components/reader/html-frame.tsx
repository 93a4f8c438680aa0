'use client';

import { useEffect, useRef, useState } from 'react';
import { frameStyle } from '@/components/reader/frame-style';
import { setUpMailFrame, type FrameKind } from '@/components/reader/mail-frame';

/** No mail needs more, and a taller element costs memory without end. */
const MAX_HEIGHT_PX = 20_000;

interface HtmlFrameProps {
  /** Output of the sanitiser, untouched since. */
  readonly html: string;
  readonly hasColours: boolean;
  readonly kind: FrameKind;
  readonly title: string;
}

/** A fresh mail frame for each mail: consent, styles and pictures of one never reach the next. */
export function HtmlFrame({ html, hasColours, kind, title }: HtmlFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [host, setHost] = useState<string | null>(null);

  useEffect(() => {
    const frame = document.createElement('iframe');
    frame.title = title;
    frame.className = 'block w-full border-0';
    setUpMailFrame(frame, kind);
    let observer: ResizeObserver | null = null;
    frame.addEventListener('load', () => {
      const doc = frame.contentDocument;
      if (doc === null) return;
      // The frame's document has no Trusted Types and its policy runs no script; `html` is DOMPurify's own output.
      doc.body.innerHTML = `<style>${frameStyle(hasColours)}</style><div class="tagline-mail">${html}</div>`;
      const content = doc.querySelector('.tagline-mail');
      if (content === null) return;
      observer = new ResizeObserver(() => setHeight(Math.min(MAX_HEIGHT_PX, heightOf(content))));
      observer.observe(content);
      doc.addEventListener('mouseover', (event) => setHost(linkHost(event.target)));
      doc.addEventListener('focusin', (event) => setHost(linkHost(event.target)));
      doc.addEventListener('mouseleave', () => setHost(null));
      doc.addEventListener('keydown', passKey);
    });
    box.current?.append(frame);
    return () => {
      observer?.disconnect();
      frame.remove();
    };
  }, [html, hasColours, kind, title]);

  useEffect(() => {
    const frame = box.current?.querySelector('iframe');
    if (frame) frame.style.height = `${Math.max(height, 40)}px`;
  }, [height]);

  return (
    <>
      <div ref={box} data-slot="html-body" />
      {host !== null && (
        <p
          data-slot="link-host"
          className="pointer-events-none fixed end-3 bottom-3 z-20 max-w-[60vw] truncate rounded-control border border-line bg-raised px-2.5 py-1 text-xs text-ink-2 shadow-sm"
        >
          {host}
        </p>
      )}
    </>
  );
}

/** Content may stick out of its box (tables, negative margins): what scrolls counts too. */
function heightOf(content: Element): number {
  return Math.ceil(Math.max(content.getBoundingClientRect().height, content.scrollHeight));
}

/** Where the link under the pointer or the focus leads: its host, or the address of a mailto. */
function linkHost(target: EventTarget | null): string | null {
  const link = (target as Element | null)?.closest?.('a[href]');
  const href = link?.getAttribute('href');
  if (href === null || href === undefined || !URL.canParse(href)) return null;
  const url = new URL(href);
  return url.host === '' ? url.href.slice(0, 200) : url.host;
}

/** Shortcuts work while the focus is inside a mail: the key is typed again on the page. */
function passKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab') return;
  const { key, code, shiftKey } = event;
  const again = new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true });
  if (!document.dispatchEvent(again)) event.preventDefault();
}
