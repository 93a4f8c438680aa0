/**
 * What pages say, heard from outside while tabs and engines die: ops as they are given to the engine, what the engine says becomes of
 * them, what waits, and what stands on the screen for the person. It is told to the test in the turn it happens, before the page acts on it,
 * so that a page that is gone a moment later has said it all the same.
 */
import type { BrowserContext, Page } from '@playwright/test';

export interface AskedOp {
  readonly kind: 'asked';
  readonly id: string;
  readonly mailbox: string;
  readonly uids: readonly number[];
  readonly action: {
    readonly kind: string;
    readonly flag?: string;
    readonly add?: boolean;
    readonly to?: string;
  };
  /** It came along with something else. */
  readonly isAside: boolean;
  /** Numbers of the letters, as the rows of these UIDs say. */
  readonly letters: readonly number[];
}

export interface ToldState {
  readonly kind: 'state';
  readonly id: string;
  /** The op that this one takes back; null: it is somebody's own. */
  readonly undoes: string | null;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly error: string | null;
  readonly moved: readonly (readonly [from: number, to: number])[];
}

export type Heard =
  | AskedOp
  | ToldState
  | { readonly kind: 'undo'; readonly id: string }
  /** By an engine that may be another one than before. */
  | { readonly kind: 'welcome' }
  /** Ids of what the engine has, with their states. */
  | { readonly kind: 'outbox'; readonly ops: readonly string[] }
  /** A refusal the person can read: its code. */
  | { readonly kind: 'fault'; readonly code: string }
  | { readonly kind: 'toast' | 'connection'; readonly text: string };

const BINDING = 'taglineChaosEar';

export async function listen(
  context: BrowserContext,
  hear: (page: Page, heard: Heard) => void,
): Promise<void> {
  await context.exposeBinding(BINDING, ({ page }, heard: Heard) => hear(page, heard));
  await context.addInitScript(tellAll, BINDING);
}

/** Ids of what lies in the outbox on disk, whatever else can be read of it. */
export async function keptIds(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const ids: string[] = [];
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error('the database does not answer')));
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name));
      if (database.objectStoreNames.contains('outbox')) {
        const items: unknown[] = await answer(database.transaction('outbox').objectStore('outbox').getAll());
        ids.push(...items.map((item) => String((item as { readonly id?: unknown }).id)));
      }
      database.close();
    }
    return ids;
  });
}

/** In the page. */
function tellAll(binding: string): void {
  // Frames of mail have nothing to say.
  if (window !== window.top) return;
  type Op = Omit<AskedOp, 'kind' | 'isAside' | 'letters'> & {
    readonly aside?: boolean;
    readonly undoes?: string;
  };
  type State = {
    readonly kind: ToldState['state'];
    readonly error?: { readonly code: string };
    readonly moved?: ToldState['moved'];
  };
  type Work = { readonly ops: readonly { readonly op: Op; readonly state: State }[] } | null;
  interface Message {
    readonly kind?: string;
    readonly op?: Op;
    readonly opId?: string;
    readonly accounts?: readonly { readonly work: Work }[];
    readonly changes?: readonly {
      readonly kind: string;
      readonly op?: Op;
      readonly state?: State;
      readonly work?: Work;
    }[];
  }
  const site = window as unknown as Record<string, ((heard: Heard) => void) & string[]>;
  const tell = (heard: Heard): void => site[binding]?.(heard);
  /** Of this page, newest last, for whoever presses a key and wants to know what came of it. */
  const asked = (site['taglineChaosAsked'] = [] as unknown as ((heard: Heard) => void) & string[]);

  const letterOf = (uid: number): number => {
    const row = document.querySelector(`[role="grid"] [role="row"][data-uid="${uid}"]`);
    const open = document.querySelector('main h2');
    const text = row?.textContent ?? open?.textContent ?? '';
    return Number(/Letter (\d+) of many/.exec(text)?.[1] ?? -1);
  };
  const told = (op: Op, state: State): void =>
    tell({
      kind: 'state',
      id: op.id,
      undoes: op.undoes ?? null,
      state: state.kind,
      error: state.error?.code ?? null,
      moved: state.moved ?? [],
    });
  const tellWork = (work: Work | undefined): void => {
    if (!work) return;
    tell({ kind: 'outbox', ops: work.ops.map(({ op, state }) => `${op.id} ${state.kind}`) });
    for (const { op, state } of work.ops) told(op, state);
  };
  const hear = (message: Message | null): void => {
    if (message?.kind === 'welcome') {
      tell({ kind: 'welcome' });
      for (const { work } of message.accounts ?? []) tellWork(work);
    }
    for (const { kind, op, state, work } of message?.kind === 'changes' ? (message.changes ?? []) : []) {
      if (kind === 'op' && op !== undefined && state !== undefined) told(op, state);
      if (kind === 'work') tellWork(work);
    }
  };

  const ports = new WeakSet<MessagePort>();
  const post = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'postMessage')?.value as (
    this: MessagePort,
    ...given: unknown[]
  ) => void;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]): void {
    const message = given[0] as Message | null;
    if (message?.kind !== undefined && !ports.has(this)) {
      ports.add(this);
      this.addEventListener('message', (event) => hear(event.data as Message | null));
    }
    if (message?.kind === 'op' && message.op !== undefined) {
      const { id, mailbox, uids, action, aside = false } = message.op;
      tell({ kind: 'asked', id, mailbox, uids, action, isAside: aside, letters: uids.map(letterOf) });
      asked.push(id);
    }
    if (message?.kind === 'undo') tell({ kind: 'undo', id: message.opId ?? '' });
    Reflect.apply(post, this, given);
  };

  let toast = '';
  let connection = '';
  const read = (): void => {
    const shown = document.querySelector('[data-slot="toast"]');
    const said = document.querySelector('[data-slot="connection-line"]')?.textContent ?? '';
    // Not how quick the server is just now.
    const line = said.replace(/\d+ ms/, ' ');
    const text = shown?.textContent ?? '';
    if (text !== toast) {
      toast = text;
      const code = shown?.querySelector<HTMLElement>('[data-fault]')?.dataset['fault'];
      if (code !== undefined) tell({ kind: 'fault', code });
      tell({ kind: 'toast', text });
    }
    if (line !== connection) tell({ kind: 'connection', text: (connection = line) });
  };
  new MutationObserver(read).observe(document, { subtree: true, childList: true, characterData: true });
}
