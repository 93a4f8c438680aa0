import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCountingProxy } from '../support/counting-proxy';
import { startFaultProxy } from '../support/faults/proxy';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { ImapClient } from '../support/imap-client';
import { messages } from '../support/mail-factory';
import {
  cutAfter,
  end,
  expectBytes,
  expectLine,
  hold,
  send,
  startScriptedServer,
  startTls,
} from '../support/scripted-server';
import { certificate } from '../support/tls';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
  await dovecot.save('lines', 'INBOX', messages(20, { kind: 'plain' }));
});

afterAll(async () => {
  await dovecot.dispose();
});

test('a script greets over TLS, answers with the tag of the command, and ends', async () => {
  const server = await startScriptedServer(
    [[send('* OK hello\r\n', 1), expectLine(/ NOOP$/), send('* 3 EXISTS\r\n$TAG OK done\r\n'), end]],
    { tls: 'good' },
  );
  const { caFile } = await certificate();
  const client = await ImapClient.connect({ port: server.port, ca: readFileSync(caFile) });
  expect(await client.ok('NOOP')).toMatchObject({ untagged: [{ text: '* 3 EXISTS' }] });
  await expect(client.nextResponse()).rejects.toThrow('closed');
  await server.finished();
  expect(server.failures).toEqual([]);
  expect(server.received).toEqual(['t1 NOOP\r\n']);
  client.close();
  await server.close();
});

test('a command that is not in the script is a failure with both lines', async () => {
  const server = await startScriptedServer([[send('* OK\r\n'), expectLine(/ NOOP$/), send('$TAG OK\r\n')]]);
  const client = await ImapClient.connect({ port: server.port });
  await expect(client.command('CHECK')).rejects.toThrow(/closed|ECONNRESET/);
  expect(server.failures).toEqual(['connection 1: expected / NOOP$/, got "t1 CHECK"']);
  await server.close();
});

test('an answer is cut inside a literal; the next connection gets the next script', async () => {
  const answer = '* 1 FETCH (BODY[] {10}\r\n0123456789)\r\n';
  const server = await startScriptedServer([
    [send('* OK one\r\n'), expectLine(/FETCH/), ...cutAfter(answer, answer.indexOf('5'))],
    [send('* OK two\r\n'), expectLine(/APPEND/), expectBytes(5), hold],
  ]);
  const first = await ImapClient.connect({ port: server.port });
  await expect(first.command('FETCH 1 BODY[]')).rejects.toThrow(/closed|ECONNRESET/);
  const second = await ImapClient.connect({ port: server.port });
  expect(second.greeting).toBe('* OK two');
  second.raw('t1 APPEND x {5+}\r\nhello');
  second.close();
  await server.finished(2);
  expect(server.failures).toEqual([]);
  await server.close();
});

test('a script upgrades to TLS in the middle', async () => {
  const server = await startScriptedServer([
    [
      send('* OK plain\r\n'),
      expectLine(/ STARTTLS$/),
      send('$TAG OK go on\r\n'),
      startTls(),
      send('* OK secured\r\n'),
      hold,
    ],
  ]);
  const plain = connect({ host: '127.0.0.1', port: server.port });
  await once(plain, 'data');
  plain.write('a1 STARTTLS\r\n');
  await once(plain, 'data');
  const { caFile } = await certificate();
  const secured = connectTls({ socket: plain, servername: 'localhost', ca: readFileSync(caFile) });
  const [answer] = (await once(secured, 'data')) as [Buffer];
  expect(secured.authorized).toBe(true);
  expect(answer.toString()).toBe('* OK secured\r\n');
  secured.destroy();
  await server.finished();
  expect(server.failures).toEqual([]);
  await server.close();
});

test('a broken line in front of a real server: what is promised arrives, then nothing, then a new line', async () => {
  const proxy = await startFaultProxy(dovecot.ports.imap);
  const { network } = proxy;
  network.arm({ side: 'server', after: 8, how: 'close' });
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.on('error', () => socket.destroy());
  await once(socket, 'close');
  expect(received).toBe('* OK [CA');
  expect(network.open).toBe(0);

  const client = await ImapClient.connect({ port: proxy.port });
  expect(network.total).toBe(2);
  network.refuse();
  await expect(client.command('NOOP')).rejects.toThrow(/closed|ECONNRESET|EPIPE/);
  await expect(ImapClient.connect({ port: proxy.port })).rejects.toThrow(/closed|ECONNRESET/);

  network.resume();
  const again = await ImapClient.connect({ port: proxy.port });
  network.hold();
  const answer = again.command('NOOP');
  network.resume();
  expect((await answer).status).toBe('OK');
  again.close();
  await proxy.close();
});

test('the counting proxy counts commands, flights, bytes and rows, and skips literals', async () => {
  const proxy = await startCountingProxy(dovecot.ports.imap);
  const client = await ImapClient.connect({ port: proxy.port });
  const { address, password } = dovecot.user('lines');
  await client.login(address, password);
  await client.select('INBOX');
  proxy.reset();
  await client.ok('FETCH 1:20 (UID FLAGS BODY.PEEK[])');
  await client.ok('UID FETCH 1:3 (FLAGS)');
  await client.append('INBOX', [
    { message: Buffer.from('Subject: x\r\n\r\na1 NOOP\r\n* 1 FETCH (FLAGS ())\r\n') },
  ]);
  const counts = proxy.counts();
  expect(counts.commands).toEqual(['FETCH', 'UID FETCH', 'APPEND']);
  expect(counts.roundTrips).toBe(3);
  expect(counts.fetchRows).toBe(23);
  expect(counts.bytesDown).toBeGreaterThan(20 * 500);
  expect(counts.bytesUp).toBeLessThan(300);
  await client.logout();
  await proxy.close();
});
