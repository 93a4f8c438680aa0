import type { NamespaceEntry, UntaggedEvent } from '../types';
import type { Reader } from '../wire/reader';

/** Namespace-Response = "NAMESPACE" SP Namespace SP Namespace SP Namespace       ; RFC 9051 7.3.5: personal, other, shared */
export function parseNamespace(r: Reader): Extract<UntaggedEvent, { kind: 'namespace' }> {
  const personal = parseOne(r);
  r.sp();
  const other = parseOne(r);
  r.sp();
  return { kind: 'namespace', personal, other, shared: parseOne(r) };
}

/** Namespace = nil / "(" 1*Namespace-Descr ")" ; a NIL among the descriptions is skipped (IceWarp). */
function parseOne(r: Reader): readonly NamespaceEntry[] {
  if (r.nil()) return [];
  r.expectByte(40);
  const out: NamespaceEntry[] = [];
  while (!r.close()) {
    r.sp();
    if (!r.nil()) out.push(parseDescription(r));
  }
  return out;
}

/** Namespace-Descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [Namespace-Response-Extensions] ")" */
function parseDescription(r: Reader): NamespaceEntry {
  r.expectByte(40);
  const prefix = r.expectMailbox();
  r.expectSp();
  const delimiter = r.expectNstring();
  while (!r.close()) r.skipValue();
  return { prefix, delimiter: delimiter === '' ? null : delimiter };
}
