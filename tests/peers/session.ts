/**
 * A second and a third opinion: the session through the real bridge to Courier (prefix "INBOX.", no MOVE, no LITERAL+, no special
 * uses) and to Cyrus (lower-case special uses, LOGINDISABLED after sign-in).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { toMailboxName } from '../../lib/imap/types';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { INBOX, LiveSession } from '../support/live-session';
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
      await live.session.signOut();
      expect(live.problems).toEqual([]);
    });
  });
}
