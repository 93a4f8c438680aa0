import { NARROW } from '@/components/reader/fit-width';

/**
 * The style a mail starts from inside its frame. A mail that sets colours gets the light paper it was drawn for, in
 * both themes; one that sets none follows the theme like plain text does. A picture that is not loaded is no picture to a browser:
 * where fixed widths give way, its own has to be lifted by name.
 */
export function frameStyle(hasColours: boolean): string {
  const page = getComputedStyle(document.documentElement);
  const ink = hasColours ? '#1b1d22' : page.getPropertyValue('--ink').trim();
  const accent = hasColours ? '#2f4fc4' : page.getPropertyValue('--accent').trim();
  const scheme = hasColours ? 'light' : usedScheme(page.colorScheme);
  return `
:root { color-scheme: ${scheme}; }
html { background: ${hasColours ? '#fff' : 'transparent'}; }
body { margin: 0; color: ${ink}; font: 0.9375rem/1.6 'Inter Variable', system-ui, sans-serif; overflow-wrap: break-word; }
.tagline-mail { display: flow-root; ${hasColours ? 'padding: 16px;' : ''} }
a { color: ${accent}; }
img { max-width: 100%; height: auto; }
img:not([src]) { display: inline-block; min-width: 1em; min-height: 1em; background: #8882; border-radius: 3px; }
img:not([src]):is([width='0'], [width='1'], [height='0'], [height='1']) { display: none; }
table { max-width: 100%; }
.${NARROW} :is(table, tbody, tr, td, th, div, p) { min-width: 0 !important; }
.${NARROW} :is(table, td, th, div) { width: auto !important; max-width: 100% !important; }
.${NARROW} :is(img, [width]) { max-width: 100% !important; }
.${NARROW} img { height: auto !important; }
.${NARROW} img[width]:not([src]) { width: 100% !important; max-width: calc(attr(width px)) !important; }
pre { white-space: pre-wrap; }
blockquote { margin: 0 0 0 2px; padding: 0 0 0 12px; border-inline-start: 2px solid #8888; }
`;
}

/** The page's scheme names two while the system chooses; the frame gets the one that holds, for tokens name both values. */
function usedScheme(declared: string): string {
  if (declared === 'light' || declared === 'dark') return declared;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
