/** The notation of RFC 5234 as text, and the shapes it stands for. */

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'all'; readonly of: readonly Node[] }
  | { readonly kind: 'any'; readonly of: readonly { readonly id: string; readonly node: Node }[] }
  | { readonly kind: 'times'; readonly of: Node; readonly least: number; readonly most: number }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'literal'; readonly octets8: boolean };

/**
 * The rules of a text, a line each; `ids` is given every alternative, named by its rule and its text.
 * @throws when a rule is there twice, or is no rule.
 */
export function readRules(source: string, ids: Set<string>): ReadonlyMap<string, Node> {
  const rules = new Map<string, Node>();
  for (const line of source.split('\n')) {
    if (line === '' || line.startsWith(';')) continue;
    const [name, shape] = splitRule(line);
    if (rules.has(name)) throw new Error(`${name} is there twice`);
    rules.set(name, new RuleReader(name, shape, ids).read());
  }
  return rules;
}

function splitRule(line: string): readonly [string, string] {
  const at = line.indexOf(' = ');
  if (at < 0) throw new Error(`no rule: ${line}`);
  return [line.slice(0, at), line.slice(at + 3)];
}

/** Reads the right side of a rule. */
class RuleReader {
  #at = 0;

  constructor(
    readonly name: string,
    readonly text: string,
    readonly ids: Set<string>,
  ) {}

  read(): Node {
    const node = this.#any();
    if (this.#at < this.text.length) throw new Error(`${this.name}: ${this.text.slice(this.#at)}`);
    return node;
  }

  #any(): Node {
    const of: { readonly id: string; readonly node: Node }[] = [];
    do {
      this.#space();
      const begin = this.#at;
      const node = this.#all();
      of.push({ id: `${this.name}: ${this.text.slice(begin, this.#at).trim()}`, node });
    } while (this.#sign('/'));
    if (of.length === 1 && of[0] !== undefined) return of[0].node;
    for (const { id } of of) this.ids.add(id);
    return { kind: 'any', of };
  }

  #all(): Node {
    const of: Node[] = [];
    for (this.#space(); this.#at < this.text.length && !'/)]'.includes(this.text[this.#at]!); this.#space())
      of.push(this.#repeated());
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: 'all', of };
  }

  #repeated(): Node {
    if (this.#sign('!')) return { kind: 'not', of: this.#one() };
    const [all, low, star, high] = /^(\d*)(\*?)(\d*)/.exec(this.text.slice(this.#at)) ?? [''];
    if (all === '') return this.#one();
    this.#at += all.length;
    const least = low === '' ? 0 : Number(low);
    const most = star === '' ? least : high === '' ? Infinity : Number(high);
    return { kind: 'times', of: this.#one(), least, most };
  }

  #one(): Node {
    if (this.#sign('(')) return this.#closing(')', this.#any());
    if (this.#sign('[')) return { kind: 'times', of: this.#closing(']', this.#any()), least: 0, most: 1 };
    const rest = this.text.slice(this.#at);
    const [token = ''] = /^(?:"[^"]*"|%x[0-9A-F.-]+|[A-Za-z][A-Za-z0-9-]*)/.exec(rest) ?? [];
    if (token === '') throw new Error(`${this.name}: ${rest}`);
    this.#at += token.length;
    if (token.startsWith('"')) return { kind: 'text', text: token.slice(1, -1) };
    if (token.startsWith('%')) return octets(token.slice(2));
    if (token === 'LITERAL' || token === 'LITERAL8')
      return { kind: 'literal', octets8: token === 'LITERAL8' };
    return { kind: 'rule', name: token };
  }

  #closing(sign: string, node: Node): Node {
    this.#space();
    if (!this.#sign(sign)) throw new Error(`${this.name}: no ${sign}`);
    return node;
  }

  #sign(sign: string): boolean {
    if (this.text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (this.text[this.#at] === ' ') this.#at++;
  }
}

/** `41-5A`, `0D.0A`, `22` */
function octets(text: string): Node {
  const [low, high] = text.split('-').map((hex) => Number.parseInt(hex, 16));
  if (text.includes('-')) return { kind: 'range', low: low ?? 0, high: high ?? 0 };
  return {
    kind: 'text',
    text: String.fromCharCode(...text.split('.').map((hex) => Number.parseInt(hex, 16))),
  };
}
