/** Paper: black on white whatever the theme, nothing cut, nothing wider than the sheet. */
export const PRINT_BODY_STYLE = `
:root { color-scheme: light; }
html, body { background: #fff; height: auto; overflow: visible; }
body { margin: 0; color: #1b1d22; font: 11pt/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.tagline-print { display: flow-root; }
.tagline-print [dir='auto'] { white-space: pre-wrap; }
a { color: #2f4fc4; }
img { max-width: 100%; height: auto; break-inside: avoid; }
img:not([src]) { display: none; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
p, li, blockquote { orphans: 2; widows: 2; }
h1, h2, h3 { break-after: avoid; }
blockquote { margin: 0 0 0 2px; padding: 0 0 0 12px; border-inline-start: 2px solid #8888; }
@page { margin: 14mm; }
`;

export const PRINT_HEAD_STYLE = `
header { margin: 0 0 14pt; padding: 0 0 8pt; border-bottom: 1px solid #999; color: #1b1d22; font: 10pt/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 6pt; font-size: 16pt; line-height: 1.25; font-weight: 600; break-after: avoid; }
dl { margin: 0; }
dl div { display: flex; gap: 10pt; }
dt { flex: 0 0 64pt; color: #555; }
dd { margin: 0; min-width: 0; }
`;
