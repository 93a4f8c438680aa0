import { LocalProtocolError } from '../errors';
import { ANY_STATE } from '../states';
import { encodeText } from '../wire/bytes';
import type { Command } from './command';

/**
 * id = "ID" SP id-params-list                                                    ; RFC 2971 3.1, 3.3
 *
 * Null fields send NIL. Gives what the server says of itself, null when nothing. At most 30 fields, each name of at most 30 octets
 * and given once (in any case), each value of at most 1,024 octets.
 */
export function id(
  fields: ReadonlyMap<string, string | null> | null,
): Command<ReadonlyMap<string, string | null> | null> {
  return {
    name: 'ID',
    states: ANY_STATE,
    checkable: true,
    start: () => {
      let answer: ReadonlyMap<string, string | null> | null = null;
      return {
        write: (w) => {
          w.atom('ID').sp();
          if (fields === null || fields.size === 0) return void w.raw('NIL');
          checkFields(fields);
          w.list(fields, ([name, value]) => w.string(name).sp().nstring(value));
        },
        untagged: (event) => {
          if (event.kind !== 'id') return false;
          answer = event.fields;
          return true;
        },
        finish: () => answer,
      };
    },
  };
}

function checkFields(fields: ReadonlyMap<string, string | null>): void {
  const names = [...fields.keys()];
  if (names.length > MAX_FIELDS) throw new LocalProtocolError(`ID of more than ${MAX_FIELDS} fields`);
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length)
    throw new LocalProtocolError('ID names a field twice');
  for (const [name, value] of fields) {
    if (encodeText(name).length > MAX_NAME || encodeText(value ?? '').length > MAX_VALUE)
      throw new LocalProtocolError('ID field too long');
  }
}

const MAX_FIELDS = 30;
const MAX_NAME = 30;
const MAX_VALUE = 1_024;
