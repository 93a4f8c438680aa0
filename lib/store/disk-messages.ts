/** Structures and opened messages of one account on disk. Called one at a time; nothing is on disk until it is written. */
import type { BodyStructure, Uid } from '../imap/types';
import type { MessageDetail } from '../mail/types';
import type { Key } from './database';
import type { DiskMailboxes } from './disk-mailboxes';
import type { Gathered } from './gathered';
import {
  BUCKET_BITS,
  DECODED_BUCKETS,
  EVICT_TO,
  KEEP_LEFT_MS,
  MAX_BUCKET_BYTES,
  MAX_STRUCTURE_CHARACTERS,
  type StoreLimits,
} from './limits';
import { detailSize } from './memory';
import { guardOf, isSameGuard } from './memory-mailboxes';
import { parseJson } from './pages';
import { Recent } from './recent';
import { readBody, readBucket, readStructure, record } from './records';
import type { MailboxKey } from './types';
import { EMAIL, Uses, type BodyKey } from './uses';

interface Structure {
  readonly guard: string | null;
  readonly structure: BodyStructure;
}
type Bucket = ReadonlyMap<number, Structure>;

export class DiskMessages {
  readonly #gathered: Gathered;
  readonly #mailboxes: DiskMailboxes;
  readonly #limits: StoreLimits;
  readonly #now: () => number;
  readonly #buckets = new Recent<Bucket>(DECODED_BUCKETS);
  #uses: Uses | null = null;
  #isDirty = false;

  constructor(gathered: Gathered, mailboxes: DiskMailboxes, limits: StoreLimits, now: () => number) {
    this.#gathered = gathered;
    this.#mailboxes = mailboxes;
    this.#limits = limits;
    this.#now = now;
    mailboxes.onRemoved = (prefix, what) => {
      this.#buckets.clear();
      if (what === 'structures') return;
      this.#uses?.dropUnder(prefix, now());
      this.#isDirty = true;
    };
  }

