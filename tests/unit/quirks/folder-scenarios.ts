import { expect } from 'vitest';
import type { ListEntry } from '../../../lib/imap/types';
import { buildFolders, folderOfRole } from '../../../lib/mail/folders';
import type { FolderRole } from '../../../lib/mail/types';
import { GREETING, login, OddServer, OK, plain } from '../../support/odd-server';
import { settle } from '../../support/session-world';
import type { Scenarios } from './scenario';

const AFTER = (more: string): string => `@ OK [CAPABILITY IMAP4rev1 ${more}] in`;

/** A server whose plain LIST says these lines. */
const listing = (lines: string, capabilities = ''): OddServer =>
  new OddServer(
    GREETING,
    plain(1, (command) =>
      // The octets of a literal are no command.
      command === ''
        ? null
        : command.startsWith('LIST')
          ? `${lines}${OK}`
          : login(AFTER(capabilities))(command),
    ),
  );

const placeOf = (entries: readonly ListEntry[], role: FolderRole): string | undefined =>
  folderOfRole(buildFolders(entries), role)?.name;

export const folderScenarios: Scenarios = {
  'Q11 NAMESPACE and nothing more': async (greeting) => {
    const server = new OddServer(
      greeting.trimEnd(),
      plain(1, (command) => {
        if (command === 'CAPABILITY') return `* CAPABILITY IMAP4rev1 AUTH=PLAIN NAMESPACE\r\n${OK}`;
        if (command !== 'NAMESPACE') return undefined;
        server.die();
        return null;
      }),
    );
    await server.signIn();
    for (const label of ['One', 'Two', 'Three']) {
      const made = server.session.editFolder({ kind: 'create', parent: null, label });
      await server.clock.advance(60_000);
      expect(await made, label).toEqual({ ok: true, value: label });
    }
    expect(server.sent(' NAMESPACE')).toHaveLength(2);
    expect(server.sent(' CREATE ').map((line) => line.split(' ')[2])).toEqual(['One', 'Two', 'Three']);
  },

  'Q12 LSUB refused': async (refusal) => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) => (command.startsWith('LSUB') ? refusal.trimEnd() : login(AFTER(''))(command))),
    );
    await server.signIn();
    expect(server.log).toContain('folders INBOX+ Old+');
  },

  'Q21 special folders in another language': async (lines) => {
    const server = listing(lines);
    await server.signIn();
    expect(placeOf(server.entries, 'trash')).toBe('[Google Mail]/Papierkorb');
    expect(placeOf(server.entries, 'sent')).toBe('[Google Mail]/Gesendet');
    const names = buildFolders(server.entries).map(({ name }) => name);
    expect(names).not.toContain('[Google Mail]');
  },

  'Q27 names alone': async (lines) => {
    let asked = 0;
    const server = new OddServer(
      GREETING,
      plain(1, (command) => {
        if (command.includes('RETURN')) {
          asked += 1;
          return '@ BAD Command Argument Error. 12';
        }
        return command.startsWith('LIST') ? `${lines}${OK}` : login(AFTER('LIST-EXTENDED'))(command);
      }),
    );
    await server.signIn();
    expect(asked).toBe(1);
    expect(placeOf(server.entries, 'sent')).toBe('Sent Messages');
    expect(placeOf(server.entries, 'trash')).toBe('Deleted Messages');
    expect(placeOf(server.entries, 'drafts')).toBe('Borradores');
  },

  'Q28 nothing listed': async (nothing) => {
    const server = new OddServer(
      GREETING,
      plain(2, (command) => {
        if (command.includes('RETURN (SUBSCRIBED')) return nothing.trimEnd();
        // What it would say with IMAP4rev2 switched on: nothing found, whatever there is.
        if (command.startsWith('UID SEARCH')) return `* SEARCH 10 20\r\n${OK}`;
        return login(AFTER('IMAP4rev2 ENABLE CONDSTORE LIST-EXTENDED SPECIAL-USE'))(command);
      }),
    );
    await server.signIn();
    expect(server.log).toContain('folders INBOX+ Old');
    expect(server.lines.filter((line) => /ENABLE .*IMAP4rev2/i.test(line))).toEqual([]);
    const choosing = server.session.chooseSet(server.entries[0]?.name ?? ('' as never), 'marked');
    await server.clock.advance(1_000);
    const chosen = await choosing;
    expect(chosen.ok && chosen.value.count).toBe(2);
  },

  'Q35 every RETURN option at once': async (line) => {
    const server = new OddServer(GREETING, plain(1, login(AFTER('LIST-EXTENDED SPECIAL-USE LIST-STATUS'))));
    await server.signIn();
    expect(server.sent('RETURN')[0]?.split(' ').slice(1).join(' ')).toBe(line.trimEnd());
  },

  'Q36 LIST and nothing more': async (greeting) => {
    const server = new OddServer(
      greeting.trimEnd(),
      plain(1, (command) => {
        if (command.startsWith('LIST') && command.includes('SUBSCRIBED')) {
          server.die();
          return null;
        }
        return login(AFTER('LIST-EXTENDED SPECIAL-USE ID'))(command);
      }),
    );
    const result = await server.signIn();
    expect(result).toMatchObject({ ok: true });
    expect(server.log).toContain('folders INBOX+ Old');
    expect(server.sent('RETURN (SUBSCRIBED')).toHaveLength(2);
  },

  'Q38 shown without the delimiter, written with it': async (line) => {
    const server = listing(`* LIST () "/" INBOX\r\n${line}`);
    await server.signIn();
    const sent = folderOfRole(buildFolders(server.entries), 'sent');
    if (sent === undefined) throw new Error('not listed');
    expect([sent.label, sent.parent]).toEqual(['Sent', null]);
    server.session.watch('t', sent.name);
    await server.clock.advance(1_000);
    await settle();
    expect(server.sent(' SELECT ').at(-1)?.split(' ')[2]).toMatch(/^"?\/Sent"?$/);
  },

  'Q40 written back as it came': async (lines) => {
    const server = listing(`* LIST () "/" INBOX\r\n${lines}`, 'LITERAL+');
    server.latin1 = true;
    await server.signIn();
    for (const [at, wire] of [
      [1, 'R&D'],
      [2, 'caf\u{e9}'],
    ] as const) {
      const entry = server.entries[at];
      if (entry === undefined) throw new Error('not listed');
      server.session.watch('t', entry.name);
      await server.clock.advance(1_000);
      // A name that is no ASCII goes as a literal.
      expect(server.lines.some((line) => line.includes(wire))).toBe(true);
    }
  },
};
