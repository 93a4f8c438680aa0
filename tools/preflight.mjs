/**
 * What can be known before a build that takes half a minute: a wrong setting, a port in use. The server judges both
 * again when it starts; this only says it earlier, in the server's own words. Takes the server's arguments; a process of
 * its own, so that the bundler's memory and helpers are gone when the server runs.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Trouble, root, runTool } from './house.mjs';

/** The server's own reader of settings, bundled by itself. */
async function loadConfigReader() {
  const { build } = await import('esbuild');
  const outfile = join(root, '.tagline', 'config.mjs');
  await build({
    entryPoints: [join(root, 'server', 'config', 'config.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // A package that is CommonJS asks for Node's own modules by require.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  return import(pathToFileURL(outfile).href);
}

/** Resolves when the address can be listened on, or when something other than its being taken is wrong with it. */
function refuseTakenPort(host, port) {
  const sentence = `Port ${port} on ${host} is already in use: stop the other program, or choose another with PORT.`;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE') reject(new Trouble(sentence));
      else resolve();
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

await runTool(async () => {
  const { readConfig } = await loadConfigReader();
  let config;
  try {
    config = readConfig({ env: process.env, args: process.argv.slice(2) });
  } catch (error) {
    if (error.name !== 'SettingError') throw error;
    throw new Trouble(error.message);
  }
  if (config.action === 'serve' && config.port !== 0) await refuseTakenPort(config.listen, config.port);
});
