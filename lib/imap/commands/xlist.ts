import { AUTHENTICATED } from '../states';
import type { ListEntry } from '../types';
import type { Command } from './command';
import { writePattern, type ListPattern } from './list';

/**
 * XLIST, which SPECIAL-USE (RFC 6154) has replaced: for servers that have nothing else to tell Sent from Trash. No RFC; Gmail, 163,
 * Zoho and Yandex have it. Its uses are given in the words of RFC 6154.
 */
export function xlist(pattern: ListPattern = '*'): Command<readonly ListEntry[]> {
  return {
    name: 'XLIST',
    states: AUTHENTICATED,
    answers: () => ['list'],
    checkable: true,
    start: () => {
      const entries: ListEntry[] = [];
      return {
        write: (w) => writePattern(w.atom('XLIST').raw(' "" '), pattern),
        untagged: (event) => {
          if (event.kind !== 'list' || event.lsub) return false;
          if (entries.length < MAX_ENTRIES) entries.push(inModernWords(event.entry));
          return true;
        },
        finish: () => entries,
      };
    },
  };
}

function inModernWords(entry: ListEntry): ListEntry {
  return { ...entry, attributes: entry.attributes.map((name) => MODERN.get(name) ?? name) };
}

const MODERN: ReadonlyMap<string, string> = new Map([
  ['\\allmail', '\\all'],
  ['\\spam', '\\junk'],
  ['\\starred', '\\flagged'],
]);
/** As many as LIST keeps. */
const MAX_ENTRIES = 100_000;
