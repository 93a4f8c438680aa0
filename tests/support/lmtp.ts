import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Hands one message to an LMTP server (RFC 2033) for each recipient; rejects unless all of them are accepted. */
export async function deliverByLmtp(
  port: number,
  recipients: readonly string[],
  message: Buffer,
): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    const answers = answerLines(socket);
    await expectCode(answers, 220);
    await say(socket, answers, 'LHLO test.example.org', 250);
    await say(socket, answers, 'MAIL FROM:<sender@example.org>', 250);
    for (const recipient of recipients) await say(socket, answers, `RCPT TO:<${recipient}>`, 250);
    await say(socket, answers, 'DATA', 354);
    socket.write(Buffer.concat([dotStuffed(message), Buffer.from('\r\n.\r\n')]));
    for (const _ of recipients) await expectCode(answers, 250);
    socket.write('QUIT\r\n');
  } finally {
    socket.destroy();
  }
}

type Answers = AsyncIterator<string>;

function answerLines(socket: Socket): Answers {
  socket.setTimeout(20_000, () => socket.destroy(new Error('the LMTP server said nothing for 20 s')));
  return createInterface({ input: socket })[Symbol.asyncIterator]();
}

async function say(socket: Socket, answers: Answers, line: string, code: number): Promise<void> {
  socket.write(`${line}\r\n`);
  await expectCode(answers, code);
}

async function expectCode(answers: Answers, code: number): Promise<void> {
  for (;;) {
    const { value, done } = await answers.next();
    if (done === true) throw new Error(`the LMTP server closed the connection instead of answering ${code}`);
    if (!value.startsWith(String(code))) throw new Error(`the LMTP server answered: ${value}`);
    if (value[3] !== '-') return;
  }
}

function dotStuffed(message: Buffer): Buffer {
  return Buffer.from(message.toString('latin1').replace(/\r\n$/, '').replace(/^\./gm, '..'), 'latin1');
}
