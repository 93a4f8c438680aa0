import type { Socket } from 'node:net';

/** The few lines of IMAP that `check` speaks: a diagnosis, no client. The bridge itself never reads what it carries. */
export interface Dialog {
  /** The next line without its end. @throws Error when it does not come in time, is too long, or the connection ends */
  line(): Promise<string>;
  /** Sends a command and collects the untagged lines up to its own; `secret` lines answer continuations. */
  command(
    text: string,
    answers?: readonly string[],
  ): Promise<{ readonly untagged: readonly string[]; readonly tagged: string }>;
  /** No reader any more, as before a TLS handshake. */
  detach(): void;
}

const maxLine = 8192;
const maxLines = 200;

export function createDialog(socket: Socket, timeoutMs: number): Dialog {
  let inbox = '';
  let ended = false;
  let tags = 0;
  let wake: () => void = () => undefined;
  const onData = (chunk: Buffer): void => {
    inbox += chunk.toString('latin1');
    wake();
  };
  const onEnd = (): void => {
    ended = true;
    wake();
  };
  socket.on('data', onData);
  socket.on('close', onEnd);
  socket.on('end', onEnd);

  const line = async (): Promise<string> => {
    const late = Date.now() + timeoutMs;
    for (;;) {
      const at = inbox.indexOf('\n');
      if (at >= 0) {
        const text = inbox.slice(0, at).replace(/\r$/, '');
        inbox = inbox.slice(at + 1);
        return text;
      }
      if (ended) throw new Error('the server hung up');
      if (inbox.length > maxLine) throw new Error('the server sent a line without end');
      if (Date.now() >= late) throw new Error(`no answer within ${timeoutMs / 1000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, late - Date.now());
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  return {
    line,
    async command(text, answers = []) {
      const tag = `c${++tags}`;
      const waiting = [...answers];
      const untagged: string[] = [];
      socket.write(`${tag} ${text}\r\n`);
      while (untagged.length < maxLines) {
        const next = await line();
        if (next.startsWith(`${tag} `)) return { untagged, tagged: next.slice(tag.length + 1) };
        if (!next.startsWith('+')) untagged.push(next);
        else socket.write(`${waiting.shift() ?? '*'}\r\n`);
      }
      throw new Error('the server answers without end');
    },
    detach() {
      socket.pause();
      socket.removeListener('data', onData);
      socket.removeListener('close', onEnd);
      socket.removeListener('end', onEnd);
    },
  };
}

/** Server text for a terminal: printable ASCII, bounded. */
export function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 500);
}
