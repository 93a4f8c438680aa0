'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { widthFitter } from '@/components/reader/fit-width';
import { frameStyle } from '@/components/reader/frame-style';
import { setUpMailFrame, type FrameKind } from '@/components/reader/mail-frame';
import type { SanitisedMail } from '@/components/reader/sanitiser';
import { keepSpareFrame, retireFrame, takeSpareFrame } from '@/components/reader/spare-frame';
import { useThemeChoice } from '@/components/shell/theme';
import { useMedia } from '@/components/shell/use-media';

/** No mail needs more, and a taller element costs memory without end. */
const MAX_HEIGHT_PX = 20_000;

interface HtmlFrameProps {
  /** Output of the sanitiser, untouched since. */
  readonly mail: SanitisedMail;
  readonly kind: FrameKind;
  readonly title: string;
}

/** A fresh mail frame for each mail: consent, styles and pictures of one never reach the next. */
export function HtmlFrame({ mail, kind, title }: HtmlFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [host, setHost] = useState<string | null>(null);

  // Before the paint: with a frame that stands ready, the mail is there in the commit that brings it.
  useLayoutEffect(() => {
    if (box.current === null) return undefined;
    const ready = kind === 'local' ? takeSpareFrame(box.current) : null;
    const frame = ready ?? document.createElement('iframe');
    frame.title = title;
    frame.className = 'block w-full border-0';
    let observer: ResizeObserver | null = null;
    let queued = 0;
    const show = () => {
      const doc = frame.contentDocument;
      if (doc === null) return;
      const content = fill(doc, mail);
      const fit = widthFitter(content);
      const measure = () => {
        fit();
        setHeight(Math.min(MAX_HEIGHT_PX, heightOf(content)));
      };
      measure();
      // In the next frame: what changes sizes inside an observer's own turn is a complaint of the browser.
      observer = new ResizeObserver(() => {
        cancelAnimationFrame(queued);
        queued = requestAnimationFrame(measure);
      });
      observer.observe(content);
      doc.addEventListener('mouseover', (event) => setHost(linkHost(event.target)));
      doc.addEventListener('focusin', (event) => setHost(linkHost(event.target)));
      doc.addEventListener('mouseleave', () => setHost(null));
      doc.addEventListener('keydown', passKey);
    };
    if (ready !== null) show();
    else {
      setUpMailFrame(frame, kind);
      frame.addEventListener('load', show);
      box.current.append(frame);
    }
    const next = setTimeout(keepSpareFrame, 0);
    return () => {
      clearTimeout(next);
      observer?.disconnect();
      cancelAnimationFrame(queued);
      retireFrame(frame);
    };
  }, [mail, kind, title]);

  // A mail without colours of its own goes along with the theme while it is open.
  const [theme] = useThemeChoice();
  const dark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    const style = box.current?.querySelector('iframe')?.contentDocument?.getElementById(STYLE_ID);
    if (style) style.textContent = frameStyle(mail.hasColours);
  }, [theme, dark, mail]);

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

/** Puts the mail into an empty mail frame and returns the element whose size is the mail's. */
function fill(doc: Document, mail: SanitisedMail): HTMLElement {
  const style = doc.createElement('style');
  style.id = STYLE_ID;
  style.textContent = frameStyle(mail.hasColours);
  const content = doc.createElement('div');
  content.className = 'tagline-mail';
  // The frame's document has no Trusted Types and its policy runs no script; this is DOMPurify's own output.
  content.innerHTML = mail.html;
  for (const [name, value] of mail.body) doc.body.setAttribute(name, value);
  // The frame is as tall as the mail: a page as tall as its window would make both grow without end.
  for (const element of [doc.documentElement, doc.body]) {
    for (const [property, value] of STEADY) element.style.setProperty(property, value, 'important');
  }
  doc.documentElement.style.setProperty('overflow-y', 'hidden', 'important');
  doc.head.append(style);
  doc.body.append(content);
  return content;
}

/** No mail can hold it: the sanitiser takes every id away. */
const STYLE_ID = 'tagline-style';

const STEADY = [
  ['position', 'static'],
  ['height', 'auto'],
  ['min-height', '0'],
  ['max-height', 'none'],
] as const;

/** Content may stick out of its box (tables, negative margins), and the body may have edges of its own: all count. */
function heightOf(content: HTMLElement): number {
  const { body, documentElement, defaultView: view } = content.ownerDocument;
  if (view === null) return 0;
  const { paddingBottom, borderBottomWidth, marginBottom } = view.getComputedStyle(body);
  const edges = [paddingBottom, borderBottomWidth, marginBottom].map(
    (width) => Number.parseFloat(width) || 0,
  );
  const box = content.getBoundingClientRect();
  const above = Math.max(0, box.top - documentElement.getBoundingClientRect().top);
  const below = edges.reduce((sum, edge) => sum + Math.max(0, edge), 0);
  // A scrollbar at the foot of a wide mail takes its place from the mail.
  const scrollbar = Math.max(0, view.innerHeight - documentElement.clientHeight);
  // What sticks out is measured in the mail's own pixels, which are smaller where it was made to fit.
  const zoom = Number.parseFloat(content.style.zoom) || 1;
  return Math.ceil(above + Math.max(box.height, content.scrollHeight * zoom) + below + scrollbar);
}

/** Where the link under the pointer or the focus leads: its host, or the address of a mailto. */
function linkHost(target: EventTarget | null): string | null {
  const link = (target as Element | null)?.closest?.('a[href]');
  const href = link?.getAttribute('href');
  if (href === null || href === undefined || !URL.canParse(href)) return null;
  const url = new URL(href);
  return url.host === '' ? url.href.slice(0, 200) : url.host;
}

/**
 * Shortcuts work while the focus is inside a mail: the key is typed again on the page, with all that its name is read from
 * (lib/actions/keys.ts). Tab stays the mail's, and whatever the page has no use for (copying, selecting all, scrolling).
 */
function passKey(event: KeyboardEvent): void {
  if (event.key === 'Tab') return;
  const { key, code, shiftKey, ctrlKey, altKey, metaKey, isComposing } = event;
  const again = new KeyboardEvent('keydown', {
    key,
    code,
    shiftKey,
    ctrlKey,
    altKey,
    metaKey,
    isComposing,
    modifierAltGraph: event.getModifierState('AltGraph'),
    bubbles: true,
    cancelable: true,
  });
  if (!document.dispatchEvent(again)) event.preventDefault();
}
