/**
 * A second and a third opinion: the session through the real bridge to Courier (prefix "INBOX.", no MOVE, no LITERAL+, no special
 * uses) and to Cyrus (lower-case special uses, LOGINDISABLED after sign-in).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { toMailboxName, type Uid } from '../../lib/imap/types';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { INBOX, LiveSession, type Picture } from '../support/live-session';
import { message, messages } from '../support/mail-factory';
import type { OtherServer } from '../support/other-servers';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};

interface Expected {
  readonly mechanism: string;
  /** A folder as the server names it, and the one to move into. */
  readonly folder: string;
  readonly archive: string;
  /** Made when the account is new. */
  readonly hasArchive: boolean;
  readonly uses: readonly string[];
}

/** Registers the test; its server is new, and stopped by others. */
export function sessionTest(
  server: OtherServer,
  { mechanism, folder, archive, hasArchive, uses }: Expected,
): void {
  describe('a session', () => {
    let picture: Picture | null = null;

    beforeAll(async () => {
      const client = await server.connect();
      await client.create(folder);
      if (!hasArchive) await client.create(archive);
      for (const one of messages(30, { kind: 'plain' })) await client.append('INBOX', [{ message: one }]);
      await client.logout();
    });

    test('signs in, lists with its prefix and uses, opens, stars, moves, hears of mail, and leaves', async () => {
      const { port, ca } = server;
      const bridge = await startBridge({
        target: { host: 'localhost', port, tls: 'implicit', security: 'tls', ca },
      });
      const live = new LiveSession({ origin: bridge.origin });
      live.session.watch('t1', INBOX);
      const result = await live.session.signIn({
        target: TARGET,
        user: server.user,
        password: server.password,
      });
      expect(result).toMatchObject({ ok: true, value: { mechanism } });
      await live.until('thirty rows', () => live.model().list.rowAt(29) !== undefined);

      const names = live.folders.map((one) => one.name);
      expect(names).toEqual(expect.arrayContaining([INBOX, toMailboxName(folder), toMailboxName(archive)]));
      const told = live.folders
        .flatMap(({ attributes }) => attributes)
        .map((attribute) => attribute.toLowerCase());
      expect(told).toEqual(expect.arrayContaining([...uses]));

      const { uid } = live.model().list.rowAt(0) ?? {};
      if (uid === undefined) throw new Error('no row');
      const opened = await live.session.openMessage(INBOX, uid, live.structures.get(uid), {
        formatted: false,
      });
      expect(opened.ok && opened.value.text).toContain('Hola / Hello,');

      live.session.enqueue(live.op('s', INBOX, [0], { kind: 'flag', flag: '\\Flagged', add: true }));
      await live.until('the star', () => live.ops.get('s')?.kind === 'done');
      const to = toMailboxName(archive);
      live.session.enqueue(live.op('m', INBOX, [0, 1], { kind: 'move', to, purpose: 'archive' }));
      await live.until('the move', () => live.ops.get('m')?.kind === 'done');
      await live.until('28 are left', () => live.model().list.exists === 28);
      live.session.undo('m');
      await live.until(
        'back again',
        () => live.ops.get('m:undo')?.kind === 'done' && live.model().list.exists === 30,
      );

      const made = await live.session.editFolder({ kind: 'create', parent: null, label: 'Año & más' });
      expect(made.ok && made.value?.endsWith('Año & más')).toBe(true);

      const other = await server.connect();
      await other.append('INBOX', [{ message: message(40, { kind: 'plain', subject: 'While open' }) }]);
      await live.until('the new mail', () => live.model().list.rowAt(0)?.subject === 'While open');
      await other.select('INBOX');
      expect(await other.search('FLAGGED')).toHaveLength(1);
      await other.logout();
      await live.until('settled', () => live.session.agreed(INBOX) !== null);
      picture = live.picture();
      await live.session.signOut();
      expect(live.problems).toEqual([]);
    });

    test('comes back: what is known stays, what changed is found, only new mail is read', async () => {
      if (picture === null) throw new Error('nothing was left');
      const other = await server.connect();
      await other.select('INBOX');
      const uids = await other.search('ALL');
      const gone = uids.filter((_, i) => i % 7 === 3);
      await other.store(gone.join(','), '+FLAGS (\\Deleted)');
      await other.expunge(gone.join(','));
      const flagged = uids.find((uid) => !gone.includes(uid)) ?? 0;
      await other.store(String(flagged), '+FLAGS (\\Flagged)');
      await other.append('INBOX', [{ message: message(41, { kind: 'plain', subject: 'While away' }) }]);
      await other.command('NOOP');
      const left = await other.search('ALL');
      await other.logout();

      const { port, ca } = server;
      const bridge = await startBridge({
        target: { host: 'localhost', port, tls: 'implicit', security: 'tls', ca },
      });
      const live = new LiveSession({ origin: bridge.origin });
      live.session.watch('t1', INBOX);
      live.takeOver(picture);
      const { user, password } = server;
      const result = await live.session.signIn({ target: TARGET, user, password });
      expect(result.ok).toBe(true);
      await live.until('the new mail', () => live.model().list.rowAt(0)?.subject === 'While away');
      await live.until('the star', () => live.model().list.rowOf(flagged as Uid)?.starred === true);
      expect(live.opened).toEqual(['INBOX resumed']);
      expect([...live.model().list.rows()].map(({ uid }) => uid)).toEqual(left);
      expect(live.sent.filter((line) => line.includes('ENVELOPE'))).toHaveLength(1);
      await live.session.signOut();
      expect(live.problems).toEqual([]);
    });
  });
}
