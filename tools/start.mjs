/**
 * `npm start`: on a fresh clone with only Node and npm this installs, builds and serves; later it only serves.
 * Arguments and environment go to the server as they are (server/config/config.ts).
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  Trouble,
  builtId,
  endWithParent,
  ensureInstalled,
  requireNode,
  root,
  runNode,
  runTool,
  say,
  sourceId,
} from './house.mjs';

async function ensureBuilt(args) {
  if (builtId() === sourceId()) return;
  const verdict = await runNode('tools/preflight.mjs', args);
  if (verdict.code !== 0) throw new Trouble(verdict.log.trim());
  say('Building (about 30 s)...');
  const { code, log } = await runNode('tools/build.mjs');
  if (code !== 0) throw new Trouble('Tagline was not started.', log);
}

await runTool(async () => {
  requireNode();
  endWithParent();
  await ensureInstalled();
  await ensureBuilt(process.argv.slice(2));
  // In this process, not in a child: signals, terminal and exit code are then the server's own.
  await import(pathToFileURL(join(root, 'dist', 'server.mjs')).href);
});
