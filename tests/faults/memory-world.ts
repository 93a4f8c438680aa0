/** The product from page to wire, against the embedded server, over a network that breaks as told, in virtual time. */
import { createEngineClient } from '../../lib/engine';
import { createEngineHost } from '../../lib/engine/host';
import { furnish, ImapServer, type Personality } from '../../lib/imap-server';
import { allCapabilities } from '../../lib/imap-server/capabilities';
import { MessageContent, type StoredMessage } from '../../lib/imap-server/message';
import { dialMemory } from '../../lib/net/memory';
import { createSession } from '../../lib/session';
import { createMemoryStore, type Store } from '../../lib/store';
import { dialThrough } from '../support/faults/memory-line';
import { Network } from '../support/faults/network';
import { portPair } from '../unit/engine/support';
import { heldLine, letter, numberOfId } from './letters';
import { Person } from './person';
import { parseMail, type Manners, type Others, type Scenario } from './scenario';
import { VirtualTime } from './time';

const USER = { user: 'ana@example.org', password: 'secret' };
const FOLDERS = [
  ['Archive', '\\Archive'],
  ['Trash', '\\Trash'],
  ['Sent', '\\Sent'],
] as const;

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
  readonly problems: string[] = [];
  readonly store: Store;
  readonly others: Others;
  readonly #server: ImapServer;

  constructor(
    { manners = {}, mail }: Pick<Scenario, 'manners' | 'mail'>,
    personality: Personality | null = null,
  ) {
    this.store = createMemoryStore();
    const spoken = withRefusals(personality, manners);
    const without = new Set(manners.without);
    this.#server = new ImapServer({
      now: this.time.now,
      users: [manners.quota === undefined ? USER : { ...USER, quota: manners.quota }],
      ...(spoken === null
        ? { capabilities: allCapabilities.filter((name) => !without.has(name)) }
        : { personality: spoken }),
    });
    const missing = new Set(manners.missing);
    furnish(this.#server, USER.user, [
      ...FOLDERS.filter(([name]) => !missing.has(name)),
      ...(manners.folders ?? []).map((name) => [name, null] as const),
    ]);
    for (const line of mail) {
      const { folder, number, flags } = parseMail(line);
      this.#deliver(folder, number, flags);
    }
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

  /** A tab, with an engine behind it that knows nothing but what the store kept. */
  async person(): Promise<Person> {
    const pair = portPair();
    const log = (level: string, text: string): void => {
      if (level === 'error') this.problems.push(text);
    };
    const host = createEngineHost({
      build: 'b1',
      store: this.store,
      forgetStrings: () => undefined,
      setTimer: this.time.setTimer,
      now: this.time.now,
      schedule: queueMicrotask,
      awaitTabEnd: null,
      createSession: ({ listener, view, visible, online }) =>
        createSession(
          {
            dial: (_target, handlers) =>
              dialThrough(this.network, (far) => dialMemory(this.#server.connect(), far), handlers),
            derive: () => Promise.reject(new Error('nobody needs a key here')),
            random: (bytes) => new Uint8Array(bytes).fill(128),
            now: this.time.now,
            setTimer: this.time.setTimer,
            transcript: NO_TRANSCRIPT,
            visible,
            online,
            log,
          },
          listener,
          view,
        ),
    });
    host.connect(pair.engine);
    const client = createEngineClient();
    let ids = 0;
    client.start({
      build: 'b1',
      bridge: 'ws://localhost/bridge',
      openTab: () => Promise.resolve('tab'),
      session: 'tab',
      connect: (handlers) => pair.link(handlers),
      reopened: false,
      vault: null,
      loadConfig: () => Promise.reject(new Error('not here')),
      pageState: () => ({ visible: true, online: true }),
      listen: () => () => undefined,
      schedule: queueMicrotask,
      setTimer: this.time.setTimer,
      newId: () => `op${(ids += 1)}`,
      log,
    });
    const person = new Person({
      client,
      posted: pair.posted,
      time: this.time,
      ...USER,
      nameOf: (folder) => this.#server.place(folder),
    });
    await person.until('the engine is ready', () => client.status === 'ready');
    return person;
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

const NO_TRANSCRIPT = {
  sent: () => undefined,
  received: () => undefined,
  hide: () => undefined,
  note: () => undefined,
  label: () => undefined,
};

/** The server's own manners as a personality: what it refuses is put on top. */
const OWN: Personality = {
  name: 'own',
  greeting: 'ready',
  greetsWithCapabilities: true,
  capabilities: { before: allCapabilities, after: allCapabilities },
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

function withRefusals(personality: Personality | null, { refuse, without }: Manners): Personality | null {
  if (refuse === undefined && (personality === null || without === undefined)) return personality;
  const base = personality ?? OWN;
  const offered = (names: readonly string[]): readonly string[] =>
    names.filter((name) => without?.includes(name) !== true);
  let left = refuse?.times ?? 0;
  return {
    ...base,
    capabilities: { before: offered(base.capabilities.before), after: offered(base.capabilities.after) },
    answer: (command) => {
      if (command.name === refuse?.command && left > 0) {
        left -= 1;
        return { kind: 'no', text: refuse.text };
      }
      return base.answer?.(command);
    },
  };
}
