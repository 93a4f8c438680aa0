/** From LIST answers to the folder tree a person sees. */
import { toMailboxName, type ListEntry, type MailboxName, type MailboxStatus } from '../imap/types';
import { safeDisplayText } from '../mime';
import { guessRole } from './folder-names';
import { MAX_FOLDER_DEPTH, MAX_FOLDERS, MAX_LABEL_LENGTH } from './limits';
import type { Folder, FolderRole } from './types';

interface Node {
  readonly name: MailboxName;
  readonly delimiter: string | null;
  readonly segment: string;
  readonly container: Node | null;
  readonly listed: boolean;
  readonly attributes: ReadonlySet<string>;
  role: FolderRole | null;
  parent: Node | null;
  readonly children: Node[];
}

/**
 * The tree in the order it is shown: inbox, special folders in the usual order, the others by name, parents before
 * their children. Special folders that servers keep in a box of their own (`INBOX.Sent`, `[Gmail]/Drafts`) come to
 * the top level. Parents the server did not list are made, not selectable. Cut at MAX_FOLDERS; INBOX is never cut.
 */
export function buildFolders(
  entries: Iterable<ListEntry>,
  statuses: ReadonlyMap<MailboxName, MailboxStatus> = new Map(),
): Folder[] {
  const nodes = makeNodes(entries);
  assignRoles(nodes);
  const roots = hangTree(nodes);
  const anySubscribed = nodes.some((node) => node.attributes.has('\\subscribed'));
  const folders: Folder[] = [];
  // A stack, not recursion: depth and breadth come from the server.
  const stack = sorted(roots)
    .map((node) => ({ node, depth: 0 }))
    .reverse();
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { node, depth } = item;
    const status = statuses.get(node.name);
    folders.push({
      name: node.name,
      label: labelOf(node),
      parent: node.parent?.name ?? null,
      depth,
      delimiter: node.delimiter,
      role: node.role,
      selectable: isSelectable(node),
      // Every program shows INBOX, subscribed or not.
      subscribed: !anySubscribed || node.name === 'INBOX' || node.attributes.has('\\subscribed'),
      ...(node.attributes.has('\\noinferiors') ? { leaf: true as const } : {}),
      total: status?.messages ?? null,
      unseen: status?.unseen ?? null,
    });
    for (const child of sorted(node.children).reverse()) stack.push({ node: child, depth: depth + 1 });
  }
  return folders;
}

/** The folder that plays a role, if the account has one. */
export function folderOfRole(folders: readonly Folder[], role: FolderRole): Folder | undefined {
  return folders.find((folder) => folder.role === role && folder.selectable);
}

function makeNodes(entries: Iterable<ListEntry>): Node[] {
  const listed = new Map<MailboxName, ListEntry>();
  const inbox = toMailboxName('INBOX');
  for (const entry of entries) {
    if (entry.name === '') continue;
    const known = listed.get(entry.name);
    // The same name twice (LIST and LSUB, or two namespaces): attributes of both count.
    if (known) {
      listed.set(entry.name, { ...known, attributes: [...known.attributes, ...entry.attributes] });
    } else if (listed.size < MAX_FOLDERS || entry.name === inbox) {
      listed.set(entry.name, entry);
    }
  }
  const nodes = new Map<MailboxName, Node>();
  for (const entry of listed.values()) addNode(nodes, listed, entry.name, entry.delimiter);
  return [...nodes.values()];
}

/** Makes the node of a name and those of the parents it needs. */
function addNode(
  nodes: Map<MailboxName, Node>,
  listed: ReadonlyMap<MailboxName, ListEntry>,
  name: MailboxName,
  delimiter: string | null,
): void {
  let container: Node | null = null;
  for (const [path, segment] of pathsOf(name, delimiter)) {
    const known = nodes.get(path);
    if (known) {
      container = known;
      continue;
    }
    const entry = listed.get(path);
    // With the parents nobody listed there may be many more than were listed.
    if (nodes.size >= MAX_FOLDERS && path !== 'INBOX') continue;
    const node: Node = {
      name: path,
      delimiter: entry?.delimiter ?? delimiter,
      segment,
      container,
      listed: entry !== undefined,
      attributes: new Set(entry?.attributes.map((attribute) => attribute.toLowerCase())),
      role: null,
      parent: null,
      children: [],
    };
    nodes.set(path, node);
    container = node;
  }
}

