/**
 * What can be known before a build that takes half a minute: a wrong setting, a port in use. The server judges both
 * again when it starts; this only says it earlier, in the server's own words.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Trouble, root } from './house.mjs';

/** The server's own reader of settings, bundled by itself. */
async function loadConfigReader() {
  const { buildSync } = await import('esbuild');
  const outfile = join(root, '.tagline', 'config.mjs');
  buildSync({
    entryPoints: [join(root, 'server', 'config.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
  });
  return import(pathToFileURL(outfile).href);
}

/** Resolves when the address can be listened on, or when something other than its being taken is wrong with it. */
function refuseTakenPort(host, port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code !== 'EADDRINUSE') resolve();
      else
        reject(
          new Trouble(
            `Port ${port} on ${host} is already in use: stop the other program, or choose another with PORT.`,
          ),
        );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** @param {readonly string[]} args the server's own arguments */
export async function preflight(args) {
  const { readConfig } = await loadConfigReader();
  let config;
  try {
    config = readConfig({ env: process.env, args });
  } catch (error) {
    if (error.name !== 'SettingError') throw error;
    throw new Trouble(error.message);
  }
  if (config.port !== 0) await refuseTakenPort(config.listen, config.port);
}
