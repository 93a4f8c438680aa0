/** A thousand people on one mail server that restarts (security.md L33), each with a session of the product's. */
/** @module-tag deep */
import { expect, test } from 'vitest';
import { ImapServer } from '../../lib/imap-server';
import { MessageContent } from '../../lib/imap-server/message';
import { toMailboxName } from '../../lib/imap/types';
import type { AppError } from '../../lib/mail/types';
import { dialMemory } from '../../lib/net/memory';
import { createSession, type Session, type SessionListener } from '../../lib/session';
import { seeded } from '../support/chance';
import { dialThrough } from '../support/faults/memory-line';
import { Network } from '../support/faults/network';
import { letter } from './letters';
import { TARGET } from './person';
import { VirtualTime } from './time';

const PEOPLE = 1_000;
/** One of so many has the page in front of them; the others' tabs rest. */
const LOOKING = 10;
const INBOX = toMailboxName('INBOX');
const CONTENT = MessageContent.of(letter(1).raw);
const GONE: AppError = { code: 'server-bye' };
const nothing = (): undefined => undefined;

interface Member {
  readonly session: Session;
  readonly looks: boolean;
  isLive: boolean;
  backAt: number | null;
  ops: string[];
}

class Crowd {
  readonly time = new VirtualTime();
  readonly network = new Network(this.time.setTimer);
  readonly members: Member[] = [];
  readonly server = new ImapServer({
    now: this.time.now,
    users: Array.from({ length: PEOPLE }, (_, at) => ({ user: `p${at}@example.org`, password: 'secret' })),
    capabilities: ['IMAP4rev1', 'SASL-IR', 'IDLE', 'UIDPLUS', 'MOVE', 'AUTH=PLAIN'],
    greeting: 'ready',
  });
  /** Connections made in each second since the server went. */
  readonly perSecond = new Map<number, number>();
  wentAt = Infinity;

  async enter(): Promise<void> {
    for (let at = 0; at < PEOPLE; at += 1) {
      this.server.deliver(`p${at}@example.org`, 'INBOX', CONTENT);
      const member = this.#member(at);
      this.members.push(member);
      const { session } = member;
      session.watch('t', INBOX, member.looks);
      void session.signIn({ target: TARGET, user: `p${at}@example.org`, password: 'secret' });
    }
    await this.time.until('everybody is in', () => this.members.every(({ isLive }) => isLive), 60_000);
    // Longer than a connection must last to have been a success.
    await this.time.pass(31_000);
  }

  /** The server goes, and is there again after so long. */
  async restart(ms: number): Promise<void> {
    this.wentAt = this.time.now();
    this.network.refuse('close');
    await this.time.pass(0);
    for (const member of this.members) member.isLive = false;
    for (const [at, { session }] of this.members.entries()) {
      // Each does something meanwhile.
      const action = { kind: 'flag', flag: '\\Flagged', add: true } as const;
      const box = this.server.account(`p${at}@example.org`)?.mailbox('INBOX');
      const [first] = box?.messages ?? [];
      if (box === undefined || first === undefined) throw new Error('no mail');
      const uids = [first.uid] as never;
      session.enqueue({
        id: `${at}`,
        account: 'a',
        mailbox: INBOX,
        uidValidity: box.uidValidity as never,
        uids,
        action,
      });
    }
    await this.time.pass(ms);
    this.network.resume();
    await this.time.until(
      'everybody is back',
      () => this.members.every(({ isLive }) => isLive),
      ms * 3 + 180_000,
    );
    await this.time.pass(10_000);
  }

  #member(at: number): Member {
    const chance = seeded(at + 1);
    const looks = at % LOOKING === 0;
    const member: Omit<Member, 'session'> = { looks, isLive: false, backAt: null, ops: [] };
    const listener: SessionListener = {
      connection: ({ kind }) => {
        if (kind !== 'live' || made.isLive) return;
        made.isLive = true;
        made.backAt = this.time.now() - this.wentAt;
      },
      opState: (_op, state) => void made.ops.push(state.kind),
      jobState: nothing,
      services: nothing,
      folders: nothing,
      folderRenamed: nothing,
      quota: nothing,
      status: nothing,
      mailboxOpened: nothing,
      exists: nothing,
      expunged: nothing,
      vanished: nothing,
      fetched: nothing,
      mailboxFailed: nothing,
      signedOut: nothing,
    };
    const session = createSession(
      {
        dial: (_target, handlers) =>
          dialThrough(
            this.network,
            (far) => {
              const second = Math.floor((this.time.now() - this.wentAt) / 1_000);
              if (second >= 0) this.perSecond.set(second, (this.perSecond.get(second) ?? 0) + 1);
              return dialMemory(this.server.connect(), far);
            },
            {
              ...handlers,
              // What the bridge says when the mail server's side ends.
              onClose: (error) =>
                handlers.onClose(error === null || error.code === 'bridge-closed' ? GONE : error),
            },
          ),
        derive: () => Promise.reject(new Error('not needed')),
        random: (count) => Uint8Array.from({ length: count }, () => chance(256)),
        now: this.time.now,
        setTimer: this.time.setTimer,
        transcript: {
          sent: nothing,
          received: nothing,
          hide: nothing,
          note: nothing,
          label: nothing,
        },
        visible: () => looks,
        online: () => true,
        log: nothing,
      },
      listener,
      { isKnown: () => false, seqOf: () => null, knownRuns: () => null },
    );
    const made: Member = Object.assign(member, { session });
    return made;
  }
}

test.each([
  ['at once', 0],
  ['after half a minute', 30_000],
])(
  'the mail server restarts and is there %s: all come back, spread over a minute, and nothing is lost',
  async (_when, ms) => {
    const crowd = new Crowd();
    await crowd.enter();
    await crowd.restart(ms);
    const { members, perSecond, server } = crowd;
    const starred = members.filter(({ ops }, at) => {
      const [first] = server.account(`p${at}@example.org`)?.mailbox('INBOX')?.messages ?? [];
      return (
        first?.flags.includes('\\Flagged') === true && ops.filter((kind) => kind === 'done').length === 1
      );
    });
    expect(starred).toHaveLength(PEOPLE);
    // No second has more than a tenth of them, beside those who wait for it.
    expect(Math.max(...perSecond.values())).toBeLessThan(PEOPLE / 10 + PEOPLE / LOOKING);
    expect([...perSecond.values()].reduce((sum, count) => sum + count, 0)).toBe(PEOPLE);
    const waits = members.map(({ backAt }) => (backAt ?? Infinity) - ms).toSorted((a, b) => a - b);
    expect(waits.at(-1)).toBeLessThan(95_000);
    // Half of them came in the middle third of a minute or later, not in the first seconds.
    expect(waits[PEOPLE / 2]).toBeGreaterThan(15_000);
    const looking = members.filter(({ looks }) => looks).map(({ backAt }) => (backAt ?? Infinity) - ms);
    expect(Math.max(...looking)).toBeLessThan(ms === 0 ? 5_000 : 60_000);
  },
);
