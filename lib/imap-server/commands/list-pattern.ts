/**
 * list-mailbox of RFC 9051 6.3.9: `*` is anything, `%` anything but the delimiter. All places of the pattern that may
 * have been reached are carried along, so the time is name times pattern whatever the wildcards.
 */
export function matchesPattern(name: string, pattern: string, delimiter: string): boolean {
  let places = withEmptyWildcards(new Set([0]), pattern);
  for (const char of name) {
    const next = new Set<number>();
    for (const place of places) {
      const expected = pattern[place];
      if (expected === '*' || (expected === '%' && char !== delimiter)) next.add(place);
      else if (expected === char && expected !== '%') next.add(place + 1);
    }
    places = withEmptyWildcards(next, pattern);
    if (places.size === 0) return false;
  }
  return places.has(pattern.length);
}

function withEmptyWildcards(places: ReadonlySet<number>, pattern: string): Set<number> {
  const all = new Set(places);
  // A set is walked in order of insertion, so places added here are walked too.
  for (const place of all) if (pattern[place] === '*' || pattern[place] === '%') all.add(place + 1);
  return all;
}
