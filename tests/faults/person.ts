/** Somebody at the product: what a person does, through the engine's page side, and what the page then shows. */
import type { EngineClient } from '../../lib/engine';
import { toMailboxName, type MailboxName, type Uid } from '../../lib/imap/types';
import type {
  FolderJobResult,
  FolderRequest,
  ImportResult,
  MessageDetail,
  MessageRow,
  OpAction,
  OpState,
  Result,
} from '../../lib/mail';
import { AppFailure } from '../../lib/engine/config';
import type { EngineMessage, ServerTarget } from '../../lib/engine/port';
import { heldLine, numberOf, subjectOf } from './letters';
import type { Time } from './time';

export const TARGET: ServerTarget = {
  id: 'demo',
  name: 'Demo',
  target: 'demo',
  tls: 'none',
  security: 'loopback',
};

export interface Place {
  readonly client: EngineClient;
  /** What the engine told this page, all of it. */
  readonly posted: readonly EngineMessage[];
  readonly time: Time;
  readonly user: string;
  readonly password: string;
  /** What the server calls the folder. */
  readonly nameOf: (folder: string) => string;
  /** False once its engine was killed. */
  readonly isAlive: () => boolean;
}

/** The browser ended under it. */
export class Killed extends Error {}

/** More than any scenario has. */
const ROWS = 100;
/** Longer than counters and IDLE wait before they begin. */
const QUIET_MS = 2_000;
/** Longer than one question waits for others like it, shorter than any rhythm in which something is asked for by itself. */
const SOON_MS = 5_000;
const SETTLED: ReadonlySet<OpState['kind']> = new Set(['done', 'failed', 'cancelled']);

export class Person {
  readonly #place: Place;
  readonly account: string;
  readonly #asked: string[] = [];
  /** Ops that had nothing to change when they were asked for: no engine hears of them. */
  readonly needless = new Set<string>();

  constructor(place: Place) {
    this.#place = place;
    this.account = `${TARGET.id}:${place.user}`;
  }

  get client(): EngineClient {
    return this.#place.client;
  }

