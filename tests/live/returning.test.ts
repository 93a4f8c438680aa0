/** Coming back to a folder of Dovecot, by each way there is: what is known stays, what changed is found, nothing else is asked for. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { INBOX, LiveSession, type Picture } from '../support/live-session';
import { message, messages } from '../support/mail-factory';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};
const PLAIN =
  'IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE UIDPLUS MOVE UNSELECT LIST-EXTENDED CHILDREN LIST-STATUS SPECIAL-USE';
const COUNT = 600;

describe.each([
  ['by QRESYNC', ''],
  ['by CONDSTORE', `imap_capability = ${PLAIN} CONDSTORE ESEARCH`],
  ['by reading', `imap_capability = ${PLAIN}`],
])('a folder opened again %s', (way, extra) => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await startDovecot({ extra });
  });

  afterAll(async () => {
    await server.dispose();
  });

  async function signIn(name: string, picture: Picture | null): Promise<LiveSession> {
    const bridge = await startBridge({
      target: {
        host: 'localhost',
        port: server.ports.imaps,
        tls: 'implicit',
        security: 'tls',
        ca: readFileSync(server.caFile, 'utf8'),
      },
    });
    const live = new LiveSession({ origin: bridge.origin });
    live.session.watch('t1', INBOX);
    if (picture !== null) live.takeOver(picture);
    const { address: user, password } = server.user(name);
    const result = await live.session.signIn({ target: TARGET, user, password });
    if (!result.ok) throw new Error(`sign-in: ${JSON.stringify(result.error)}`);
    await live.until('INBOX opened', () => live.opened.length > 0);
    return live;
  }

  /** Looked at here and there, and left. */
  async function leave(name: string): Promise<Picture> {
    await server.save(name, 'INBOX', messages(COUNT, { kind: 'small' }));
    const live = await signIn(name, null);
    await live.until('newest rows', () => live.model().isKnown(COUNT));
    for (const [low, high] of [
      [1, 80],
      [300, 380],
    ] as const) {
      live.session.wantRows('t1', INBOX, low, high);
      await live.until('rows', () => live.model().isKnown(low) && live.model().isKnown(high));
    }
    await live.until('agreed', () => live.session.agreed(INBOX) !== null);
    const picture = live.picture();
    await live.session.signOut();
    expect(live.problems).toEqual([]);
    return picture;
  }

  test('nothing has changed: no envelope and no body is read', async () => {
    const picture = await leave('same');
    const live = await signIn('same', picture);
    await live.until('agreed', () => live.session.agreed(INBOX) !== null);
    expect(live.opened).toEqual(['INBOX resumed']);
    const sent = live.sent.join('\n');
    expect(sent).toMatch(/SELECT/);
    expect(sent).not.toMatch(/ENVELOPE|BODY|INTERNALDATE|RFC822/);
    if (way !== 'by reading') expect(sent).not.toMatch(/FETCH/);
    expect(live.model().list.loaded).toBe(picture.rows.length);
    await live.session.signOut();
    expect(live.problems).toEqual([]);
  });

  test('much has changed: known rows stay in their places, only new ones are read', async () => {
    const picture = await leave('changed');
    const other = await server.connect('changed');
    await other.select('INBOX');
    const all = await other.search('ALL');
    const gone = all.filter((uid) => uid % 13 === 5 || (uid > 320 && uid < 345) || (uid > 420 && uid < 450));
    await other.store(gone.join(','), '+FLAGS (\\Deleted)');
    await other.expunge(gone.join(','));
    const starred = all.filter((uid) => uid % 50 === 3 && !gone.includes(uid));
    await other.store(starred.join(','), '+FLAGS (\\Flagged)');
    await server.deliver('changed', message(COUNT + 1, { kind: 'plain' }));
    await other.command('NOOP');
    const left = await other.search('ALL');

    const live = await signIn('changed', picture);
    await live.until('the new message', () => live.model().isKnown(left.length));
    await live.until('flags', () =>
      starred.every((uid) => live.model().list.rowOf(uid as never)?.starred !== false),
    );
    expect(live.opened).toEqual(['INBOX resumed']);
    const { list } = live.model();
    expect(list.exists).toBe(left.length);
    const known = left.flatMap((uid, i) => {
      const row = list.rowAt(left.length - 1 - i);
      return row === undefined ? [] : [[uid, row.uid] as const];
    });
    expect(known.length).toBeGreaterThan(150);
    for (const [truth, shown] of known) expect(shown).toBe(truth);
    expect(live.sent.filter((line) => line.includes('ENVELOPE'))).toHaveLength(1);
    const sent = live.sent.join('\n');
    expect(sent.includes('QRESYNC (')).toBe(way === 'by QRESYNC');
    expect(sent.includes('CHANGEDSINCE')).toBe(way === 'by CONDSTORE');
    await live.session.signOut();
    await other.logout();
    expect(live.problems).toEqual([]);
  });
});
