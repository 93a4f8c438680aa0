/** Sentences made out of a grammar by chance, always the same for the same source of chance. */
import type { Grammar } from './abnf';
import type { Node } from './abnf-notation';
import type { Chance } from './chance';

/** Rules whose shape says less than their meaning: numbers have a largest value. */
const MEANT: ReadonlyMap<string, (chance: Chance) => string> = new Map([
  ['number', (chance) => String(chance(10) === 0 ? 4_294_967_295 : chance(1000))],
  ['nz-number', (chance) => String(chance(10) === 0 ? 4_294_967_295 : 1 + chance(1000))],
  ['number64', (chance) => (chance(10) === 0 ? '9007199254740991' : String(chance(1000)))],
  ['nz-number64', (chance) => (chance(10) === 0 ? '9223372036854775807' : String(1 + chance(1000)))],
  ['date-day-fixed', (chance) => (chance(2) === 0 ? ` ${1 + chance(9)}` : String(10 + chance(18)))],
  ['date-year', (chance) => String(1970 + chance(100))],
  ['time', (chance) => [chance(24), chance(60), chance(60)].map((n) => String(n).padStart(2, '0')).join(':')],
]);

/** Deeper than this the shortest way out is taken. */
const MAX_DEPTH = 26;

export class Sentences {
  readonly #heights = new Map<string, number>();

  constructor(
    readonly grammar: Grammar,
    readonly chance: Chance,
  ) {
    // The height of a rule: how many rules deep its lowest sentence is. Each round finds those one higher.
    for (let height = 1, before = -1; before !== this.#heights.size; height++) {
      before = this.#heights.size;
      for (const rule of grammar.rules) {
        if (!this.#heights.has(rule) && this.#height(grammar.shapeOf(rule)) < height)
          this.#heights.set(rule, height);
      }
      if (height < 40) before = -1;
    }
  }

  /** One that may still break a `!` of the grammar: hold it against `read`. One character an octet. */
  make(rule: string, depth = 0): string {
    return MEANT.get(rule)?.(this.chance) ?? this.#make(this.grammar.shapeOf(rule), depth + 1);
  }

  #make(node: Node, depth: number): string {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'range':
        return String.fromCharCode(node.low + this.chance(node.high - node.low + 1));
      case 'rule':
        return this.make(node.name, depth);
      case 'not':
        return '';
      case 'literal': {
        const octets = Array.from({ length: this.chance(7) }, () => 1 + this.chance(255));
        return `${node.octets8 ? '~' : ''}{${octets.length}}\r\n${String.fromCharCode(...octets)}`;
      }
      case 'all':
        return node.of.map((one) => this.#make(one, depth)).join('');
      case 'any': {
        const low = Math.min(...node.of.map((one) => this.#height(one.node)));
        const may = depth < MAX_DEPTH ? node.of : node.of.filter((one) => this.#height(one.node) <= low);
        return this.#make(may[this.chance(may.length)]!.node, depth);
      }
      case 'times': {
        const more = depth < MAX_DEPTH ? Math.min(node.most - node.least, this.chance(3)) : 0;
        return Array.from({ length: node.least + more }, () => this.#make(node.of, depth)).join('');
      }
    }
  }

  #height(node: Node): number {
    switch (node.kind) {
      case 'rule':
        return this.#heights.get(node.name) ?? Infinity;
      case 'all':
        return Math.max(0, ...node.of.map((one) => this.#height(one)));
      case 'any':
        return Math.min(...node.of.map((one) => this.#height(one.node)));
      case 'times':
        return node.least === 0 ? 0 : this.#height(node.of);
      default:
        return 0;
    }
  }
}
