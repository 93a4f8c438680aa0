import { personalityNamed, type Personality } from '../../../lib/imap-server';
import { INBOX, SessionWorld, USER, type WorldOptions } from '../../support/session-world';

/** By the number of the quirk and the name of its case; given the octets of the fixture, one a character. */
export type Scenarios = Readonly<Record<string, (octets: string) => Promise<void> | void>>;

/** @throws when there is none of that name */
export function personality(name: string): Personality {
  const found = personalityNamed(name);
  if (found === undefined) throw new Error(`no personality ${name}`);
  return found;
}

/** Gmail with another bound of connections. */
export const gmailWith = ({
  count,
  text,
}: {
  readonly count: number;
  readonly text: string;
}): Personality => ({
  ...personality('gmail'),
  limits: { connections: { count, answer: { kind: 'no', code: 'ALERT', text } } },
});

/** Somebody looks at the inbox. */
export async function signedIn(kind: Personality, options: WorldOptions = {}): Promise<SessionWorld> {
  const world = new SessionWorld({ messages: 3, personality: kind, ...options });
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

export const storedIn = (world: SessionWorld, mailbox: string) =>
  world.server.account(USER.user)?.mailbox(mailbox)?.messages ?? [];

/** All lines of the client, on all connections. */
export const linesOf = (world: SessionWorld): readonly string[] =>
  world.wires.flatMap(({ flights }) => flights.join('').split('\r\n'));
