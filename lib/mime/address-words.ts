/** An atom or a quoted string of an address entry. */
export interface Word {
  /** As sent, quotes included. */
  readonly source: string;
  /** The content of a quoted string. */
  readonly text: string | undefined;
  /** Where it stood: words that touch belong together. */
  readonly start: number;
  readonly end: number;
}

/** A phrase with one space where there was any gap. */
export function phrase(words: readonly Word[]): string {
  let text = '';
  for (const [index, word] of words.entries()) {
    if (index > 0 && words[index - 1]!.end < word.start) text += ' ';
    text += word.text ?? word.source;
  }
  return text;
}

/** An entry without "<": words that touch, or meet at "." or "@" (RFC 5322 4.4), are one; the last one with an "@" is the address. */
export function bareAddress(words: readonly Word[]): { name: string; address: string; broken: boolean } {
  const runs: Word[][] = [];
  let previous: Word | undefined;
  for (const word of words) {
    const joins =
      previous !== undefined &&
      (previous.end === word.start || /[.@]$/.test(previous.source) || /^[.@]/.test(word.source));
    if (joins) runs.at(-1)!.push(word);
    else runs.push([word]);
    previous = word;
  }
  const hasAt = (run: readonly Word[]): boolean =>
    run.some((word) => word.text === undefined && word.source.includes('@'));
  const index = runs.findLastIndex(hasAt);
  if (index < 0) {
    // A local user (`root`), or words where an address was expected.
    const single = words.length === 1 && words[0]!.text === undefined;
    return single
      ? { name: '', address: words[0]!.source, broken: true }
      : { name: phrase(words), address: '', broken: true };
  }
  const rest = runs.filter((_, at) => at !== index);
  return {
    name: phrase(rest.flat()),
    address: runs[index]!.map((word) => word.source).join(''),
    broken: rest.length > 0,
  };
}
