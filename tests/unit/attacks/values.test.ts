/** The rows of docs/attacks.md on values a server may write in several ways, and on names that mean something to JavaScript. */
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap';
import { buildFolders } from '../../../lib/mail';
import { authenticated, selected } from '../../support/imap-peer';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('shapes of one value', () => {
  const forms: Readonly<Record<string, string>> = {
    quoted: '"va\\\\\\"ue"',
    literal: '{6}\r\nva\\"ue',
    literal8: '~{6}\r\nva\\"ue',
    'without waiting': '{6+}\r\nva\\"ue',
    nil: 'NIL',
    'empty literal': '{0}\r\n',
    'empty quoted': '""',
  };
  const places: Readonly<Record<string, (value: string) => string>> = {
    'ENVELOPE subject': (v) => `* 1 FETCH (ENVELOPE (NIL ${v} NIL NIL NIL NIL NIL NIL NIL NIL))`,
    'ENVELOPE address': (v) =>
      `* 1 FETCH (ENVELOPE (NIL NIL ((${v} ${v} ${v} ${v})) NIL NIL NIL NIL NIL ${v} ${v}))`,
    'BODYSTRUCTURE fields': (v) =>
      `* 1 FETCH (BODYSTRUCTURE ("text" "plain" ("name" ${v}) ${v} ${v} "7bit" 1 1 ${v} ("attachment" ("filename" ${v})) ${v} ${v}))`,
    'BODYSTRUCTURE type': (v) => `* 1 FETCH (BODYSTRUCTURE (${v} ${v} NIL NIL NIL ${v} 1))`,
    preview: (v) => `* 1 FETCH (PREVIEW ${v})`,
    'LIST name': (v) => `* LIST () "/" ${v}`,
    'LIST delimiter': (v) => `* LIST () ${v} a`,
    'STATUS name': (v) => `* STATUS ${v} (MESSAGES 1)`,
    'ID name and value': (v) => `* ID (${v} ${v} "version" ${v})`,
    'NAMESPACE prefix': (v) => `* NAMESPACE ((${v} "/")) NIL NIL`,
    'QUOTA root': (v) => `* QUOTA ${v} (STORAGE 1 2)`,
    'METADATA value': (v) => `* METADATA ${v} (/shared/comment ${v})`,
    'ACL identifier': (v) => `* ACL a ${v} lr`,
    'Gmail label': (v) => `* 1 FETCH (X-GM-LABELS (${v} ${v}))`,
  };

  it.each(Object.entries(places))(
    'P16: %s may be quoted, a literal or NIL; cut anywhere it reads the same',
    (_, line) => {
      const read = (value: string, chunk: number): string => {
        const peer = selected('', {}, chunk);
        peer.bytes(bytes(`${line(value)}\r\n* OK after\r\n`));
        const events = peer.news();
        expect(events.at(-1)).toMatchObject({ event: { kind: 'status-response', text: 'after' } });
        return JSON.stringify(
          events.map((event) =>
            event.kind === 'untagged' && event.event.kind === 'malformed' ? 'malformed' : event,
          ),
          (_key, value: unknown) =>
            value instanceof Map
              ? [...(value as Map<unknown, unknown>)]
              : value instanceof Uint8Array
                ? [...value]
                : value,
        );
      };
      for (const value of Object.values(forms)) {
        const whole = read(value, Infinity);
        for (const chunk of [1, 2, 3, 7]) expect(read(value, chunk)).toBe(whole);
      }
      const quoted = read(forms['quoted']!, Infinity);
      expect(quoted).not.toContain('malformed');
      for (const form of ['literal', 'without waiting'])
        expect(read(forms[form]!, Infinity), form).toBe(quoted);
      expect(read(forms['empty literal']!, Infinity)).toBe(read(forms['empty quoted']!, Infinity));
    },
  );

  const magic = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];
  it.each(magic)('P12: %s is a name like any other', (name) => {
    const peer = authenticated();
    const id = peer.connection.enqueue(imap.list({ status: ['messages'] }));
    peer.server(`* LIST () "/" ${name}`, `* STATUS ${name} (MESSAGES 3)`, 'T1 OK');
    const { value } = peer.outcome(id) as { value: imap.ListResult };
    expect(value.entries.map((entry) => entry.name)).toEqual([name]);
    expect(value.statusByMailbox.get(imap.toMailboxName(name))).toEqual({ messages: 3 });
    peer.client();
    const open = selected();
    open.server(
      `* CAPABILITY IMAP4rev1 ${name}`,
      `* ENABLED ${name}`,
      `* FLAGS (${name})`,
      `* ID ("${name}" "x")`,
      `* METADATA a (/shared/${name} "x")`,
      `* QUOTA "" (${name} 1 2)`,
      `* OK [${name} x] y`,
      `* 1 FETCH (UID 1 FLAGS (${name}) BODYSTRUCTURE ("text" "plain" ("${name}" "x") NIL NIL "7bit" 1 1))`,
    );
    const said = open.news().flatMap((event) => (event.kind === 'untagged' ? [event.event] : []));
    expect(said.map(({ kind }) => kind)).toEqual([
      'capability',
      'enabled',
      'flags',
      'id',
      'metadata',
      'quota',
      'status-response',
      'fetch',
    ]);
    expect(said[3]).toMatchObject({ fields: new Map([[name.toLowerCase(), 'x']]) });
    expect(said[7]).toMatchObject({
      items: { flags: [name], bodyStructure: { params: [[name.toLowerCase(), 'x']] } },
    });
    expect(open.connection.capabilities.has(name)).toBe(true);
    for (const other of magic)
      if (other !== name) expect(open.connection.capabilities.has(other)).toBe(false);
    const folders = buildFolders([
      { name: imap.toMailboxName(`a/${name}/b`), delimiter: '/', attributes: [] },
    ]);
    expect(folders.map((folder) => folder.name)).toEqual(['a', `a/${name}`, `a/${name}/b`]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
