/**
 * The mail server's end of a measured tunnel, in a process of its own: the first octet of a connection says what to do.
 * `E`: everything after it comes back. `S` and four octets: that many blocks of 64 KiB are sent. `I`: nothing.
 */
import { readFileSync } from 'node:fs';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const BLOCK = Buffer.alloc(65_536, 'The quick brown fox jumps over the lazy dog. ');

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let order = Buffer.alloc(0);
  const onOrder = (chunk: Buffer): void => {
    order = Buffer.concat([order, chunk]);
    switch (String.fromCharCode(order[0] ?? 0)) {
      case 'E':
        socket.off('data', onOrder);
        if (order.length > 1) socket.write(order.subarray(1));
        socket.on('data', (bytes: Buffer) => socket.write(bytes));
        break;
      case 'S':
        if (order.length < 5) return;
        send(socket, order.readUInt32BE(1));
        order = order.subarray(5);
        break;
      case 'I':
        break;
      default:
        socket.destroy();
    }
  };
  socket.on('data', onOrder);
}

function send(socket: Socket, blocks: number): void {
  let left = blocks;
  const more = (): void => {
    while (left > 0) {
      left -= 1;
      if (!socket.write(BLOCK)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

const [certFile = '', keyFile = ''] = process.argv.slice(2);
const tls = createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, serve);
const plain = createTcpServer(serve);
const portOf = (server: typeof plain): number => {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
};
tls.on('tlsClientError', () => undefined);
tls.listen(0, '127.0.0.1', 1024, () => {
  plain.listen(0, '127.0.0.1', 1024, () => process.send?.({ tls: portOf(tls), plain: portOf(plain) }));
});
process.on('disconnect', () => process.exit(0));
