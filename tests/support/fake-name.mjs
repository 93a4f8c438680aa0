/**
 * For a server started with `--import` of this file: FAKE_NAME is another name of this machine for as long as the file FAKE_NAME_FILE
 * exists, and no name at all afterwards.
 */
import dns from 'node:dns';
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const lookup = dns.lookup;

dns.lookup = (host, options, done) => {
  if (host !== process.env.FAKE_NAME) return lookup(host, options, done);
  if (existsSync(process.env.FAKE_NAME_FILE ?? '')) return lookup('localhost', options, done);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  process.nextTick(() => done(error));
};
syncBuiltinESMExports();
