import { ANY_STATE } from '../states';
import type { Command } from './command';

/** id = "ID" SP id-params-list ; RFC 2971 3. Null fields send NIL. Gives what the server says of itself, null when nothing. */
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
