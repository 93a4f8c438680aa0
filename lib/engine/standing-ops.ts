/**
 * Ops as they stand: what was neither refused nor taken back. Rows that are in no list of this page (hits of a search in all folders, messages
 * of a conversation that lie elsewhere or far below) are shown as these will leave them.
 */
import type { MailboxName, UidValidity } from '../imap/types';
import { withFlag, type AccountId, type MessageRow, type Op, type OpState } from '../mail';
import { MAX_RECENT_OPS } from './limits';
import type { RecentOp } from './page-ops';

export interface OpsStanding {
  /** Oldest first. */
  readonly ops: readonly Op[];
  /** Grows when what was moved came back: it has other UIDs than it had, and must be looked for. */
  readonly returned: number;
}

export class StandingOps {
  readonly #recent: () => readonly RecentOp[];
  /** Ops that take others back, which are nobody's own. */
  readonly #inverses = new Map<string, RecentOp>();
  readonly #returned = new Map<AccountId, number>();
  readonly #standing = new Map<AccountId, OpsStanding>();

  /** `recent`: what is under way and was done, oldest first. */
  constructor(recent: () => readonly RecentOp[]) {
    this.#recent = recent;
  }

  /** The same object until something of it changes. */
  of(account: AccountId): OpsStanding {
    let standing = this.#standing.get(account);
    if (standing === undefined) {
      const ops = standingOf(account, [...this.#recent(), ...this.#inverses.values()]);
      standing = { ops, returned: this.#returned.get(account) ?? 0 };
      this.#standing.set(account, standing);
    }
    return standing;
  }

  /** What the engine says of an op; true when something that was moved came back by it. */
  told(op: Op, state: OpState): boolean {
    if (op.undoes === undefined) return false;
    this.#inverses.set(op.id, { op, state });
    for (const oldest of this.#inverses.keys()) {
      if (this.#inverses.size <= MAX_RECENT_OPS) break;
      this.#inverses.delete(oldest);
    }
    const returns = state.kind === 'done' && op.action.kind !== 'flag';
    if (returns) this.#returned.set(op.account, (this.#returned.get(op.account) ?? 0) + 1);
    this.changed();
    return returns;
  }

  /** An op began, ended or was taken back. */
  changed(): void {
    this.#standing.clear();
  }
}

/** The row as ops leave it; null when it leaves its folder. */
export function asOpsLeave(
  { mailbox, uidValidity }: { readonly mailbox: MailboxName; readonly uidValidity: UidValidity },
  row: MessageRow,
  ops: readonly Op[],
): MessageRow | null {
  let now = row;
  for (const op of ops) {
    if (op.mailbox !== mailbox || op.uidValidity !== uidValidity || !op.uids.includes(row.uid)) continue;
    if (op.action.kind !== 'flag') return null;
    now = withFlag(now, op.action.flag, op.action.add);
  }
  return now;
}

function standingOf(account: AccountId, ops: readonly RecentOp[]): readonly Op[] {
  const alive = ops.filter(
    ({ op, state }) => op.account === account && state.kind !== 'failed' && state.kind !== 'cancelled',
  );
  const undone = new Set(alive.flatMap(({ op }) => op.undoes ?? []));
  return alive.flatMap(({ op }) => (undone.has(op.id) || op.undoes !== undefined ? [] : [op]));
}
