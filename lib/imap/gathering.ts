/** One command that was sent in several: settles once, when all parts have, with what they give together. */
import type { Exchange, Split } from './commands/command';
import type { Part } from './pending';
import type { CommandId, CommandOutcome, UntaggedEvent } from './types';

interface Settled {
  readonly exchange: Exchange<unknown> | null;
  readonly text: string;
  readonly value: () => unknown;
}

type Failed = Extract<CommandOutcome<unknown>, { readonly ok: false }>;

export class Gathering {
  /** Of the command as it was enqueued. */
  readonly id: CommandId;
  /** Where it is itself a part that was cut once more. */
  readonly part: Part | null;
  readonly #split: Split<unknown>;
  readonly #settled: Settled[] = [];
  #left: number;
  #begun = false;
  #failed: Failed | null = null;

  constructor(id: CommandId, part: Part | null, split: Split<unknown>) {
    this.id = id;
    this.part = part;
    this.#split = split;
    this.#left = split.parts.length;
  }

  /** The outermost: what was enqueued. */
  get root(): Gathering {
    return this.part?.gathering.root ?? this;
  }

  /** A part of it has succeeded. */
  get isBegun(): boolean {
    return this.#begun;
  }

  /** What parts told may still change until all are complete: the sequence numbers of rows. */
  expunged(event: Extract<UntaggedEvent, { kind: 'expunge' }>): void {
    for (const one of this.#settled) one?.exchange?.untagged?.(event);
  }

  /** A part has settled; the outcome of the whole once all have. The first failure is that of the whole. */
  settle(
    slot: number,
    exchange: Exchange<unknown> | null,
    outcome: CommandOutcome<unknown>,
    value: () => unknown,
  ): CommandOutcome<unknown> | undefined {
    this.#left -= 1;
    if (outcome.ok) {
      this.#settled[slot] = { exchange, text: outcome.text, value };
      this.#begun = true;
      this.root.#begun = true;
    } else this.#failed ??= outcome;
    if (this.#left > 0) return undefined;
    if (this.#failed !== null) return this.#failure(this.#failed);
    return { ok: true, value: this.value(), code: null, text: this.#settled.at(-1)?.text ?? '' };
  }

  /** What the parts that are complete give together. */
  value(): unknown {
    return this.#split.join(this.#settled.map(({ value }) => value()));
  }

  /** Cut when some of it was done already: nobody may take it for not sent. */
  #failure(failed: Failed): CommandOutcome<unknown> {
    const { failure } = failed;
    if (failure.kind !== 'closed' || !this.isBegun) return failed;
    return { ok: false, failure: { ...failure, sent: true } };
  }
}

/** Those of one connection. */
export class Gatherings {
  readonly #all = new Set<Gathering>();

  begin(id: CommandId, part: Part | null, split: Split<unknown>): Gathering {
    const gathering = new Gathering(id, part, split);
    this.#all.add(gathering);
    return gathering;
  }

  expunged(event: Extract<UntaggedEvent, { kind: 'expunge' }>): void {
    for (const gathering of this.#all) gathering.expunged(event);
  }

  /** A part has settled; the outcome of what was enqueued, once all parts have. */
  settle(
    { gathering, slot }: Part,
    exchange: Exchange<unknown>,
    outcome: CommandOutcome<unknown>,
  ): CommandOutcome<unknown> | undefined {
    const value = (): unknown => (outcome.ok ? exchange.finish(outcome.code, outcome.text) : undefined);
    let whole = gathering.settle(slot, exchange, outcome, value);
    for (let at = gathering; whole !== undefined && at.part !== null; at = at.part.gathering)
      whole = at.part.gathering.settle(at.part.slot, null, whole, at.value.bind(at));
    if (whole !== undefined)
      for (const one of this.#all) if (one.root === gathering.root) this.#all.delete(one);
    return whole;
  }
}
