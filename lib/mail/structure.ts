/** Finding parts in a BODYSTRUCTURE. */
import type { BodyStructure, SinglePartBody } from '../imap/types';
import { MAX_STRUCTURE_PARTS } from './limits';

/** The part of a section ('1.2'), looked for also inside forwarded messages; undefined when there is none. */
export function partOfSection(structure: BodyStructure, section: string): SinglePartBody | undefined {
  const stack: BodyStructure[] = [structure];
  let looked = 0;
  for (let part = stack.pop(); part && looked < MAX_STRUCTURE_PARTS; part = stack.pop()) {
    looked++;
    if (part.kind === 'part') {
      if (part.section === section) return part;
      if (part.body) stack.push(part.body);
    } else {
      stack.push(...part.parts.slice(0, MAX_STRUCTURE_PARTS));
    }
  }
  return undefined;
}
