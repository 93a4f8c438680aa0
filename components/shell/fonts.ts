/** Unicode ranges of the two files, as their package states them, so that a page of plain Latin loads one. */
const LATIN =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';
const LATIN_EXT =
  'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF';

let latin: FontFace | null = null;
let added = false;

/**
 * Fetches what the mail will be set in, and changes nothing yet. Called while somebody types who they are: a font that comes when
 * the list stands already lays everything out once more.
 */
export function fetchFonts(): void {
  if (latin !== null || !navigator.onLine) return;
  const face = latinFace();
  latin = face;
  face.load().catch(() => {
    // It may come later: the mail's screen tries again.
    if (latin === face && !added) latin = null;
  });
}

/** Inter comes after sign-in, so that the first page waits for no font; the system's font stands in until then. */
export function loadFonts(): void {
  if (added) return;
  added = true;
  latin ??= latinFace();
  document.fonts.add(latin);
  document.fonts.add(
    faceOf(
      new URL('@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2', import.meta.url),
      LATIN_EXT,
    ),
  );
}

const latinFace = (): FontFace =>
  faceOf(new URL('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', import.meta.url), LATIN);

const faceOf = (url: URL, unicodeRange: string): FontFace =>
  new FontFace('Inter Variable', `url(${url.href})`, { weight: '100 900', display: 'swap', unicodeRange });
