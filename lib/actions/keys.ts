/**
 * Names of keys. A character is named as it was typed, so that every layout can type it: 'e', '#', 'J' (with shift).
 * Others by `KeyboardEvent.key`: 'Escape', 'Delete'. 'mod+k' is Ctrl, on Apple's keyboards Command. A sequence is two
 * names with a space between: 'g i'.
 */

/** A sequence's second key comes within this time. */
export const SEQUENCE_MS = 1_000;

/** What is read of a KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  getModifierState(key: string): boolean;
}

const SILENT = /^(?:Shift|Control|Alt|Meta|AltGraph|CapsLock|Dead|Process|Unidentified|Compose)$/u;

/** Name of a pressed key, null when it is none for shortcuts: modifiers, composing, unknown combinations. */
export function keyName(press: KeyPress, apple: boolean): string | null {
  const { key, shiftKey } = press;
  if (press.isComposing || SILENT.test(key)) return null;
  const printable = [...key].length === 1;
  // AltGr types characters such as '#' or '[': some systems report it as ctrl+alt.
  if (printable && press.getModifierState('AltGraph')) return key;
  // Option does the same on Apple's keyboards; its letters are combinations that somebody else may own.
  if (apple && printable && press.altKey && !press.ctrlKey && !press.metaKey && !/[\p{L}\p{N}\s]/u.test(key))
    return key;
  if (press.altKey) return null;
  const mod = apple ? press.metaKey : press.ctrlKey;
  const other = apple ? press.ctrlKey : press.metaKey;
  if (other) return null;
  if (mod) return printable ? `mod+${shiftKey ? 'shift+' : ''}${latin(press).toLowerCase()}` : null;
  if (!printable) return shiftKey ? `shift+${key}` : key;
  const letter = latin(press);
  // Caps lock is not shift.
  if (/^\p{L}$/u.test(letter)) return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
  return letter;
}

/** A layout that types no Latin letters (Cyrillic, Greek, Hebrew) still has its keys in the Latin places. */
function latin(press: KeyPress): string {
  if (!/^\p{L}$/u.test(press.key) || /^\p{Script=Latin}$/u.test(press.key)) return press.key;
  return /^Key([A-Z])$/u.exec(press.code)?.[1]?.toLowerCase() ?? press.key;
}

/** Letters, figures and signs: the shortcuts WCAG 2.1.4 wants to be switched off. */
export const isSingleKey = (name: string): boolean => [...name].length === 1;

export type KeyStep<T> =
  | { readonly kind: 'run'; readonly target: T }
  /** The first key of a sequence. */
  | { readonly kind: 'wait'; readonly first: string }
  /** No sequence ends so: nothing happens, least of all what the key does alone. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'unknown' };

/** The first key of a sequence, and when it was pressed (ms, `Event.timeStamp`). */
export interface FirstKey {
  readonly key: string;
  readonly at: number;
}

/**
 * Whose second key one is that was pressed at `at`. A page that has no time comes to it late, so what counts is when it was pressed;
 * and as long as the hint is to be seen, whoever goes by it is right.
 */
export function firstKeyFor(pending: FirstKey | null, at: number, isHinted: boolean): string | null {
  if (pending === null) return null;
  return isHinted || at - pending.at <= SEQUENCE_MS ? pending.key : null;
}

/** What a key means after the first one of a sequence (`null`: after none). */
export function nextKey<T>(bindings: ReadonlyMap<string, T>, first: string | null, name: string): KeyStep<T> {
  const target = bindings.get(first === null ? name : `${first} ${name}`);
  if (target !== undefined) return { kind: 'run', target };
  if (first !== null) return { kind: 'broken' };
  for (const keys of bindings.keys()) if (keys.startsWith(`${name} `)) return { kind: 'wait', first: name };
  return { kind: 'unknown' };
}

/** The caps to draw for a key's name: 'g i' has two, 'mod+k' two, 'J' two. */
export function keyCaps(name: string, apple: boolean): readonly string[] {
  return name.split(' ').flatMap((part) => {
    const pieces = part.startsWith('mod+') ? [apple ? '⌘' : 'Ctrl', part.slice(4)] : [part];
    return pieces.flatMap((piece) => {
      if (piece === 'Escape') return ['Esc'];
      if (piece === 'Delete') return ['Del'];
      if (/^\p{Lu}$/u.test(piece)) return ['⇧', piece];
      return [piece.length === 1 ? piece.toUpperCase() : piece];
    });
  });
}
