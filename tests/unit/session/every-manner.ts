/** A person at each kind of server. */
import { expect } from 'vitest';
import { personalities, type Personality } from '../../../lib/imap-server';
import { capability, ImapConnection, login as loginCommand, select, type Command } from '../../../lib/imap';
import { type CommandOutcome, type Uid } from '../../../lib/imap/types';
import type { OpAction } from '../../../lib/mail/types';
import { INBOX, SessionWorld, USER, type WorldOptions } from '../../support/session-world';

export const kinds: readonly (readonly [string, Personality | undefined])[] = [
  ['its own manners', undefined],
  ...personalities.map((one) => [one.name, one] as const),
];

export async function signedIn(personality: Personality | undefined, options: WorldOptions = {}) {
  const world = new SessionWorld({
    messages: 5,
    ...options,
    ...(personality === undefined ? {} : { personality }),
  });
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

export const storedIn = (world: SessionWorld, name: string) =>
  world.server.account(USER.user)?.mailbox(world.place(name))?.messages ?? [];
export const subjectsIn = (world: SessionWorld, name: string): string[] =>
  storedIn(world, name).map(
    ({ content }) => /Subject: (.*)\r/.exec(new TextDecoder().decode(content.bytes))?.[1] ?? '',
  );
export const newestFirst = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `Message ${count - i}`);

export async function act(
  world: SessionWorld,
  id: string,
  uids: readonly Uid[],
  action: OpAction,
): Promise<void> {
  world.session.enqueue(world.op(id, uids, action));
  await world.clock.advance(2_000);
  expect(world.stateOf(id)?.kind, id).toBe('done');
}

/** A text, a file in base64, and a note that is shown or attached as one likes. */
export function letterWithFile(content: Uint8Array): Uint8Array {
  const base64 = Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return new TextEncoder().encode(
    [
      'From: bo@example.com',
      'Subject: With a file',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      'Content-Disposition: inline',
      '',
      'Hi',
      '--b',
      'Content-Type: application/octet-stream; name=plan.bin',
      'Content-Disposition: attachment; filename=plan.bin',
      'Content-Transfer-Encoding: base64',
      '',
      base64,
      '--b',
      'Content-Type: text/plain; name=note.txt',
      'Content-Disposition: attachment',
      '',
      'A note',
      '--b--',
      '',
    ].join('\r\n'),
  );
}

/** Commands on a connection of their own, with the inbox open. */
export function directly({ server }: SessionWorld): <T>(command: Command<T>) => CommandOutcome<T> {
  const peer = server.connect();
  const connection = new ImapConnection({ security: 'memory' });
  const ask = <T>(command: Command<T>): CommandOutcome<T> => {
    const id = connection.enqueue(command);
    for (;;) {
      for (let out = peer.output(); out !== undefined; out = peer.output()) connection.receive(out);
      for (let event = connection.next(); event !== undefined; event = connection.next())
        if (event.kind === 'done' && event.id === id) return event.outcome as CommandOutcome<T>;
      const sent = connection.output();
      if (sent === undefined) throw new Error(`${command.name} has no answer`);
      peer.receive(sent.bytes);
    }
  };
  for (let out = peer.output(); out !== undefined; out = peer.output()) connection.receive(out);
  for (const first of [capability(), loginCommand(USER.user, USER.password), capability(), select('INBOX')])
    if (!ask(first as Command<unknown>).ok) throw new Error(`${first.name} was refused`);
  return ask;
}

/** Nothing went wrong that a person or a developer would be told of. */
export function expectPeace(world: SessionWorld): void {
  expect(world.problems).toEqual([]);
  expect(world.failures).toEqual([]);
  expect(world.openWires.length).toBeGreaterThan(0);
}
