/** `npm run dev`: installs if needed, then runs tools/dev.ts, which needs a TypeScript loader. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { endWithParent, ensureInstalled, requireNode, root, runTool } from './house.mjs';

await runTool(async () => {
  requireNode();
  endWithParent();
  await ensureInstalled();
  const args = ['--import', 'tsx', join(root, 'tools', 'dev.ts'), ...process.argv.slice(2)];
  const env = { ...process.env, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  // A terminal sends Ctrl+C to both of us; other signals come to this process alone.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
});