  folder(name: string): MailboxName {
    return toMailboxName(this.#place.nameOf(name));
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const { time, isAlive } = this.#place;
    await time.until(what, () => !isAlive() || holds());
    if (!isAlive()) throw new Killed(what);
  }

  /** Nothing waits to be sent. */
  idle(): Promise<void> {
    return this.until('an empty outbox', () => {
      const status = this.client.connection(this.account);
      return status.kind === 'live' && status.queued === 0;
    });
  }

  /** Once more after each failure, as people do. */
  async signIn(): Promise<void> {
    const { user, password } = this.#place;
    for (let tries = 4; tries > 0; tries -= 1) {
      const result = await this.wait('an answer to the sign-in', () =>
        this.client.signIn({ server: TARGET, user, password }),
      );
      if (result.ok) return;
      if (tries === 1) throw new Error(`the sign-in failed: ${result.error.code}`);
    }
  }

  /** The folder on screen, so many of its rows read. */
  readNothingAhead(): void {
    this.client.ahead.allow(false);
  }

  async look(name: string, rows = ROWS): Promise<void> {
    const folder = this.folder(name);
    this.client.watch(this.account, folder);
    this.client.wantRows(this.account, folder, 0, rows - 1);
    await this.until(`rows of ${name}`, () => this.rows(name, rows) !== null);
  }

  /** Nothing is under way any more, and the line is listened to. */
  quiet(): Promise<void> {
    const from = this.#place.time.now();
    return this.until('quiet', () => this.#place.time.now() - from > QUIET_MS);
  }

  /** What the page shows of a folder; null while a row is missing. */
  shows(name: string): readonly string[] | null {
    const rows = this.rows(name);
    return rows?.map((row) => heldLine(name, numberOf(row.subject), flagsOf(row))).toSorted() ?? null;
  }

  /** How many messages the page says a folder has; null while it does not know. */
  counted(name: string): number | null {
    const folder = this.folder(name);
    return this.client.folders(this.account).find((one) => one.name === folder)?.total ?? null;
  }

  /** As `until`, but of a thing that may take no longer than a person waits for it. */
  async soon(what: string, holds: () => boolean): Promise<void> {
    await this.#place.time.until(what, holds, SOON_MS);
  }

  rows(name: string, first = ROWS): readonly MessageRow[] | null {
    const list = this.client.list(this.account, this.folder(name));
    if (list.status !== 'ready') return null;
    const rows: MessageRow[] = [];
    for (let at = 0; at < Math.min(first, list.rowCount); at += 1) {
      const row = list.rowAt(at);
      if (row === undefined) return null;
      rows.push(row);
    }
    return rows;
  }

  uid(name: string, number: number): Uid {
    const list = this.client.list(this.account, this.folder(name));
    // Others may not have been read yet.
    for (let at = 0; at < list.rowCount; at += 1) {
      const row = list.rowAt(at);
      if (row?.subject === subjectOf(number)) return row.uid;
    }
    throw new Error(`letter ${number} is not shown in ${name}`);
  }

  /** An action on letters that are shown. Its id. */
  act(name: string, numbers: readonly number[], action: OpAction): string {
    const mailbox = this.folder(name);
    const { uidValidity } = this.client.list(this.account, mailbox);
    const uids = numbers.map((number) => this.uid(name, number));
    const op = this.client.dispatch({ account: this.account, mailbox, uidValidity, uids, action });
    const { id } = op;
    if (op.uids.length === 0) this.needless.add(id);
    this.#asked.push(id);
    return id;
  }

  star(name: string, numbers: readonly number[], add = true): string {
    return this.act(name, numbers, { kind: 'flag', flag: '\\Flagged', add });
  }

  move(
    name: string,
    numbers: readonly number[],
    to: string,
    purpose: 'archive' | 'trash' | 'move' = 'move',
  ): string {
    return this.act(name, numbers, { kind: 'move', to: this.folder(to), purpose });
  }

  /** What else belongs to the conversations of these is looked for, before something is done to them. */
  lookFor(name: string, numbers: readonly number[]): void {
    const uids = numbers.map((number) => this.uid(name, number));
    const own = { kind: 'search' } as const;
    const request = { mailbox: this.folder(name), uids, folders: [], own, holds: true } as const;
    void this.client.related(this.account, request);
  }

  undo(id: string): void {
    this.client.undo(id);
    this.#asked.push(`${id}:undo`);
  }

  /** How the op with this id was told to have ended, every time it was. */
  endsOf(id: string): readonly OpState[] {
    return this.#place.posted.flatMap((message) =>
      message.kind === 'changes'
        ? message.changes.flatMap((change) =>
            change.kind === 'op' && change.op.id === id && SETTLED.has(change.state.kind)
              ? [change.state]
              : [],
          )
        : [],
    );
  }

  /** What the page was told of ops that ended, from so many messages on, and where to go on. */
  endings(from: number): {
    readonly ended: readonly (readonly [id: string, state: OpState])[];
    readonly next: number;
  } {
    const { posted } = this.#place;
    const ended = posted
      .slice(from)
      .flatMap((message) => (message.kind === 'changes' ? message.changes : []))
      .flatMap((change) =>
        change.kind === 'op' && SETTLED.has(change.state.kind) ? [[change.op.id, change.state] as const] : [],
      );
    return { ended, next: posted.length };
  }

  /** How each op this person asked for ended: `<kind>` or `failed <code>`, `-` where there was nothing to take back. */
  ends(): readonly string[] {
    return this.#asked.map((id) => {
      const told = this.endsOf(id).map((state) =>
        state.kind === 'failed' ? `failed ${state.error.code}` : state.kind,
      );
      return told.length === 0 && this.#isNeedless(id) ? '-' : told.join(' and ');
    });
  }

  async settled(): Promise<void> {
    // An op that was taken back before it was sent has no inverse.
    await this.until('every action has ended', () =>
      this.#asked.every((id) => this.endsOf(id).length > 0 || this.#isNeedless(id)),
    );
  }

  /** The answer to a request, whatever becomes of the line meanwhile. */
  async wait<T>(what: string, ask: () => Promise<T>): Promise<T> {
    let answer: { readonly value: T } | { readonly error: unknown } | null = null;
    ask().then(
      (value) => {
        answer = { value };
        this.#place.time.changed();
      },
      (error: unknown) => {
        answer = { error };
        this.#place.time.changed();
      },
    );
    await this.until(what, () => answer !== null);
    // Assigned in a callback, which the compiler does not see.
    const given = answer as { readonly value: T } | { readonly error: unknown } | null;
    if (given !== null && 'value' in given) return given.value;
    throw given?.error ?? new Error(`no answer: ${what}`);
  }

  /** Opens a message, once more where the line went under it. */
  open(name: string, number: number): Promise<MessageDetail> {
    return this.insist(`letter ${number}`, () =>
      this.client.openMessage(this.account, this.folder(name), this.uid(name, number), false),
    );
  }

  async fileSize(name: string, number: number, section: string): Promise<number> {
    const { size } = await this.insist('the file', () =>
      this.client.fetchPart(this.account, this.folder(name), this.uid(name, number), section),
    );
    return size;
  }

  /** The folder as one file; from the beginning where the line went. */
  async export(name: string): Promise<string> {
    for (let tries = 5; ; tries -= 1) {
      const { uidValidity, set } = await this.insist('the list', () =>
        this.client.transfer.list(this.account, this.folder(name)),
      );
      const place = { mailbox: this.folder(name), uidValidity };
      let text = '';
      const read = async (): Promise<AppFailure | null> => {
        try {
          for await (const { bytes } of this.client.transfer.mbox(this.account, place, set))
            for (const piece of bytes) text += new TextDecoder().decode(piece);
          return null;
        } catch (error) {
          if (error instanceof AppFailure && LINE_CODES.has(error.error.code)) return error;
          throw error;
        }
      };
      const failure = await this.wait('the export', read);
      if (failure === null) return text;
      if (tries === 0) throw failure;
      await this.live();
    }
  }

  /** Asks again, while it is only the line that was missing. */
  async insist<T>(what: string, ask: () => Promise<Result<T>>): Promise<T> {
    for (let tries = 5; ; tries -= 1) {
      const result = await this.wait(what, ask);
      if (result.ok) return result.value;
      if (tries === 0 || !LINE_CODES.has(result.error.code)) throw new Error(`${what}: ${result.error.code}`);
      await this.live();
    }
  }

  live(): Promise<void> {
    return this.until('the account is live', () => this.client.connection(this.account).kind === 'live');
  }

  /** `isDone` says whether it was done all the same, when nobody can tell. */
  async edit(request: FolderRequest, isDone: () => boolean): Promise<void> {
    for (let tries = 5; tries > 0; tries -= 1) {
      const result = await this.wait(request.kind, () => this.client.folderDesk.edit(this.account, request));
      if (result.ok) return;
      await this.live();
      await this.quiet();
      if (isDone()) return;
      if (!LINE_CODES.has(result.error.code) && result.error.code !== 'action-unknown')
        throw new Error(`${request.kind}: ${result.error.code}`);
    }
    throw new Error(`${request.kind} was never done`);
  }

  has(name: string): boolean {
    return this.client.folders(this.account).some((one) => one.name === this.folder(name));
  }

  isSubscribed(name: string): boolean {
    return this.client.folders(this.account).some((one) => one.name === this.folder(name) && one.subscribed);
  }

  /** Long work on a whole folder, again until all is done. */
  async job(name: string, action: OpAction): Promise<FolderJobResult> {
    for (let tries = 6; ; tries -= 1) {
      const job = { says: 'moved', job: { mailbox: this.folder(name), within: null, action } } as const;
      const result = await this.insist(action.kind, () => this.client.folderDesk.run(this.account, job));
      if (result.failure === null) return result;
      if (tries === 0 || !LINE_CODES.has(result.failure.code))
        throw new Error(`${action.kind}: ${result.failure.code}`);
    }
  }

  /** Goes on where it stopped for want of a line. */
  async import(name: string, files: readonly File[]): Promise<ImportResult> {
    for (let from = 0, tries = 6; ; tries -= 1) {
      const result = await this.wait('the import', () =>
        this.client.transfer.importFiles(this.account, this.folder(name), files, { from }),
      );
      if (!result.ok) throw new Error(`the import: ${result.error.code}`);
      const { stopped, handled } = result.value;
      if (stopped === null) return result.value;
      if (tries === 0 || stopped.code !== 'offline') throw new Error(`the import stopped: ${stopped.code}`);
      from = handled;
      await this.live();
    }
  }

  #isNeedless(id: string): boolean {
    if (!id.endsWith(':undo')) return false;
    const [end] = this.endsOf(id.slice(0, -':undo'.length));
    return end?.kind === 'cancelled' || end?.kind === 'failed';
  }
}

const LINE_CODES: ReadonlySet<string> = new Set(['offline', 'bridge-closed', 'server-bye', 'too-slow']);

function flagsOf(row: MessageRow): readonly string[] {
  const flags: [boolean, string][] = [
    [row.seen, '\\Seen'],
    [row.starred, '\\Flagged'],
    [row.answered, '\\Answered'],
    [row.draft, '\\Draft'],
    [row.deleted, '\\Deleted'],
  ];
  return [...flags.flatMap(([is, flag]) => (is ? [flag] : [])), ...row.keywords];
}
