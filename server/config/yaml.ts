import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { isLoopback, networkList } from '../addresses';
import { fail, hostName, tlsModes } from './env';
import { type ReadFile, readCa, readSettingFile } from './files';
import { type Access, everybody, type MailServer, type Target } from '../target';

/** What TAGLINE_CONFIG adds to the environment. */
export interface FileConfig {
  readonly name: string;
  readonly access: Access;
  readonly servers: readonly MailServer[];
}

const text = (max: number) =>
  v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('is empty'), v.maxLength(max));

const networks = v.pipe(
  v.array(v.string('must be an address or a network in quotes')),
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

const imap = v.strictObject({
  host: hostName('host', 'port'),
  port: v.optional(v.pipe(v.number('must be a number'), v.integer(), v.minValue(1), v.maxValue(65_535))),
  tls: v.optional(v.picklist(tlsModes, 'must be implicit, starttls or none'), 'implicit'),
  ca_file: v.optional(text(4096)),
  pin: v.optional(fingerprint),
  insecure: v.optional(v.boolean('must be true or false'), false),
  proxy_protocol: v.optional(v.boolean('must be true or false'), false),
});

const server = v.strictObject({
  id: v.pipe(text(32), v.regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and hyphens')),
  name: text(60),
  domains: v.optional(v.pipe(v.array(text(253)), v.maxLength(1000)), []),
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
    v.maxLength(200),
    v.check((list) => new Set(list.map(({ id }) => id)).size === list.length, 'has the same id twice'),
  ),
});

/** The file's value. Aliases that multiply without bound are refused by the library, without a line to name. */
function plainValue(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    return fail(
      `${path}: ${error instanceof Error ? error.message.replace(/\.?$/, '.') : 'the file cannot be read.'}`,
    );
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
    fail(`${path}, line ${lines.linePos(error.pos[0]).line}: ${summary}`);
  }
  const objection = (at: readonly unknown[], sentence: string): never =>
    fail(
      `${path}, line ${lineOf(document, lines, at)}: ${[at.join('.'), sentence].filter(Boolean).join(' ')}`,
    );
  const result = v.safeParse(fileSchema, plainValue(document, path));
  if (!result.success) {
    // A misspelt name explains what is missing beside it.
    const unknown = result.issues.find(
      ({ type, expected }) => type === 'strict_object' && expected === 'never',
    );
    const issue = unknown ?? result.issues[0];
    const at = (issue.path ?? []).map(({ key }) => key);
    return objection(at, sentenceOf(issue, at));
  }
  const servers = result.output.servers.map((one, index): MailServer => {
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
    ca: caFile === undefined ? null : readCa(`${id}: ca_file`, caFile, readFile),
    pin,
    proxyProtocol: one.proxy_protocol,
  };
}

/** valibot's own sentences name types; ours say what to do. */
function sentenceOf(issue: v.BaseIssue<unknown>, at: readonly unknown[]): string {
  if (issue.type !== 'strict_object') return issue.message;
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
