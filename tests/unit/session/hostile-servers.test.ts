/** Servers that wear the client down or give its secrets away: each is bounded, and named. */
import { describe, expect, it } from 'vitest';
import { ANSWER_TIME, MAX_SHRINKS, SHRINKS_WITHIN } from '../../../lib/session/limits';
import { Transcript } from '../../../lib/net/transcript';
import { AFTER, GREETING, login, OddServer, open, plain } from '../../support/odd-server';
import { SessionWorld, USER } from '../../support/session-world';

describe('a server that lowers EXISTS after each SELECT', () => {
  it('is asked a few times, then told of, and believed again later', async () => {
    let lowers = true;
    const server: OddServer = new OddServer(
      GREETING,
      plain(3, (command) => {
        if (command.startsWith('SELECT') && lowers) {
          queueMicrotask(() => queueMicrotask(() => server.say('* 2 EXISTS')));
          return open(3);
        }
        return login(AFTER)(command);
      }),
    );
    await server.signIn();
    await server.clock.advance(30_000);
    expect(server.sent('SELECT')).toHaveLength(1 + MAX_SHRINKS);
    expect(server.failures.map(({ code }) => code)).toEqual(['mailbox-unsteady']);
    lowers = false;
    await server.clock.advance(SHRINKS_WITHIN);
    server.say('* 1 EXISTS');
    await server.clock.advance(1_000);
    expect(server.sent('SELECT')).toHaveLength(2 + MAX_SHRINKS);
    expect(server.log.at(-1)).toMatch(/^opened INBOX 3|^exists|^status/);
  });
});

describe('an answer without end', () => {
  const dripping = async (line: string, everyMs: number, times: number) => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) => (command.startsWith('UID FETCH') ? null : login(AFTER)(command))),
    );
    await server.signIn();
    await server.clock.advance(2_000);
    const dials = server.dials;
    void server.session.openMessage('INBOX' as never, 10 as never, undefined, { formatted: false });
    for (let i = 0; i < times && server.dials === dials; i += 1) {
      await server.clock.advance(everyMs);
      server.drip(line);
    }
    return { server, again: server.dials > dials };
  };

  it('that drips an octet at a time is given up after ten minutes, by its own name', async () => {
    const { server, again } = await dripping('*', 30_000, ANSWER_TIME / 30_000 + 2);
    expect(again).toBe(true);
    const told = server.statuses.flatMap((status) =>
      status.kind === 'reconnecting' && status.error !== null ? [status.error.code] : [],
    );
    expect(told[0]).toBe('answer-endless');
  });

  it('that comes slowly is waited for', async () => {
    const { again } = await dripping(`* OK ${'still at it '.repeat(1_000)}\r\n`, 50_000, 40);
    expect(again).toBe(false);
  });
});

describe('a server that says the password back', () => {
  const words = `Cannot log in with "${USER.password}" at all`;

  it.each(['NO', 'BAD'])('in its %s shows it to nobody', async (status) => {
    const world = new SessionWorld({
      messages: 1,
      onSend: (text, wire) => {
        const tag = /^(\S+) (?:LOGIN|AUTHENTICATE)/.exec(text)?.[1];
        if (tag === undefined) return true;
        wire.say(`* OK [ALERT] ${words}\r\n${tag} ${status} ${words}, ${btoa(USER.password)}\r\n`);
        return true;
      },
    });
    const done = world.session.signIn({
      target: { id: 'demo', name: 'Demo', target: 'demo', tls: 'none', security: 'loopback' },
      ...USER,
    });
    await world.clock.advance(1_000);
    const result = await done;
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).toContain('Cannot log in with \\"***\\" at all');
    const shown = JSON.stringify(world.transcript.lines()) + JSON.stringify(result);
    expect(shown).toContain('Cannot log in');
    expect(shown).not.toContain(USER.password);
    expect(shown).not.toContain(btoa(USER.password));
  });

  it('and cuts it off in the middle, shows no beginning of it', () => {
    const transcript = new Transcript();
    transcript.hide('1', ['contraseña secreta']);
    const line = (text: string): string => {
      transcript.received('1', new TextEncoder().encode(`${text}\r\n`));
      return transcript.lines().at(-1)?.text ?? '';
    };
    expect(line('* NO contraseña secreta is wrong')).toBe('* NO *** is wrong');
    expect(line(`* NO ${'x'.repeat(496)} contraseña secreta`)).not.toContain('contr');
    // One of three letters is in every other word: hiding it everywhere would spell it out.
    transcript.hide('1', ['not']);
    expect(line('* NO not now')).toBe('* NO not now');
  });
});
