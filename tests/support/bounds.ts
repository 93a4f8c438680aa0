/**
 * Limits as a table: what a limit lets through, what it does with one more, and with what only an attacker sends. A test of the table
 * fails when a constant of the layer has no row.
 */
import { describe, expect, it } from 'vitest';

export interface Bound {
  /** Exactly the limit is let through whole. */
  readonly at: () => void | Promise<void>;
  /** One more is not: refused, cut or left out, as the constant's docstring says. */
  readonly above: () => void | Promise<void>;
  /** A thousand times more, or without end, costs no more than the limit. */
  readonly hostile: () => void | Promise<void>;
}

export function testBounds(
  layer: string,
  constants: readonly string[],
  rows: Readonly<Record<string, Bound>>,
): void {
  describe(`limits of ${layer}`, () => {
    it('every constant has a row, and every row a constant', () => {
      expect(Object.keys(rows).toSorted()).toEqual(constants.toSorted());
    });

    for (const [name, bound] of Object.entries(rows)) {
      it(`${name}: at the limit`, bound.at);
      it(`${name}: one above`, bound.above);
      it(`${name}: at hostile size`, bound.hostile);
    }
  });
}
