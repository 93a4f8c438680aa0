/** The part of a search that words answer: its leaves that look for text. */
import type { SearchNode } from './search-node';

export type WordLeaf = Extract<SearchNode, { readonly kind: 'text' | 'field' }>;

/** Leaves that look for text, from left to right. */
export function wordLeaves(node: SearchNode): readonly WordLeaf[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of.flatMap(wordLeaves);
    case 'not':
      return wordLeaves(node.of);
    case 'text':
    case 'field':
      return [node];
    default:
      return [];
  }
}
