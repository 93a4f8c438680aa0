/** The product from page to wire, against the embedded server, over a network that breaks as told, in virtual time. */
import { furnish, ImapServer, type Personality } from '../../lib/imap-server';
import { allCapabilities } from '../../lib/imap-server/capabilities';
import { MessageContent, type StoredMessage } from '../../lib/imap-server/message';
import { dialMemory } from '../../lib/net/memory';
import { Browser } from './browser';
import { dialThrough } from '../support/faults/memory-line';
import { Network } from '../support/faults/network';
import { heldLine, letter, numberOfId } from './letters';
import type { Person } from './person';
import { parseMail, type Manners, type Others, type Scenario } from './scenario';
import { VirtualTime } from './time';

const USER = { user: 'ana@example.org', password: 'secret' };
const FOLDERS = [
  ['Archive', '\\Archive'],
  ['Trash', '\\Trash'],
] as const;
/** Few words, few octets to cut: what changes how the product acts on mail. */
const OFFERED = [
  ...[
    'IMAP4rev1',
    'LITERAL+',
    'SASL-IR',
    'ENABLE',
    'IDLE',
    'UIDPLUS',
    'MOVE',
    'UNSELECT',
    'CONDSTORE',
    'QRESYNC',
  ],
  ...['ESEARCH', 'SPECIAL-USE', 'AUTH=PLAIN'],
];

const contents = new Map<number, MessageContent>();
/** Parsed once for all runs. */
function contentOf(number: number): MessageContent {
  const content = contents.get(number) ?? MessageContent.of(letter(number).raw);
  contents.set(number, content);
  return content;
}

export class MemoryWorld {
  readonly time = new VirtualTime();
  readonly network = new Network(this.time.setTimer);
  readonly others: Others;
  readonly problems: readonly string[];
  readonly #server: ImapServer;
  readonly #browser: Browser;

  constructor(
    { manners = {}, mail }: Pick<Scenario, 'manners' | 'mail'>,
    personality: Personality | null = null,
  ) {
    const spoken = withRefusals(personality, manners);
    const without = new Set(manners.without);
    const all =
      manners.talkative === true ? allCapabilities : allCapabilities.filter((name) => OFFERED.includes(name));
    this.#server = new ImapServer({
      now: this.time.now,
      users: [manners.quota === undefined ? USER : { ...USER, quota: manners.quota }],
      ...(spoken === null
        ? {
            capabilities: [...all.filter((name) => !without.has(name)), ...(manners.also ?? [])],
            greeting: 'ready',
          }
        : { personality: spoken }),
    });
    this.#browser = new Browser({
      time: this.time,
      ...USER,
      dial: (handlers) =>
        dialThrough(this.network, (far) => dialMemory(this.#server.connect(), far), handlers),
      nameOf: (folder) => this.#server.place(folder),
    });
    this.problems = this.#browser.problems;
    const missing = new Set(manners.missing);
    furnish(this.#server, USER.user, [
      ...FOLDERS.filter(([name]) => !missing.has(name)),
      ...(manners.folders ?? []).map((name) => [name, null] as const),
    ]);
    for (const line of mail) {
      const { folder, number, flags } = parseMail(line);
      this.#deliver(folder, number, flags);
    }
    if (spoken?.limits?.silence !== undefined) this.#watchSilence();
    this.others = {
      deliver: async (folder, number) => this.#deliver(folder, number, []),
      flag: async (folder, number, flag, add) => {
        const found = this.#find(folder, number);
        const others = found.flags.filter((one) => one !== flag);
        this.#mailbox(folder).setFlags(found, add ? [...others, flag] : others, null);
        this.#server.settle();
      },
      remove: async (folder, number) => {
        this.#mailbox(folder).expunge(new Set([this.#find(folder, number)]));
        this.#server.settle();
      },
      renumber: async (folder) => {
        const account = this.#account();
        const { messages } = this.#mailbox(folder);
        if (folder === 'INBOX') throw new RangeError('INBOX keeps its numbers');
        account.delete(this.#server.place(folder));
        const made = account.create(this.#server.place(folder));
        for (const { content, flags, internalDate } of messages) made.append(content, flags, internalDate);
      },
    };
  }

  person(): Promise<Person> {
    return this.#browser.start();
  }

  tab(): Promise<Person> {
    return this.#browser.tab();
  }

  kill(): void {
    this.#browser.kill();
  }

  /** What the server holds, sorted. */
  async held(): Promise<readonly string[]> {
    return this.#account()
      .mailboxes.flatMap((mailbox) =>
        mailbox.messages.map((message) =>
          heldLine(this.#neutral(mailbox.name), numberOf(message), message.flags),
        ),
      )
      .toSorted();
  }

  async tree(): Promise<readonly string[]> {
    const account = this.#account();
    return account.mailboxes
      .filter(({ placeholder }) => !placeholder)
      .map(({ name }) => `${this.#neutral(name)}${account.isSubscribed(name) ? '' : ' -'}`)
      .toSorted();
  }

  #watchSilence(): void {
    this.time.setTimer(60_000, () => {
      this.#server.expire();
      this.#watchSilence();
    });
  }

  #neutral(name: string): string {
    const known = [...FOLDERS.map(([one]) => one), 'Projects', 'Garden', 'Ideas', 'Home'];
    return known.find((one) => this.#server.place(one) === name) ?? name;
  }

  #account() {
    const account = this.#server.account(USER.user);
    if (account === undefined) throw new Error('the account is gone');
    return account;
  }

  #mailbox(folder: string) {
    const mailbox = this.#account().mailbox(this.#server.place(folder));
    if (mailbox === undefined) throw new Error(`there is no ${folder}`);
    return mailbox;
  }

  #find(folder: string, number: number): StoredMessage {
    const found = this.#mailbox(folder).messages.find((message) => numberOf(message) === number);
    if (found === undefined) throw new Error(`letter ${number} is not in ${folder}`);
    return found;
  }

  #deliver(folder: string, number: number, flags: readonly string[]): void {
    this.#server.deliver(USER.user, this.#server.place(folder), contentOf(number), flags);
  }
}

