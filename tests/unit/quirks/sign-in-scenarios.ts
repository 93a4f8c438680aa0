import { expect } from 'vitest';
import { GREETING, OddServer, OK, plain } from '../../support/odd-server';
import { gmailWith, type Scenarios, signedIn } from './scenario';

/** A server that names its capabilities only when asked; `special` goes first. */
function asking(capabilities: string, special: (command: string) => string | null | undefined): OddServer {
  return new OddServer(
    GREETING,
    plain(2, (command) => {
      const own = special(command);
      if (own !== undefined) return own;
      return command === 'CAPABILITY' ? `* CAPABILITY ${capabilities}\r\n${OK}` : undefined;
    }),
  );
}

export const signInScenarios: Scenarios = {
  'Q01 a SELECT before ID': async (refusal) => {
    let introduced = false;
    const server = asking('IMAP4rev1 ID', (command) => {
      if (command.startsWith('ID (')) introduced = true;
      return command.startsWith('SELECT') && !introduced ? refusal.trimEnd() : undefined;
    });
    expect((await server.signIn()).ok).toBe(true);
    expect(server.rows.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(server.sent(' ID (')[0]).toContain('"name" "Tagline" "version" "');
  },

  'Q03 ID refused': async (refusal) => {
    const server = asking('IMAP4rev1 ID', (command) =>
      command.startsWith('ID') ? refusal.trimEnd() : undefined,
    );
    expect((await server.signIn()).ok).toBe(true);
    expect(server.rows).toHaveLength(2);
    const words = server.lines.map((line) => line.split(' ')[1]);
    expect(words.indexOf('ID')).toBeGreaterThan(words.indexOf('AUTHENTICATE'));
  },

  'Q12 a user with a domain': async (refusal) => {
    const server = asking('IMAP4rev1', (command) =>
      command.startsWith('AUTHENTICATE') ? refusal.trimEnd() : undefined,
    );
    expect((await server.signIn(String.raw`EXAMPLE\ana/sales`)).ok).toBe(true);
    expect(server.sent('LOGIN')[0]?.split(' ').slice(1).join(' ')).toBe(
      String.raw`LOGIN "EXAMPLE\\ana/sales" "secret"`,
    );
    expect(server.sent('AUTHENTICATE')).toEqual([]);
  },

  'Q20 too many connections': async (refusal) => {
    const words = /\[ALERT\] (.*?)\r\n/.exec(refusal)?.[1] ?? '';
    const world = await signedIn(gmailWith({ count: 2, text: words }));
    world.session.watch('t2', world.place('Sent'));
    world.session.watch('t3', world.place('Trash'));
    await world.clock.advance(120_000);
    expect(world.openWires).toHaveLength(2);
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.models.get(world.place('Trash'))?.isOpen).toBe(true);
    const other = await signedIn(gmailWith({ count: 0, text: words })).catch((error: unknown) =>
      String(error),
    );
    expect(other).toContain('too-many-connections');
  },
};
