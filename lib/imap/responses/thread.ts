import type { ThreadForest } from '../extension-types';
import { GrowingNumbers } from '../wire/growing';
import type { Reader } from '../wire/reader';

/**
 * thread-data = "THREAD" [SP 1*thread-list]                                      ; RFC 5256 4, 5
 * thread-list = "(" (thread-members / thread-nested) ")" ; thread-members = nz-number *(SP nz-number) [SP thread-nested]
 *
 * Iterative and flat: a conversation may be longer than any stack is deep. A list that begins with lists has lost its first
 * message; number 0 stands for it.
 */
export function parseThread(r: Reader): ThreadForest {
  const numbers = new GrowingNumbers();
  const parents = new GrowingNumbers();
  /** Of each open list: the message what comes next answers, as its position + 1; 0 = none. */
  const answered: number[] = [];
  /** Of each open list: whether it has a message yet. */
  const begun: boolean[] = [];
  const add = (n: number): void => {
    const top = answered.length - 1;
    parents.push(answered[top]!);
    answered[top] = numbers.push(n) + 1;
    begun[top] = true;
  };
  while (!r.eol()) {
    if (r.open()) {
      if (begun.at(-1) === false) add(MISSING);
      if (answered.length === MAX_BRANCHES) r.fail('conversations nested too deep');
      answered.push(answered.at(-1) ?? 0);
      begun.push(false);
    } else if (answered.length === 0) {
      r.fail('expected a list');
    } else if (r.close()) {
      answered.pop();
      begun.pop();
    } else {
      add(r.expectNumber32());
    }
  }
  if (answered.length > 0) r.fail('expected )');
  return { numbers: numbers.done(), parents: Int32Array.from(parents.done(), (parent) => parent - 1) };
}

const MISSING = 0;
/** Branches inside branches; no conversation has more. Its length is not bounded by this. */
const MAX_BRANCHES = 10_000;