const numberOf = ({ content }: StoredMessage): number => content.derive(numberIn);
const numberIn = (bytes: Uint8Array): number => numberOfId(new TextDecoder().decode(bytes));

/** The server's own manners as a personality: what it refuses is put on top. */
const OWN: Personality = {
  name: 'own',
  greeting: 'ready',
  greetsWithCapabilities: true,
  capabilities: { before: OFFERED, after: OFFERED },
  tellsCapabilities: 'code',
  signedIn: () => 'Logged in',
  id: [],
  names: { delimiter: '/', prefix: '' },
  namespace: '(("" "/")) NIL NIL',
  folders: {
    Archive: { name: 'Archive', use: '\\Archive' },
    Drafts: { name: 'Drafts', use: '\\Drafts' },
    Junk: { name: 'Junk', use: '\\Junk' },
    Sent: { name: 'Sent', use: '\\Sent' },
    Trash: { name: 'Trash', use: '\\Trash' },
  },
};

function withRefusals(personality: Personality | null, manners: Manners): Personality | null {
  const { refuse, without, connections } = manners;
  const isOwn = refuse === undefined && connections === undefined;
  if (isOwn && (personality === null || without === undefined)) return personality;
  const base = personality ?? OWN;
  const offered = (names: readonly string[]): readonly string[] =>
    names.filter((name) => without?.includes(name) !== true);
  return {
    ...base,
    capabilities: { before: offered(base.capabilities.before), after: offered(base.capabilities.after) },
    ...(connections === undefined
      ? {}
      : {
          limits: {
            ...base.limits,
            connections: { count: connections, answer: { kind: 'no', code: 'LIMIT', text: 'Too many' } },
            silence: base.limits?.silence ?? { ms: 30 * 60_000, bye: 'Too long' },
          },
        }),
    answer: (command) =>
      command.name === refuse ? { kind: 'no', text: 'It is not to be' } : base.answer?.(command),
  };
}