/** Every prefix of a name that is a folder of its own, outermost first; levels beyond MAX_FOLDER_DEPTH stay joined. */
function pathsOf(name: MailboxName, delimiter: string | null): (readonly [MailboxName, string])[] {
  const paths: (readonly [MailboxName, string])[] = [];
  if (!delimiter) return [[name, name]];
  let start = 0;
  while (paths.length < MAX_FOLDER_DEPTH - 1) {
    const at = name.indexOf(delimiter, start);
    if (at < 0 || at + delimiter.length >= name.length) break;
    // "/a" and "a//b" have levels without a name: they are no folders.
    if (at > start) paths.push([toMailboxName(name.slice(0, at)), name.slice(start, at)]);
    start = at + delimiter.length;
  }
  const last = name.slice(start);
  paths.push([name, last.endsWith(delimiter) ? last.slice(0, -delimiter.length) : last]);
  return paths;
}

/** RFC 6154 attributes first; a role no attribute gave goes to the first folder with a well-known name. One a role. */
function assignRoles(nodes: readonly Node[]): void {
  const taken = new Set<FolderRole>();
  const give = (node: Node, role: FolderRole | null): void => {
    if (!role || node.role || taken.has(role) || !isSelectable(node)) return;
    node.role = role;
    taken.add(role);
  };
  for (const node of nodes) if (node.name === 'INBOX') give(node, 'inbox');
  for (const node of nodes) {
    for (const attribute of node.attributes) give(node, roleByAttribute.get(attribute) ?? null);
  }
  const outermost = nodes.filter((node) => isInBox(node));
  for (const node of outermost.sort((a, b) => levelOf(a) - levelOf(b))) give(node, guessRole(node.segment));
}

/** Sets parents and children; returns the top level. */
function hangTree(nodes: readonly Node[]): Node[] {
  const emptied = new Set<Node>();
  for (const node of nodes) {
    const hoisted = node.role !== null && isInBox(node);
    node.parent = hoisted ? null : node.container;
    if (node.parent) node.parent.children.push(node);
    else if (node.container) emptied.add(node.container);
  }
  // A box that only held special folders has nothing left to show.
  return nodes.filter(
    (node) => !node.parent && !(emptied.has(node) && node.children.length === 0 && !isSelectable(node)),
  );
}

/** At the top level, or only inside INBOX and boxes that hold no mail themselves. */
function isInBox(node: Node): boolean {
  for (let at = node.container; at; at = at.container) {
    if (isSelectable(at) && at.name !== 'INBOX') return false;
  }
  return true;
}

function levelOf(node: Node): number {
  let level = 0;
  for (let at = node.container; at; at = at.container) level++;
  return level;
}

const isSelectable = (node: Node): boolean =>
  node.listed && !node.attributes.has('\\noselect') && !node.attributes.has('\\nonexistent');

function labelOf(node: Node): string {
  const label = safeDisplayText(node.segment.slice(0, MAX_LABEL_LENGTH)).trim();
  return label || safeDisplayText(node.name.slice(0, MAX_LABEL_LENGTH)).trim() || '?';
}

function sorted(nodes: readonly Node[]): Node[] {
  return [...nodes].sort(
    (a, b) => rankOf(a) - rankOf(b) || collator.compare(a.segment, b.segment) || (a.name < b.name ? -1 : 1),
  );
}

const rankOf = (node: Node): number => (node.role ? roleOrder.indexOf(node.role) : roleOrder.length);

const roleOrder: readonly FolderRole[] = [
  'inbox',
  'flagged',
  'drafts',
  'sent',
  'archive',
  'all',
  'junk',
  'trash',
];

const roleByAttribute: ReadonlyMap<string, FolderRole> = new Map([
  ['\\all', 'all'],
  ['\\archive', 'archive'],
  ['\\drafts', 'drafts'],
  ['\\flagged', 'flagged'],
  ['\\junk', 'junk'],
  ['\\sent', 'sent'],
  ['\\trash', 'trash'],
]);

// A fixed language: the order must not depend on the machine the code runs on.
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
