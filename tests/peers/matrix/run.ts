/**
 * The matrix: every command and every extension a server lists, asked through the typed commands of lib/imap, and what it answers.
 * A capability without a row fails, unless it is written down why there is nothing to do.
 */
import { afterAll, describe, expect, test } from 'vitest';
import * as imap from '../../../lib/imap';
import { ImapLink } from '../../support/imap-link';
import { Desk, listedAs, type Listed, type MatrixServer } from './desk';
import { NOTHING_TO_DO } from './nothing-to-do';
import { ACCESS_ROWS } from './rows-access';
import { FETCH_ROWS } from './rows-fetch';
import { FOLDER_ROWS } from './rows-folders';
import { MESSAGE_ROWS } from './rows-messages';
import { SEARCH_ROWS } from './rows-search';
import { SIGN_IN_ROWS } from './rows-sign-in';
import { SYNC_ROWS } from './rows-sync';

const ROWS = [
  ...SIGN_IN_ROWS,
  ...FOLDER_ROWS,
  ...MESSAGE_ROWS,
  ...FETCH_ROWS,
  ...SEARCH_ROWS,
  ...SYNC_ROWS,
  ...ACCESS_ROWS,
];

/** Commands by the capability that brings them; those of IMAP4rev1 every server must answer. */
const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'IMAP4REV1',
    [
      ...['CAPABILITY', 'NOOP', 'LOGOUT', 'LOGIN', 'AUTHENTICATE', 'STARTTLS'],
      ...[
        'SELECT',
        'EXAMINE',
        'CREATE',
        'DELETE',
        'RENAME',
        'SUBSCRIBE',
        'UNSUBSCRIBE',
        'LIST',
        'LSUB',
        'STATUS',
      ],
      ...['APPEND', 'CHECK', 'CLOSE', 'EXPUNGE', 'SEARCH', 'FETCH', 'STORE', 'COPY'],
      ...['UID SEARCH', 'UID FETCH', 'UID STORE', 'UID COPY'],
    ],
  ],
  ['ID', ['ID']],
  ['ENABLE', ['ENABLE']],
  ['NAMESPACE', ['NAMESPACE']],
  ['IDLE', ['IDLE']],
  ['UNSELECT', ['UNSELECT']],
  ['UIDPLUS', ['UID EXPUNGE']],
  ['MOVE', ['MOVE', 'UID MOVE']],
  ['SORT', ['SORT', 'UID SORT']],
  ['THREAD=REFERENCES', ['THREAD', 'UID THREAD']],
  ['ACL', ['SETACL', 'DELETEACL', 'GETACL', 'LISTRIGHTS', 'MYRIGHTS']],
  ['QUOTA', ['GETQUOTA', 'GETQUOTAROOT']],
  ['QUOTASET', ['SETQUOTA']],
  ['METADATA', ['GETMETADATA', 'SETMETADATA']],
  ['NOTIFY', ['NOTIFY']],
  ['COMPRESS=DEFLATE', ['COMPRESS']],
  ['XLIST', ['XLIST']],
  ['REPLACE', ['REPLACE', 'UID REPLACE']],
  ['MULTISEARCH', ['ESEARCH']],
]);

/**
 * Registers the tests of one server, which runs already while tests are collected: what it lists decides which there are, and one
 * that cannot be started fails the run with its reason. It is stopped behind the last of them.
 */
export async function matrix(server: MatrixServer): Promise<void> {
  const listed = await listen(server);
  const space = await homeOf(server, listed);
  const understood = new Set<string>();

  describe(server.name, () => {
    afterAll(() => server.stop());

    const rows = ROWS.filter(({ of }) => of.every((name) => listedAs(name, listed.ever) !== undefined));
    for (const [at, row] of rows.entries()) {
      const { name, of, run } = row;
      // Servers let a wrong password wait for seconds: those rows wait together.
      const register = SIGN_IN_ROWS.includes(row) ? test.concurrent : test;
      register(name, async () => {
        const desk = new Desk(server, listed, space, `row ${at} ${of[0]?.replace(/\W/g, ' ') ?? ''}`.trim());
        try {
          await run(desk);
          expect(desk.unreadable()).toEqual([]);
        } finally {
          for (const command of desk.understood()) understood.add(command);
          desk.leave();
        }
      });
    }

    test('whatever it lists has a row, or a reason why there is none', () => {
      const covered = [...rows.flatMap(({ of }) => of), ...NOTHING_TO_DO.keys()];
      const names = new Set(covered.flatMap((name) => matching(name, listed.ever)));
      expect([...listed.ever].filter((name) => !names.has(name))).toEqual([]);
    });

    test('every command it knows was asked in some row, and understood', () => {
      const known = [...COMMANDS].filter(([capability]) => listed.ever.has(capability));
      expect(known.flatMap(([, names]) => names.filter((name) => !understood.has(name)))).toEqual([]);
    });
  });
}

function matching(name: string, listed: ReadonlySet<string>): readonly string[] {
  const upper = name.toUpperCase();
  if (!upper.endsWith('*')) return [upper];
  return [...listed].filter((one) => one.startsWith(upper.slice(0, -1)));
}

async function listen(server: MatrixServer): Promise<Listed> {
  const ask = async (link: ImapLink): Promise<ReadonlySet<string>> =>
    new Set((await link.run(imap.capability())).map((name) => name.toUpperCase()));
  const link = await ImapLink.open(server.plainPort);
  const plain = await ask(link);
  await link.secure(server.ca);
  const tls = await ask(link);
  await link.run(imap.login(server.user, server.password));
  const signedIn = await ask(link);
  link.close();
  return { plain, tls, signedIn, ever: new Set([...plain, ...tls, ...signedIn]) };
}

/** Where own folders begin. */
async function homeOf(server: MatrixServer, listed: Listed): Promise<imap.Namespaces['personal'][number]> {
  const none = { prefix: '', delimiter: '/' };
  if (!listed.ever.has('NAMESPACE')) return none;
  const link = await ImapLink.open(server.tlsPort, server.ca);
  await link.run(imap.login(server.user, server.password));
  const { personal } = await link.run(imap.namespace());
  link.close();
  return personal[0] ?? none;
}
