import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  actionOfKey,
  BINDINGS,
  COMMANDS,
  firstKeyFor,
  isSingleKey,
  keyCaps,
  keyName,
  nextKey,
  SEQUENCE_MS,
  type KeyPress,
} from '../../../lib/actions';

const press = (
  key: string,
  { code = '', states = [], ...rest }: Partial<KeyPress> & { readonly states?: readonly string[] } = {},
): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  getModifierState: (state) => states.includes(state),
  ...rest,
});

describe('names of keys', () => {
  it.each([
    ['a letter', press('j', { code: 'KeyJ' }), 'j'],
    ['a letter with shift', press('J', { code: 'KeyJ', shiftKey: true }), 'J'],
    ['a letter under caps lock', press('J', { code: 'KeyJ' }), 'j'],
    ['shift under caps lock', press('j', { code: 'KeyJ', shiftKey: true }), 'J'],
    ['a sign typed with shift', press('?', { code: 'Minus', shiftKey: true }), '?'],
    ['a named key', press('Escape'), 'Escape'],
    ['a named key with shift', press('Delete', { shiftKey: true }), 'shift+Delete'],
    ['ctrl', press('k', { ctrlKey: true }), 'mod+k'],
    ['ctrl under caps lock', press('K', { ctrlKey: true }), 'mod+k'],
    ['ctrl and shift', press('K', { ctrlKey: true, shiftKey: true }), 'mod+shift+k'],
  ])('%s', (_, event, name) => expect(keyName(event, false)).toBe(name));

  it.each([
    [
      '# by AltGr as Windows reports it',
      press('#', { code: 'Digit3', ctrlKey: true, altKey: true, states: ['AltGraph'] }),
    ],
    ['# by AltGr as Linux reports it', press('#', { code: 'Digit3', states: ['AltGraph'] })],
  ])('a Spanish keyboard types %s', (_, event) => {
    expect(keyName(event, false)).toBe('#');
    expect(actionOfKey('#')?.id).toBe('delete');
  });

  it('a Spanish keyboard types brackets, the question mark and the underscore', () => {
    const altGr = { ctrlKey: true, altKey: true, states: ['AltGraph'] };
    expect(keyName(press('[', { code: 'BracketLeft', ...altGr }), false)).toBe('[');
    expect(keyName(press(']', { code: 'BracketRight', ...altGr }), false)).toBe(']');
    expect(keyName(press('?', { code: 'Minus', shiftKey: true }), false)).toBe('?');
    expect(keyName(press('_', { code: 'Slash', shiftKey: true }), false)).toBe('_');
    // The key beside L types a letter of its own, not a semicolon.
    expect(keyName(press('ñ', { code: 'Semicolon' }), false)).toBe('ñ');
  });

  it('Option types signs on Apple keyboards, and Command is their Ctrl', () => {
    expect(keyName(press('#', { code: 'Digit3', altKey: true }), true)).toBe('#');
    expect(keyName(press('[', { code: 'BracketLeft', altKey: true }), true)).toBe('[');
    expect(keyName(press('å', { code: 'KeyA', altKey: true }), true)).toBeNull();
    expect(keyName(press('k', { metaKey: true }), true)).toBe('mod+k');
    expect(keyName(press('k', { ctrlKey: true }), true)).toBeNull();
  });

  it('layouts without Latin letters are read by place', () => {
    expect(keyName(press('о', { code: 'KeyJ' }), false)).toBe('j');
    expect(keyName(press('О', { code: 'KeyJ', shiftKey: true }), false)).toBe('J');
    expect(keyName(press('ξ', { code: 'KeyJ' }), false)).toBe('j');
    expect(keyName(press('л', { code: 'KeyK', ctrlKey: true }), false)).toBe('mod+k');
  });

  it.each([
    ['composing', press('j', { isComposing: true })],
    ['a dead key', press('Dead', { code: 'Quote' })],
    ['a modifier alone', press('AltGraph', { states: ['AltGraph'] })],
    ['alt and a letter', press('e', { altKey: true })],
    ['the system key', press('e', { metaKey: true })],
    ['ctrl and alt without AltGr', press('e', { ctrlKey: true, altKey: true })],
  ])('%s is none', (_, event) => expect(keyName(event, false)).toBeNull());

  it('tells what speech input could type by accident', () => {
    expect(['j', '#', '?', 'Ñ'].every(isSingleKey)).toBe(true);
    expect(['Escape', 'Delete', 'mod+k', 'shift+Delete'].some(isSingleKey)).toBe(false);
  });

  it('draws caps', () => {
    expect(keyCaps('g i', false)).toEqual(['G', 'I']);
    expect(keyCaps('J', false)).toEqual(['⇧', 'J']);
    expect(keyCaps('mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('Escape', false)).toEqual(['Esc']);
  });
});

describe('the registry', () => {
  const keys = [...ACTIONS, ...COMMANDS].flatMap((entry) => entry.keys);

  it('gives no key to two', () => {
    expect(new Set(keys).size).toBe(keys.length);
    expect(BINDINGS.size).toBe(keys.length);
    // The protocol drawer's own.
    expect(BINDINGS.has('w')).toBe(false);
  });

  it('lets no key begin another’s sequence', () => {
    const firsts = new Set(keys.filter((key) => key.includes(' ')).map((key) => key.split(' ')[0]));
    expect(firsts).toEqual(new Set(['*', 'g']));
    expect(keys.filter((key) => firsts.has(key))).toEqual([]);
  });

  it.each([
    ['j', 'older'],
    ['k', 'newer'],
    ['o', 'open'],
    ['u', 'back'],
    ['x', 'select'],
    ['J', 'extendOlder'],
    ['K', 'extendNewer'],
    ['mod+a', 'selectAll'],
    ['Escape', 'clearSelection'],
    ['e', 'archive'],
    ['#', 'delete'],
    ['Delete', 'delete'],
    ['s', 'star'],
    ['I', 'mark-read'],
    ['U', 'mark-unread'],
    ['v', 'move'],
    ['.', 'more'],
    ['z', 'undo'],
    [']', 'archiveNewer'],
    ['[', 'archiveOlder'],
    ['g i', 'goInbox'],
    ['g s', 'goStarred'],
    ['g t', 'goSent'],
    ['g d', 'goDrafts'],
    ['g a', 'goAll'],
    ['/', 'search'],
    ['g l', 'goFolder'],
    ['mod+k', 'palette'],
    ['?', 'help'],
  ])('%s is %s', (key, id) => {
    const bound = BINDINGS.get(key);
    expect(bound?.kind === 'action' ? bound.action.id : bound?.command.id).toBe(id);
  });
});

describe('sequences', () => {
  const bindings = new Map([
    ['e', 'archive'],
    ['g i', 'inbox'],
  ]);

  it('wait for their second key', () => {
    expect(nextKey(bindings, null, 'g')).toEqual({ kind: 'wait', first: 'g' });
    expect(nextKey(bindings, 'g', 'i')).toEqual({ kind: 'run', target: 'inbox' });
  });

  it('end in nothing with a key that does not belong: least of all what it does alone', () => {
    expect(nextKey(bindings, 'g', 'e')).toEqual({ kind: 'broken' });
  });

  it('go by when their keys were pressed, and by the hint as long as it is to be seen', () => {
    const g = { key: 'g', at: 5_000 };
    expect(firstKeyFor(null, 5_000, true)).toBeNull();
    expect(firstKeyFor(g, 5_000 + SEQUENCE_MS, false)).toBe('g');
    expect(firstKeyFor(g, 5_001 + SEQUENCE_MS, false)).toBeNull();
    // Drawn late, the hint stands longer.
    expect(firstKeyFor(g, 5_400 + SEQUENCE_MS, true)).toBe('g');
  });

  it('leave other keys alone', () => {
    expect(nextKey(bindings, null, 'e')).toEqual({ kind: 'run', target: 'archive' });
    expect(nextKey(bindings, null, 'q')).toEqual({ kind: 'unknown' });
  });
});
