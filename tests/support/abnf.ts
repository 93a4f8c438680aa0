/**
 * A grammar in the notation of RFC 5234, and sentences held against it.
 *
 * All ways a rule may end are followed at once (a chart), so no order of alternatives hides a sentence and the cost stays polynomial.
 * Two things are told of a sentence: which alternatives one reading of it took, and, when there is no reading, which had begun and were
 * broken by the octet no reading got past. What is a single word or sign cannot begin and break: it counts where it was wanted. Additions: `!x` (no x begins here), LITERAL and LITERAL8 (octets counted before them).
 */
import { readRules, type Node } from './abnf-notation';

/** Alternatives on the way to here, newest first. */
interface Trail {
  readonly id: string;
  readonly before: Trail | null;
}

interface Found {
  readonly ends: ReadonlyMap<number, Trail | null>;
  /** The furthest place where an octet was not what was wanted. */
  readonly far: number;
  /** What was under way there. */
  readonly open: ReadonlySet<string>;
}

export type Reading =
  | { readonly ok: true; readonly took: ReadonlySet<string> }
  | { readonly ok: false; readonly at: number; readonly underWay: ReadonlySet<string> };

export class Grammar {
  readonly #rules: ReadonlyMap<string, Node>;
  /** Rules and alternatives that are one word or sign. */
  readonly #signs = new Set<string>();
  /** Every alternative: `rule` where it is the only one, else `rule: text of it`. */
  readonly alternatives: ReadonlySet<string>;

