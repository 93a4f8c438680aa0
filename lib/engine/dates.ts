/**
 * When the messages of the folders came, as far as it was asked for: what the scrubber shows beside a list, and where a date is.
 *
 * A folder is first seen through some thirty messages at even distances, by one command; who goes to a date looks closer there, eight places
 * at a time. Without a connection the rows that are kept say it. Places count from the oldest: what comes moves none of them.
 */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import {
  placeOf,
  placesToAsk,
  samplePlaces,
  soundSamples,
  type DateSample,
  type Mailbox,
  type Result,
} from '../mail';
import type { Session } from '../session/types';
import type { MailboxKey, Store } from '../store';
import { DATE_FANOUT, DATE_ROUNDS, DATE_SAMPLES } from './limits';

export interface DatesHost {
  readonly session: () => Pick<Session, 'dates'>;
  readonly store: Store;
  readonly model: (mailbox: MailboxName) => Mailbox | null;
  readonly keyOf: (mailbox: MailboxName) => MailboxKey | null;
}

/** What is known of when the messages of a folder came. */
export interface FolderDates {
  readonly uidValidity: UidValidity;
  /** Messages there were then. */
  readonly exists: number;
  /** In order; places count from the oldest message, 0 first. */
  readonly samples: readonly DateSample[];
}

interface Known {
  readonly uidValidity: UidValidity;
  readonly samples: readonly DateSample[];
}

export class Dates {
  readonly #host: DatesHost;
  readonly #known = new Map<MailboxName, Known>();

  constructor(host: DatesHost) {
    this.#host = host;
  }

  /** The folder from afar. */
  async overview(mailbox: MailboxName): Promise<Result<FolderDates>> {
    const model = this.#host.model(mailbox);
    if (model === null) return away;
    const { exists, uidValidity } = model.list;
    const known = this.#samples(mailbox, model);
    const last = known.at(-1)?.place ?? -1;
    // New messages come at the end: the rest is as it was.
    if (known.length < DATE_SAMPLES / 2 || last < exists - 1 - exists / DATE_SAMPLES)
      await this.#ask(mailbox, model, samplePlaces(exists, DATE_SAMPLES));
    const samples = this.#samples(mailbox, model);
    return samples.length === 0 ? away : { ok: true, value: { uidValidity, exists, samples } };
  }

  /** The position (0 is the newest) of the newest message that came before this time, epoch ms. */
  async before(mailbox: MailboxName, at: number): Promise<Result<number>> {
    await this.overview(mailbox);
    const model = this.#host.model(mailbox);
    if (model === null) return away;
    const { exists } = model.list;
    const asked = new Set<number>();
    for (let round = 0; round < DATE_ROUNDS; round += 1) {
      const places = placesToAsk(this.#samples(mailbox, model), at, exists, DATE_FANOUT);
      // What stands out of order is not believed: asked once more it would say the same.
      const fresh = places.filter((place) => !asked.has(place));
      if (fresh.length === 0) break;
      for (const place of fresh) asked.add(place);
      if (!(await this.#ask(mailbox, model, fresh))) break;
    }
    const samples = this.#samples(mailbox, model);
    if (samples.length === 0) return away;
    const first = placeOf(samples, at, exists);
    return { ok: true, value: Math.min(Math.max(0, model.list.exists - first), Math.max(0, exists - 1)) };
  }

  #samples(mailbox: MailboxName, model: Mailbox): readonly DateSample[] {
    const known = this.#known.get(mailbox);
    if (known?.uidValidity !== model.list.uidValidity) return [];
    return known.samples.filter(({ place }) => place < model.list.exists);
  }

  /** False when nothing more is to be had. */
  async #ask(mailbox: MailboxName, model: Mailbox, places: readonly number[]): Promise<boolean> {
    const { uidValidity } = model.list;
    const seqs = places.map((place) => place + 1);
    const result = await this.#host.session().dates(mailbox, seqs);
    const found = result.ok
      ? result.value.map(({ seq, at }) => ({ place: seq - 1, at }))
      : await this.#fromStore(mailbox, model);
    if (model.list.uidValidity !== uidValidity) return false;
    const before = this.#samples(mailbox, model);
    this.#known.set(mailbox, { uidValidity, samples: soundSamples([...before, ...found]) });
    return result.ok;
  }

  /** Of rows that are kept, evenly spaced among them. Their dates are those people see. */
  async #fromStore(mailbox: MailboxName, model: Mailbox): Promise<readonly DateSample[]> {
    const key = this.#host.keyOf(mailbox);
    if (key === null) return [];
    const known = model.known.runs().flatMap(({ start, uids }) => {
      const picked = samplePlaces(uids.length, DATE_SAMPLES);
      return picked.map((offset) => ({ place: start + offset, uid: (uids[offset] ?? 0) as Uid }));
    });
    const some = samplePlaces(known.length, DATE_SAMPLES * 4).flatMap((index) => known[index] ?? []);
    const rows = await this.#host.store.rows(
      key,
      some.map(({ uid }) => uid),
    );
    return some.flatMap(({ place, uid }, i) => {
      const row = model.list.rowOf(uid) ?? rows[i];
      return row === undefined ? [] : [{ place, at: row.date }];
    });
  }
}

const away = { ok: false, error: { code: 'offline' } } as const;
