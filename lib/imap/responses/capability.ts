import type { Reader } from '../wire/reader';

/**
 * capability-data = "CAPABILITY" *(SP capability) ; capability = ("AUTH=" auth-type) / atom     ; RFC 9051 9
 *
 * Also ENABLED, which has the same shape. Read up to the line's end or, in a response code, up to `]`. Tolerated:
 * spaces at the end, `LITERAL +` with a space (home.pl), and things that are no atom, which are skipped.
 */
export function parseCapabilities(r: Reader): readonly string[] {
  const out: string[] = [];
  for (;;) {
    r.sp();
    const c = r.peek();
    if (c === -1 || c === 0x5d) return out;
    const name = r.atom();
    if (name === undefined) r.pos++;
    else if (name === '+' && out.at(-1)?.toUpperCase() === 'LITERAL') out[out.length - 1] = 'LITERAL+';
    else out.push(name);
  }
}
