import * as v from 'valibot';
import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { isLoopback, networkList } from '../addresses';
import { fail, hostName, tlsModes } from './env';
import { SettingError } from '../setting-error';
import { type ReadFile, readCa, readSettingFile } from './files';
import { type Access, everybody, type MailServer, type Target } from '../target';

/** What TAGLINE_CONFIG adds to the environment. */
export interface FileConfig {
  readonly name: string;
  readonly access: Access;
  readonly servers: readonly MailServer[];
}

const text = (max: number) =>
  v.pipe(
    v.string('must be text'),
    v.trim(),
    v.nonEmpty('is empty'),
    v.maxLength(max, `must have at most ${max} characters`),
  );

const networks = v.pipe(
  v.array(v.string('must be an address or a network in quotes'), 'must be a list, such as [192.0.2.7]'),
  v.check(
    (entries) => networkList(entries) !== undefined,
    'must be addresses or networks, such as [192.0.2.7, 10.0.0.0/8]',
  ),
);

const access = v.strictObject({ allow: v.optional(networks, []), deny: v.optional(networks, []) });

const fingerprint = v.pipe(
  text(95),
  v.transform((pin) => pin.replaceAll(':', '').toLowerCase()),
  v.regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the certificate, 64 hexadecimal digits'),
);

const PORTS = 'must be a whole number from 1 to 65535';

const imap = v.strictObject({
  host: hostName('', 'port'),
  port: v.optional(
    v.pipe(v.number('must be a number'), v.integer(PORTS), v.minValue(1, PORTS), v.maxValue(65_535, PORTS)),
  ),
  tls: v.optional(v.picklist(tlsModes, 'must be implicit, starttls or none'), 'implicit'),
  ca_file: v.optional(text(4096)),
  pin: v.optional(fingerprint),
  insecure: v.optional(v.boolean('must be true or false'), false),
  proxy_protocol: v.optional(v.boolean('must be true or false'), false),
});

const LIST = 'must be a list of at most 1000, such as [example.org, example.com]';

const server = v.strictObject({
  id: v.pipe(text(32), v.regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and hyphens')),
  name: text(60),
  domains: v.optional(v.pipe(v.array(text(253), LIST), v.maxLength(1000, LIST)), []),
  login: v.optional(v.picklist(['address', 'local'], 'must be address or local'), 'address'),
  access: v.optional(access),
  imap,
});

const fileSchema = v.strictObject({
  branding: v.optional(v.strictObject({ name: v.optional(text(60), 'Tagline') })),
  access: v.optional(access),
  servers: v.pipe(
    v.array(server, 'must be a list of servers'),
    v.minLength(1, 'must name at least one server'),
    v.maxLength(200, 'must name at most 200 servers'),
  ),
});

/** The file's value. Aliases that multiply without bound are refused by the library. */
function plainValue(document: Document, complain: (line: number, sentence: string) => never): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    let last = 0;
    visit(document, {
      Alias: (_key, { range }) => {
        last = Math.max(last, range?.[0] ?? 0);
      },
    });
    return complain(last, 'names the same things again and again, more than anybody needs');
  }
}

/**
 * Reads and judges the file.
 * @throws SettingError naming file and line
 */
export function readYamlConfig(path: string, readFile: ReadFile): FileConfig {
  const lines = new LineCounter();
  const document = parseDocument(readSettingFile('TAGLINE_CONFIG', path, readFile), { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const [summary = ''] = error.message.split(/ at line |\n/);
    const sentence = error.code === 'MULTIPLE_DOCS' ? 'ends at ---; leave that line out' : summary;
    fail(`${path}, line ${lines.linePos(error.pos[0]).line}: ${sentence}`);
  }
  const atOffset = (offset: number, sentence: string): never =>
    fail(`${path}, line ${lines.linePos(offset).line}: ${sentence}`);
  const objection = (at: readonly unknown[], sentence: string): never =>
    fail(
      `${path}, line ${lineOf(document, lines, at)}: ${[at.join('.'), sentence].filter(Boolean).join(' ')}`,
    );
  if (!isMap(document.contents)) return objection([], 'must hold settings');
  const result = v.safeParse(fileSchema, plainValue(document, atOffset));
  if (!result.success) {
    // A misspelt name explains what is missing beside it.
    const unknown = result.issues.find(
      ({ type, expected }) => type === 'strict_object' && expected === 'never',
    );
    const issue = unknown ?? result.issues[0];
    const at = (issue.path ?? []).map(({ key }) => key);
    return objection(at, sentenceOf(issue, at));
  }
  const ids = new Set<string>();
  const servers = result.output.servers.map((one, index): MailServer => {
    if (ids.has(one.id)) objection(['servers', index, 'id'], `${one.id} is another server's already`);
    ids.add(one.id);
    const complain = (key: string, sentence: string): never =>
      objection(['servers', index, 'imap', key], sentence);
    return {
      id: one.id,
      name: one.name,
      domains: one.domains.map((domain) => domain.toLowerCase()),
      login: one.login,
      access: one.access ?? everybody,
      imap: toTarget(`${one.id}-imap`, one.imap, readFile, complain),
    };
  });
  return {
    name: result.output.branding?.name ?? 'Tagline',
    access: result.output.access ?? everybody,
    servers,
  };
}

function toTarget(
  id: string,
  one: v.InferOutput<typeof imap>,
  readFile: ReadFile,
  complain: (key: string, sentence: string) => never,
): Target {
  const { host, tls, ca_file: caFile, pin = null } = one;
  const plain = tls === 'none';
  if (plain && !isLoopback(host) && !one.insecure) {
    complain('tls', `none would send passwords to ${host} in the clear; insecure: true allows it`);
  }
  if (plain && (caFile !== undefined || pin !== null)) complain('tls', 'none has no use for ca_file or pin');
  if (!plain && one.insecure) complain('insecure', 'is for tls: none only');
  return {
    id,
    host,
    port: one.port ?? (tls === 'implicit' ? 993 : 143),
    tls,
    security: !plain ? 'tls' : isLoopback(host) ? 'loopback' : 'insecure',
    ca: caFile === undefined ? null : readOwnCa(caFile, readFile, complain),
    pin,
    proxyProtocol: one.proxy_protocol,
  };
}

function readOwnCa(
  file: string,
  readFile: ReadFile,
  complain: (key: string, sentence: string) => never,
): string {
  try {
    return readCa('', file, readFile);
  } catch (error) {
    if (error instanceof SettingError) return complain('ca_file', error.message.trim().replace(/\.$/u, ''));
    throw error;
  }
}

/** valibot's own sentences name types; ours say what to do. */
function sentenceOf(issue: v.BaseIssue<unknown>, at: readonly unknown[]): string {
  if (issue.type !== 'strict_object') return issue.message.trim();
  if (issue.expected === 'never') return 'is not a setting here';
  return issue.received === 'undefined' && at.length > 0 ? 'is missing' : 'must hold settings';
}

/** The line of the nearest thing on the path that stands in the file. */
function lineOf(document: Document, lines: LineCounter, path: readonly unknown[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
