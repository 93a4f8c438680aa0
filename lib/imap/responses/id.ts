import type { Reader } from '../wire/reader';

/**
 * id-response = "ID" SP id-params-list ; id-params-list = "(" *(string SP nstring) ")" / nil      ; RFC 2971 4
 *
 * Field names are compared in any case, so they are given in lower case.
 */
export function parseId(r: Reader): ReadonlyMap<string, string | null> | null {
  if (r.nil()) return null;
  r.expectByte(40);
  const fields = new Map<string, string | null>();
  while (!r.close()) {
    r.sp();
    const name = r.expectNstring();
    r.expectSp();
    const value = r.expectNstring();
    if (name !== null && fields.size < MAX_FIELDS) fields.set(name.toLowerCase(), value);
  }
  return fields;
}

/** RFC 2971 3.3 allows 30; more is somebody filling memory. */
const MAX_FIELDS = 100;
