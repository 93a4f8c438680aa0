import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Headers } from './headers';

/** An HTTP answer on a socket that has no response object: a refused upgrade, a request that could not be read. It ends the connection. */
export function answerRaw(socket: Duplex, status: number, headers: Headers, body = ''): void {
  const all = { ...headers, Connection: 'close', 'Content-Length': `${Buffer.byteLength(body)}` };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