  constructor(source: string) {
    const ids = new Set<string>();
    this.#rules = readRules(source, ids);
    for (const name of this.#rules.keys()) ids.add(name);
    this.alternatives = ids;
    this.#check();
    for (const [name, node] of this.#rules) if (this.#isSign(node)) this.#signs.add(name);
    for (const node of this.#rules.values()) this.#markSigns(node);
  }

  /** Every text of the grammar, each once. */
  get words(): readonly string[] {
    const words = new Set<string>();
    const visit = (node: Node): void => {
      if (node.kind === 'text') words.add(node.text);
      if (node.kind === 'all') node.of.forEach(visit);
      if (node.kind === 'any') for (const one of node.of) visit(one.node);
      if (node.kind === 'times' || node.kind === 'not') visit(node.of);
    };
    this.#rules.forEach(visit);
    return [...words];
  }

  shapeOf(rule: string): Node {
    const node = this.#rules.get(rule);
    if (node === undefined) throw new Error(`no rule ${rule}`);
    return node;
  }

  get rules(): readonly string[] {
    return [...this.#rules.keys()];
  }

  /** @param octets one character an octet */
  read(rule: string, octets: string): Reading {
    const found = new Chart(this.#rules, this.#signs, octets).rule(rule, 0);
    const trail = found.ends.get(octets.length);
    if (trail === undefined) {
      const ends = [...found.ends.keys()];
      // A sentence with something behind it breaks where it should have ended.
      const at = Math.max(found.far, ...ends);
      return { ok: false, at, underWay: at === found.far ? found.open : new Set([rule]) };
    }
    const took = new Set<string>();
    for (let at: Trail | null = trail; at !== null; at = at.before) took.add(at.id);
    return { ok: true, took };
  }

  /** Whether every sentence of it is taken in one step. */
  #isSign(node: Node): boolean {
    switch (node.kind) {
      case 'text':
      case 'range':
      case 'literal':
        return true;
      case 'rule':
        return this.#isSign(this.#rules.get(node.name)!);
      case 'any':
        return node.of.every((one) => this.#isSign(one.node));
      case 'all': {
        const taken = node.of.filter((one) => one.kind !== 'not');
        return taken.length === 1 && this.#isSign(taken[0]!);
      }
      case 'not':
      case 'times':
        return false;
    }
  }

  #markSigns(node: Node): void {
    if (node.kind === 'any')
      for (const { id, node: one } of node.of) {
        if (this.#isSign(one)) this.#signs.add(id);
        this.#markSigns(one);
      }
    if (node.kind === 'all') for (const one of node.of) this.#markSigns(one);
    if (node.kind === 'times') this.#markSigns(node.of);
  }

  #check(): void {
    const visit = (node: Node, name: string): void => {
      if (node.kind === 'rule' && !this.#rules.has(node.name)) throw new Error(`${name} names ${node.name}`);
      if (node.kind === 'all') for (const one of node.of) visit(one, name);
      if (node.kind === 'any') for (const one of node.of) visit(one.node, name);
      if (node.kind === 'times' || node.kind === 'not') visit(node.of, name);
    };
    for (const [name, node] of this.#rules) visit(node, name);
  }
}

class Chart {
  readonly #known = new Map<string, Found>();

  constructor(
    readonly rules: ReadonlyMap<string, Node>,
    readonly signs: ReadonlySet<string>,
    readonly octets: string,
  ) {}

  rule(name: string, at: number): Found {
    const key = `${name} ${at}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const node = this.rules.get(name);
    if (node === undefined) throw new Error(`no rule ${name}`);
    const found = this.#marked(name, at, this.#match(node, at));
    this.#known.set(key, found);
    return found;
  }

  #match(node: Node, at: number): Found {
    const { octets } = this;
    switch (node.kind) {
      case 'text': {
        const here = octets.slice(at, at + node.text.length).toUpperCase();
        return here === node.text.toUpperCase() ? endsAt(at + node.text.length) : failsAt(at);
      }
      case 'range': {
        const c = octets.charCodeAt(at);
        return c >= node.low && c <= node.high ? endsAt(at + 1) : failsAt(at);
      }
      case 'rule':
        return this.rule(node.name, at);
      case 'literal': {
        const head = node.octets8 ? /~\{(\d{1,9})\+?\}\r\n/y : /\{(\d{1,9})\+?\}\r\n/y;
        head.lastIndex = at;
        const size = Number(head.exec(octets)?.[1] ?? NaN);
        const end = head.lastIndex + size;
        return end <= octets.length ? endsAt(end) : failsAt(at);
      }
      case 'not':
        return this.#match(node.of, at).ends.size === 0 ? endsAt(at) : failsAt(at);
      case 'any': {
        const all = new Merging();
        for (const { id, node: one } of node.of) all.add(this.#marked(id, at, this.#match(one, at)), null);
        return all.done();
      }
      case 'all':
        return this.#sequence(node.of, at);
      case 'times':
        return this.#times(node, at);
    }
  }

  #marked(id: string, at: number, found: Found): Found {
    const ends = new Map<number, Trail | null>();
    for (const [end, trail] of found.ends) ends.set(end, { id, before: trail });
    const begun = found.far > at || this.signs.has(id);
    return { ends, far: found.far, open: begun ? new Set([...found.open, id]) : found.open };
  }

  #sequence(nodes: readonly Node[], at: number): Found {
    let ends: ReadonlyMap<number, Trail | null> = new Map([[at, null]]);
    const all = new Merging();
    for (const node of nodes) {
      const next = new Merging();
      for (const [from, trail] of ends) next.add(this.#match(node, from), trail);
      const found = next.done();
      all.fails(found);
      ends = found.ends;
    }
    return all.with(ends);
  }

  #times({ of, least, most }: Extract<Node, { kind: 'times' }>, at: number): Found {
    const all = new Merging();
    let ends: ReadonlyMap<number, Trail | null> = new Map([[at, null]]);
    const reached = new Map<number, Trail | null>(least === 0 ? ends : []);
    for (let count = 1; count <= most && ends.size > 0; count++) {
      const next = new Merging();
      for (const [from, trail] of ends) next.add(this.#match(of, from), trail);
      const found = next.done();
      all.fails(found);
      // Only places not reached before lead on: a repetition of nothing ends here.
      const fresh = [...found.ends].filter(([end]) => count < least || !reached.has(end));
      ends = new Map(fresh);
      if (count >= least) for (const [end, trail] of fresh) reached.set(end, trail);
    }
    return all.with(reached);
  }
}

/** Puts together what several ways have found. */
class Merging {
  readonly #ends = new Map<number, Trail | null>();
  #far = -1;
  #open = new Set<string>();

  add(found: Found, before: Trail | null): void {
    for (const [end, trail] of found.ends)
      if (!this.#ends.has(end)) this.#ends.set(end, joined(trail, before));
    this.fails(found);
  }

  fails({ far, open }: Found): void {
    if (far < this.#far) return;
    if (far > this.#far) this.#open = new Set();
    this.#far = far;
    for (const one of open) this.#open.add(one);
  }

  done(): Found {
    return this.with(this.#ends);
  }

  with(ends: ReadonlyMap<number, Trail | null>): Found {
    return { ends, far: this.#far, open: this.#open };
  }
}

const endsAt = (end: number): Found => ({ ends: new Map([[end, null]]), far: -1, open: new Set() });
const failsAt = (at: number): Found => ({ ends: new Map(), far: at, open: new Set() });

function joined(trail: Trail | null, before: Trail | null): Trail | null {
  if (before === null) return trail;
  const ids: string[] = [];
  for (let at = trail; at !== null; at = at.before) ids.push(at.id);
  let all: Trail | null = before;
  for (const id of ids.toReversed()) all = { id, before: all };
  return all;
}
