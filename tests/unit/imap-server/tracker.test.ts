import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ServerSession } from '../../../lib/imap-server';
import { message, read, signedIn, smallWorld, talk } from './world';

/** What a client believes that applies untagged responses and nothing else. */
class Replay {
  rows: (number | null)[] = [];
  readonly flagsByUid = new Map<number, string>();

  apply(text: string, during: string): void {
    for (const line of text.split('\r\n')) {
      const exists = /^\* (\d+) EXISTS$/.exec(line);
      const expunge = /^\* (\d+) EXPUNGE$/.exec(line);
      const fetch = /^\* (\d+) FETCH \(UID (\d+) FLAGS \(([^)]*)\)/.exec(line);
      if (exists !== null) {
        const count = Number(exists[1]);
        expect(count, 'EXISTS never shrinks').toBeGreaterThanOrEqual(this.rows.length);
        while (this.rows.length < count) this.rows.push(null);
      } else if (expunge !== null) {
        expect(during, 'no EXPUNGE while numbers are in use').not.toMatch(/^(FETCH|STORE|SEARCH)/);
        const seq = Number(expunge[1]);
        expect(seq).toBeLessThanOrEqual(this.rows.length);
        this.rows.splice(seq - 1, 1);
      } else if (fetch !== null) {
        const seq = Number(fetch[1]);
        const uid = Number(fetch[2]);
        expect(seq).toBeLessThanOrEqual(this.rows.length);
        const known = this.rows[seq - 1];
        if (known !== null) expect(uid, `message ${seq} keeps its UID`).toBe(known);
        this.rows[seq - 1] = uid;
        this.flagsByUid.set(uid, (fetch[3] ?? '').replace(/ ?\\Recent/, ''));
      }
    }
  }
}

interface Peer {
  readonly session: ServerSession;
  readonly replay: Replay;
  idle: boolean;
}

type Action =
  | { readonly kind: 'deliver' }
  | {
      readonly kind: 'command';
      readonly who: number;
      readonly command: string;
      readonly at: number;
      readonly span: number;
    }
  | { readonly kind: 'idle'; readonly who: number };

const commands = [
  'NOOP',
  'EXPUNGE',
  'STORE set +FLAGS (\\Deleted)',
  'STORE set FLAGS (\\Seen)',
  'STORE set +FLAGS.SILENT (\\Flagged)',
  'FETCH set (UID FLAGS)',
  'SEARCH ALL',
  'MOVE set Archive',
  'COPY set INBOX',
  'UID STORE uids -FLAGS (\\Seen)',
  'UID FETCH uids (FLAGS)',
  'UID EXPUNGE uids',
  'UID MOVE uids Archive',
] as const;

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'deliver' } as const) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      who: fc.nat(2),
      command: fc.constantFrom(...commands),
      at: fc.nat(30),
      span: fc.nat(4),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('idle' as const), who: fc.nat(2) }) },
);

describe('session trackers', () => {
  it('leave every session with the truth, whatever the others do', { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 60 }), (actions) => {
        const server = smallWorld();
        const inbox = server.account('mrc')?.mailbox('INBOX');
        const peers: Peer[] = [0, 1, 2].map(() => ({
          session: server.connect(),
          replay: new Replay(),
          idle: false,
        }));
        for (const peer of peers) {
          talk(peer.session, 'in LOGIN mrc secret\r\n');
          peer.replay.apply(talk(peer.session, 's SELECT INBOX\r\n'), 'SELECT');
          peer.replay.apply(talk(peer.session, 'f FETCH 1:* (UID FLAGS)\r\n'), 'FETCH');
        }
        const stop = (peer: Peer): void => {
          if (peer.idle) peer.replay.apply(talk(peer.session, 'DONE\r\n'), 'IDLE');
          peer.idle = false;
        };
        for (const [step, next] of actions.entries()) {
          if (next.kind === 'deliver') {
            server.deliver('mrc', 'INBOX', message(`more ${step}`));
          } else {
            const peer = peers[next.who];
            if (peer === undefined) continue;
            stop(peer);
            if (next.kind === 'idle') {
              peer.idle = true;
              peer.replay.apply(talk(peer.session, `i${step} IDLE\r\n`), 'IDLE');
            } else {
              const count = peer.replay.rows.length;
              const low = 1 + (count === 0 ? 0 : next.at % count);
              const high = Math.min(low + next.span, Math.max(count, 1));
              if (count === 0 && next.command.includes('set')) continue;
              const text = next.command
                .replace('set', `${low}:${high}`)
                .replace('uids', `${next.at}:${next.at + next.span + 1}`)
                .replace('0:', '1:');
              const answer = talk(peer.session, `t${step} ${text}\r\n`);
              expect(answer, text).toMatch(/t\d+ (OK|NO \[EXPUNGEISSUED\])/);
              peer.replay.apply(answer, text);
            }
          }
          for (const peer of peers) {
            const unasked = read(peer.session);
            if (!peer.idle) expect(unasked, 'nothing unasked outside IDLE').toBe('');
            peer.replay.apply(unasked, 'IDLE');
          }
        }
        for (const peer of peers) {
          stop(peer);
          peer.replay.apply(talk(peer.session, 'z NOOP\r\n'), 'NOOP');
          peer.replay.apply(talk(peer.session, 'y FETCH 1:* (UID FLAGS)\r\n'), 'FETCH');
          expect(peer.replay.rows).toEqual(inbox?.messages.map((one) => one.uid));
          for (const one of inbox?.messages ?? [])
            expect(peer.replay.flagsByUid.get(one.uid)).toBe(one.flags.join(' '));
        }
      }),
      { seed: 20260, numRuns: 150 },
    );
  });

  it('tells flags another session changed without a FETCH asked', () => {
    const server = smallWorld();
    const [one, other] = [signedIn(server, 'INBOX'), signedIn(server, 'INBOX')];
    talk(one, 'a UID STORE 2 +FLAGS.SILENT (\\Flagged)\r\n');
    expect(talk(other, 'b NOOP\r\n')).toBe('* 2 FETCH (UID 2 FLAGS (\\Flagged))\r\nb OK NOOP completed\r\n');
  });

  it('wakes an idling session once for many changes of one command', () => {
    const server = smallWorld();
    const [one, other] = [signedIn(server, 'INBOX'), signedIn(server, 'INBOX')];
    talk(other, 'b IDLE\r\n');
    let wakes = 0;
    other.onWake(() => wakes++);
    talk(one, 'a STORE 1:3 +FLAGS.SILENT (\\Deleted)\r\n');
    expect(wakes).toBe(1);
    talk(one, 'a EXPUNGE\r\n');
    expect(wakes).toBe(2);
    expect(read(other)).toContain('* 3 EXPUNGE\r\n* 2 EXPUNGE\r\n* 1 EXPUNGE\r\n');
  });
});
