import type { Page } from '@playwright/test';
import { LOCALE_NAMES } from '../../lib/i18n/locale';
import { CLOSE, OPEN } from './pseudo-locale';

/** What comes from servers, mails, formatters and keyboards: no sentence of ours. */
const NOT_OURS = [
  'bdi',
  'code',
  'time',
  'kbd',
  'iframe',
  'option',
  '[lang]:not(html)',
  '[translate="no"]',
  // Names the open folder.
  '[data-layout] h1',
  '[dir="auto"]',
  '[data-gallery="label"]',
  '[data-slot="avatar"]',
  '[data-slot="message-body"]',
  '[data-slot="wire-line"]',
  '[data-slot="wire-detail"] .font-mono',
  '#__next-route-announcer__',
  'next-route-announcer',
].join(',');
/** Elements whose name or tooltip is made of what the server says. */
const NAMED_BY_OTHERS =
  '[role="menu"], [role="row"], [role="row"] *, [role="treeitem"], [role="treeitem"] *, bdi, time';

/** Text and names on screen that are not of the pseudo-locale. */
export function foundUntranslated(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    ({ open, close, notOurs, namedByOthers, languages }) => {
      const inner = new RegExp(`${open}[^${open}${close}]*${close}`, 'gu');
      const measure = /^[\d.,:\s\u00a0\u202f~<>+·–-]*(?:bytes?|[kMG]?B|ms|s)?$/u;
      const isForeign = (text: string): boolean => {
        // A language is called what it calls itself; a folder without room for its name is a letter of it.
        if (languages.includes(text.trim()) || text.trim().length === 1) return false;
        let left = text;
        for (let before = ''; before !== left;) {
          before = left;
          left = left.replaceAll(inner, '');
        }
        return /\p{L}/u.test(left) && !measure.test(left.trim());
      };
      const found: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        const text = node.textContent ?? '';
        if (parent === null || text.trim() === '' || parent.closest(`script, style, ${notOurs}`)) continue;
        // Several nodes may make one sentence.
        if (isForeign(text) && isForeign(parent.textContent ?? '') && parent.checkVisibility())
          found.push(`text not translated: ${text.trim().slice(0, 60)}`);
      }
      for (const name of [
        'aria-label',
        'title',
        'placeholder',
        'alt',
        'aria-valuetext',
        'aria-description',
      ]) {
        for (const element of document.body.querySelectorAll(`[${name}]`)) {
          const text = element.getAttribute(name) ?? '';
          if (element.closest(notOurs) !== null || element.matches(namedByOthers)) continue;
          // A tooltip that repeats what somebody else named.
          const named = Array.from(element.querySelectorAll('bdi'), (bdi) => bdi.textContent.trim());
          if (name === 'title' && named.some((one) => text.includes(one))) continue;
          // A tooltip ends with its key in brackets.
          const said = name === 'title' ? text.replace(/ \([^()]{1,12}\)$/u, '') : text;
          if (isForeign(said) && element.checkVisibility())
            found.push(`${name} not translated: ${text.slice(0, 60)}`);
        }
      }
      return found;
    },
    {
      open: OPEN,
      close: CLOSE,
      notOurs: NOT_OURS,
      namedByOthers: NAMED_BY_OTHERS,
      languages: Object.values(LOCALE_NAMES) as readonly string[],
    },
  );
}

/** Text that is cut off, leaves its button or the window, or lies under other text. */
export async function foundClipped(page: Page): Promise<readonly string[]> {
  await page.evaluate(stillness);
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    const top = document.querySelector('dialog:modal') ?? document.body;
    interface Seen {
      readonly element: Element;
      readonly text: string;
      readonly box: DOMRect;
    }
    const seen: Seen[] = [];
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (element === null || text === '' || element.closest('script, style, option, iframe')) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || isForListenersOnly(element)) continue;
      const cut = cutBy(element, box);
      if (cut !== null) found.push(`cut off by ${cut}: ${text.slice(0, 60)}`);
      const button = element.closest('button, [role="button"], [role^="menuitem"], [role="option"]');
      const frame = button?.getBoundingClientRect();
      if (
        frame !== undefined &&
        cut === null &&
        !hasEllipsis(element) &&
        (box.left < frame.left - 1 || box.right > frame.right + 1)
      )
        found.push(`leaves its button: ${text.slice(0, 60)}`);
      if (isUppermost(element, box))
        for (const line of range.getClientRects()) seen.push({ element, text, box: line });
    }
    for (const [index, one] of seen.entries())
      for (const other of seen.slice(index + 1)) {
        if (
          one.element === other.element ||
          one.element.contains(other.element) ||
          other.element.contains(one.element)
        )
          continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Lines stand close: what counts is text on text.
        if (across > 2 && down > 8 && !hasEllipsis(one.element) && !hasEllipsis(other.element))
          found.push(`overlap: ${one.text.slice(0, 40)} / ${other.text.slice(0, 40)}`);
      }
    return found;

    function isForListenersOnly(element: Element): boolean {
      const hidden = element.closest('.sr-only');
      return hidden !== null && getComputedStyle(hidden).clipPath !== 'none';
    }

    function hasEllipsis(element: Element): boolean {
      for (let at: Element | null = element; at !== null && at !== top; at = at.parentElement)
        if (getComputedStyle(at).textOverflow === 'ellipsis') return true;
      return false;
    }

    /** The nearest box that hides part of the text to its sides, unless it shortens it and says the whole elsewhere. */
    function cutBy(element: Element, box: DOMRect): string | null {
      for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.overflowX === 'visible') continue;
        const edge = at.getBoundingClientRect();
        const inside = box.left >= edge.left - 1 && box.right <= edge.right + 1;
        if (inside) continue;
        if (style.overflowX === 'auto' || style.overflowX === 'scroll') return null;
        const whole = at.closest('[title]') ?? at.querySelector('[title]');
        if (style.textOverflow === 'ellipsis' && whole !== null) return null;
        // The row's name, or the explanation of the line, says all of it.
        if (
          style.textOverflow === 'ellipsis' &&
          at.closest('[role="row"], [role="treeitem"], [data-slot="wire-line"]')
        )
          return null;
        return `${at.tagName.toLowerCase()}.${at.className.toString().split(' ').slice(0, 3).join('.')}`;
      }
      return box.left < -1 || box.right > root.clientWidth + 1 ? 'the window' : null;
    }

    function isUppermost(element: Element, box: DOMRect): boolean {
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return hit !== null && (hit === element || hit.contains(element) || element.contains(hit));
    }
  });
}

/** Resolves once nothing moves any more but what moves for ever: on its way in, a drawer is outside the window. */
async function stillness(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const moving = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}