  async putStructures(key: MailboxKey, entries: readonly (readonly [Uid, BodyStructure])[]): Promise<void> {
    const id = this.#mailboxes.idFor(key);
    const rows = await this.#mailboxes.rows(
      key,
      entries.map(([uid]) => uid),
    );
    const changes = new Map<number, Map<number, Structure>>();
    entries.forEach(([uid, structure], i) => {
      const row = rows[i];
      const guard = row ? guardOf(row) : null;
      if (JSON.stringify(structure).length > MAX_STRUCTURE_CHARACTERS) return;
      const bucket = changes.get(uid >>> BUCKET_BITS) ?? new Map<number, Structure>();
      changes.set(uid >>> BUCKET_BITS, bucket.set(uid, { guard, structure }));
    });
    for (const [number, change] of changes) {
      const bucket = [id, key.uidValidity, number];
      this.#putBucket(bucket, new Map([...(await this.#bucket(bucket)), ...change]));
    }
  }

  async structure(key: MailboxKey, uid: Uid): Promise<BodyStructure | undefined> {
    const id = this.#mailboxes.idOf(key);
    if (id === null) return undefined;
    const bucket = await this.#bucket([id, key.uidValidity, uid >>> BUCKET_BITS]);
    const known = bucket.get(uid);
    return known && (await this.#isSame(key, uid, known.guard)) ? known.structure : undefined;
  }

  async putDetail(
    key: MailboxKey,
    detail: MessageDetail,
    formatted: boolean,
    emailId?: string,
  ): Promise<void> {
    const id = this.#mailboxes.idFor(key);
    const cost = detailSize(detail);
    const email = await this.#emailOf(key, detail.uid, emailId);
    const body: BodyKey = { id, validity: key.uidValidity, uid: detail.uid, formatted, ...email };
    const uses = await this.#loadUses();
    this.#isDirty = true;
    if (cost > Math.min(this.#limits.oneBodyBytes, this.#limits.bodyBytes)) {
      this.#dropBody(uses, body);
      return;
    }
    uses.note(body, cost, this.#now());
    const guard = body.email === undefined ? await this.#mailboxes.guard(key, detail.uid) : null;
    this.#gathered.put('bodies', keyOf(body), record({ guard, detail }));
    const { bodyBytes, bodies } = this.#limits;
    if (uses.total > bodyBytes || uses.count > bodies)
      this.#evict(uses, bodyBytes * EVICT_TO, bodies * EVICT_TO);
  }

  async detail(
    key: MailboxKey,
    uid: Uid,
    formatted: boolean,
    emailId?: string,
  ): Promise<MessageDetail | undefined> {
    const email = await this.#emailOf(key, uid, emailId);
    const id = email.email === undefined ? this.#mailboxes.idOf(key) : this.#mailboxes.idFor(key);
    if (id === null) return undefined;
    const plain = await this.#body(key, { id, validity: key.uidValidity, uid, formatted: false, ...email });
    // What was not cut is the same either way.
    if (!formatted || plain?.htmlTooLarge === false) return plain;
    return this.#body(key, { id, validity: key.uidValidity, uid, formatted: true, ...email });
  }

  async hasDetail(key: MailboxKey, uid: Uid, emailId?: string): Promise<boolean> {
    const email = await this.#emailOf(key, uid, emailId);
    const id = this.#mailboxes.idOf(key);
    if (id === null && email.email === undefined) return false;
    const uses = await this.#loadUses();
    return uses.cost({ id: id ?? 0, validity: key.uidValidity, uid, formatted: false, ...email }) !== null;
  }

  /** As it is told, or as the row that is kept says. */
  async #emailOf(key: MailboxKey, uid: Uid, told: string | undefined): Promise<{ readonly email?: string }> {
    const email = told ?? (await this.#mailboxes.rows(key, [uid]))[0]?.emailId;
    return email === undefined ? {} : { email };
  }

  async details(key: MailboxKey): Promise<readonly Uid[]> {
    const id = this.#mailboxes.idOf(key);
    return id === null ? [] : (await this.#loadUses()).uidsOf(id, key.uidValidity);
  }

  async drop(key: MailboxKey, uids: readonly Uid[]): Promise<void> {
    const id = this.#mailboxes.idOf(key);
    if (id === null) return;
    const uses = await this.#loadUses();
    const buckets = new Map<number, Uid[]>();
    for (const uid of uids) {
      for (const formatted of [false, true]) {
        const body = { id, validity: key.uidValidity, uid, formatted };
        this.#dropBody(uses, body);
        if (uses.leave(body, this.#now())) this.#isDirty = true;
      }
      const bucket = buckets.get(uid >>> BUCKET_BITS);
      if (bucket) bucket.push(uid);
      else buckets.set(uid >>> BUCKET_BITS, [uid]);
    }
    for (const [number, gone] of buckets) {
      const name = [id, key.uidValidity, number];
      const known = await this.#bucket(name);
      const left = new Map(known);
      for (const uid of gone) left.delete(uid);
      if (left.size < known.size) this.#putBucket(name, left);
    }
  }

  /** Bodies used longest ago go until the rest is a share of what they take now, and of the budget; false when there are none. */
  async evictTo(share: number): Promise<boolean> {
    const uses = await this.#loadUses();
    if (uses.count === 0) return false;
    this.#evict(uses, Math.min(uses.total, this.#limits.bodyBytes) * share, this.#limits.bodies);
    return true;
  }

  async count(): Promise<{ readonly bodies: number; readonly octets: number }> {
    const uses = await this.#loadUses();
    return { bodies: uses.count, octets: uses.total };
  }

  /** Puts what is waiting here too: called before a write. */
  gather(): void {
    if (!this.#isDirty || this.#uses === null) return;
    this.#gathered.put('uses', USES, this.#uses.toRecord());
    this.#isDirty = false;
  }

  #evict(uses: Uses, bodyBytes: number, bodies: number): void {
    for (const body of uses.evict({ bodyBytes, bodies })) this.#gathered.remove('bodies', keyOf(body));
    this.#isDirty = true;
  }

  #dropBody(uses: Uses, body: BodyKey): void {
    if (!uses.drop(body)) return;
    this.#gathered.remove('bodies', keyOf(body));
    this.#isDirty = true;
  }

  async #body(key: MailboxKey, body: BodyKey): Promise<MessageDetail | undefined> {
    const uses = await this.#loadUses();
    const cost = uses.cost(body);
    if (cost === null) return undefined;
    const [value] = await this.#gathered.get([['bodies', keyOf(body)]]);
    const known = readBody(value);
    const isOwn = body.email !== undefined || known?.detail.uid === body.uid;
    if (!known || !isOwn || !(await this.#isSame(key, body.uid, known.guard))) {
      this.#dropBody(uses, body);
      return undefined;
    }
    uses.note(body, cost, this.#now());
    this.#isDirty = true;
    // Kept when it lay elsewhere, perhaps.
    return known.detail.uid === body.uid ? known.detail : { ...known.detail, uid: body.uid };
  }

  /** False when a UID is another message's now than when something was kept of it (L07). */
  async #isSame(key: MailboxKey, uid: Uid, guard: string | null): Promise<boolean> {
    const now = guard === null ? null : await this.#mailboxes.guard(key, uid);
    return guard === null || now === null || isSameGuard(guard, now);
  }

  async #loadUses(): Promise<Uses> {
    if (this.#uses !== null) return this.#uses;
    const [value] = await this.#gathered.get([['uses', USES]]);
    const known = value === undefined ? new Uses() : Uses.from(value);
    // Without its record nobody knows what bodies cost, or which are in use.
    if (!known) this.#gathered.removeUnder('bodies', []);
    this.#uses = known ?? new Uses();
    const left = this.#uses.dropLeft(this.#now() - KEEP_LEFT_MS);
    for (const body of left) this.#gathered.remove('bodies', keyOf(body));
    this.#isDirty ||= !known || left.length > 0;
    return this.#uses;
  }

  async #bucket(key: Key): Promise<Bucket> {
    const name = key.join(' ');
    const known = this.#buckets.get(name);
    if (known) return known;
    const [value] = await this.#gathered.get([['structures', key]]);
    const bucket = unpackBucket(value);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #putBucket(key: Key, bucket: Bucket): void {
    this.#buckets.set(key.join(' '), bucket);
    if (bucket.size === 0) this.#gathered.remove('structures', key);
    else this.#gathered.put('structures', key, packBucket(bucket));
  }
}

const USES: Key = ['all'];

const keyOf = ({ id, validity, uid, formatted, email }: BodyKey): Key =>
  email === undefined ? [id, validity, uid, formatted ? 1 : 0] : [EMAIL, email, formatted ? 1 : 0];

function packBucket(bucket: Bucket): unknown {
  const list = Array.from(bucket, ([uid, { guard, structure }]) => [uid, guard, structure]);
  return record({ texts: encoder.encode(JSON.stringify(list)) });
}

/** Structures that are not what they should be are left out. */
function unpackBucket(value: unknown): Bucket {
  const bucket = new Map<number, Structure>();
  const texts = readBucket(value)?.texts;
  if (!texts || texts.length > MAX_BUCKET_BYTES) return bucket;
  const json = parseJson(texts);
  for (const one of Array.isArray(json) ? (json as unknown[]) : []) {
    if (!Array.isArray(one)) continue;
    const [uid, guard, value] = one as unknown[];
    const structure = readStructure(value);
    if (typeof uid !== 'number' || structure === null) continue;
    if (guard === null || typeof guard === 'string') bucket.set(uid, { guard, structure });
  }
  return bucket;
}

const encoder = new TextEncoder();
