/** RFC 5256 3: messages put into threads. Threads may be as deep as the mailbox is long, so that nothing here calls itself. */
import { limits } from './limits';

/** What is asked of a message. */
export interface Threaded {
  /** What it is named by in the answer. */
  readonly number: number;
  /** Epoch ms. */
  readonly date: number;
  readonly id: string | null;
  /** Ids of those it answers, the oldest first. */
  readonly references: readonly string[];
  /** Its base subject; '' says nothing. */
  readonly subject: string;
  /** By its subject it is a reply or a forward. */
  readonly answers: boolean;
}

export interface Thread {
  /** Null: named by others, and not here. */
  readonly message: Threaded | null;
  readonly children: readonly Thread[];
}

interface Node {
  message: Threaded | null;
  parent: Node | null;
  children: Node[];
}

const newNode = (message: Threaded | null): Node => ({ message, parent: null, children: [] });

/** THREAD=REFERENCES, the steps as the RFC counts them. */
export function threadByReferences(messages: readonly Threaded[]): readonly Thread[] {
  const nodes = linked(messages);
  const roots = prunedRoots(nodes.filter(({ parent }) => parent === null));
  const merged = mergedBySubject(byDate(roots));
  for (const node of everyNode(merged)) node.children = byDate(node.children);
  return byDate(merged);
}

/** THREAD=ORDEREDSUBJECT: all that share a subject, as answers to the first of them. */
export function threadBySubject(messages: readonly Threaded[]): readonly Thread[] {
  const bySubject = new Map<string, Threaded[]>();
  for (const message of [...messages].sort(earlier)) {
    const same = bySubject.get(message.subject);
    if (same) same.push(message);
    else bySubject.set(message.subject, [message]);
  }
  return [...bySubject.values()]
    .flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : [{ message: first, children: rest.map((message) => ({ message, children: [] })) }],
    )
    .sort((a, b) => earlier(a.message, b.message));
}

/** thread-list of RFC 5256 5: `(1)(2 (3)(4 5))`. */
export function formatThreads(threads: readonly Thread[]): string {
  const out: string[] = [];
  const left: (Thread | ')')[] = [];
  const put = (all: readonly Thread[]): void => {
    for (const one of all.toReversed()) left.push(')', one);
  };
  put(threads);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next === ')') {
      out.push(')');
      continue;
    }
    out.push('(');
    let node = next;
    if (node.message) out.push(`${node.message.number}`);
    // A line of answers stands in one list.
    for (
      let [only] = node.children;
      only !== undefined && node.children.length === 1;
      [only] = node.children
    ) {
      node = only;
      if (node.message) out.push(`${out.at(-1) === '(' ? '' : ' '}${node.message.number}`);
    }
    if (node.children.length > 0 && out.at(-1) !== '(') out.push(' ');
    put(node.children);
  }
  return out.join('');
}

/** Step 1: who answers whom. A second message of the same id is somebody else. */
function linked(messages: readonly Threaded[]): readonly Node[] {
  const byId = new Map<string, Node>();
  const all: Node[] = [];
  const nodeOf = (id: string): Node => {
    let node = byId.get(id);
    if (node === undefined) {
      node = newNode(null);
      byId.set(id, node);
      all.push(node);
    }
    return node;
  };
  for (const message of messages) {
    const known = message.id === null ? undefined : byId.get(message.id);
    let own: Node;
    if (known !== undefined && known.message === null) own = known;
    else {
      own = newNode(null);
      all.push(own);
      if (message.id !== null && known === undefined) byId.set(message.id, own);
    }
    own.message = message;
    let before: Node | null = null;
    for (const id of message.references.slice(-limits.threadReferences)) {
      const node = nodeOf(id);
      if (before !== null && node.parent === null) adopt(before, node);
      before = node;
    }
    if (before === null || before === own) continue;
    if (own.parent !== before && mayAdopt(before, own)) {
      leave(own);
      adopt(before, own);
    }
  }
  return all;
}

/** Steps 2 and 3: what is not here is left out, and what it held together stands one level higher; above all, only a single one. */
function prunedRoots(roots: readonly Node[]): readonly Node[] {
  // Children before their parents.
  for (const node of everyNode(roots).toReversed()) {
    node.children = node.children.flatMap((child) => {
      if (child.message !== null) return [child];
      for (const one of child.children) one.parent = node;
      return child.children;
    });
  }
  return roots.flatMap((root) => {
    if (root.message !== null) return [root];
    return root.children.length === 1 ? root.children : root.children.length === 0 ? [] : [root];
  });
}

/** Step 5: threads of one subject are one. */
function mergedBySubject(roots: readonly Node[]): readonly Node[] {
  const first = new Map<string, Node>();
  for (const root of roots) {
    const subject = messageOf(root).subject;
    if (subject === '') continue;
    const known = first.get(subject);
    const isBetter =
      known !== undefined &&
      known.message !== null &&
      (root.message === null || (known.message.answers && !root.message.answers));
    if (known === undefined || isBetter) first.set(subject, root);
  }
  const merged = new Set(roots);
  /** What a thread became part of, where that is not the first of its subject itself. */
  for (const root of roots) {
    const { subject } = messageOf(root);
    const known = first.get(subject);
    if (subject === '' || known === undefined || known === root) continue;
    merged.delete(root);
    if (known.message === null && root.message === null) known.children.push(...root.children);
    else if (known.message === null || (root.message?.answers === true && !known.message.answers))
      known.children.push(root);
    else {
      const both = newNode(null);
      both.children.push(known, root);
      merged.delete(known);
      merged.add(both);
      first.set(subject, both);
    }
  }
  return [...merged];
}

/** No loop, and no deeper than is looked. */
function mayAdopt(parent: Node, child: Node): boolean {
  let above: Node | null = parent;
  for (let depth = 0; above !== null; depth += 1) {
    if (above === child || depth > limits.threadDepth) return false;
    above = above.parent;
  }
  return true;
}

function adopt(parent: Node, child: Node): void {
  if (!mayAdopt(parent, child)) return;
  child.parent = parent;
  parent.children.push(child);
}

function leave(child: Node): void {
  const { parent } = child;
  if (parent === null) return;
  parent.children.splice(parent.children.indexOf(child), 1);
  child.parent = null;
}

/** Parents before their children. */
function everyNode(roots: readonly Node[]): readonly Node[] {
  const all = [...roots];
  for (let at = 0; at < all.length; at += 1) for (const child of all[at]?.children ?? []) all.push(child);
  return all;
}

/** Of what is not here: the first that is. After pruning, nothing below the top is missing. */
function messageOf({ message, children }: Node): Threaded {
  const found = message ?? byDate(children)[0]?.message;
  if (!found) throw new Error('a thread of no message');
  return found;
}

const byDate = (nodes: readonly Node[]): Node[] =>
  nodes
    .map((node) => ({ node, message: messageOf(node) }))
    .sort((a, b) => earlier(a.message, b.message))
    .map(({ node }) => node);

const earlier = (a: Threaded, b: Threaded): number => a.date - b.date || a.number - b.number;
