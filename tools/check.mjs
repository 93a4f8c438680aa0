/**
 * `npm run check`: everything that reads the code without running it. Names can be given: `npm run check -- lint knip`.
 * Two run at a time; each says one line, and its whole output when it objects.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble, ensureInstalled, requireNode, root, runNode, runTool, say } from './house.mjs';

const NEXT = 'node_modules/next/dist/bin/next';
const TSC = 'node_modules/typescript/bin/tsc';

/** True when next-env.d.ts is there with all it imports: .next/types of a build, .next/dev/types of `npm run dev`. */
function hasRouteTypes() {
  const env = join(root, 'next-env.d.ts');
  if (!existsSync(env)) return false;
  const imported = readFileSync(env, 'utf8').matchAll(/^import "\.\/(.+?)";$/gm);
  return [...imported].every(([, path]) => existsSync(join(root, path)));
}

/** Next writes the declarations of its style sheets and routes; without them `import './globals.css'` has no type. */
async function routeTypes() {
  if (hasRouteTypes()) return;
  const { code, log } = await runNode(NEXT, ['typegen'], { NEXT_TELEMETRY_DISABLED: '1' });
  if (code !== 0) throw new Trouble('Next could not write its route types; its output is above.', log);
}

// Both compilers start from nothing: a cached run overlooks a changed setting, and a full one takes a second.
const CHECKS = [
  {
    name: 'types',
    what: 'types',
    script: TSC,
    args: ['--noEmit', '--incremental', 'false', '--pretty', 'false'],
  },
  {
    name: 'layers',
    what: 'layer types',
    script: TSC,
    args: ['-b', 'tsconfig.layers.json', '--force', '--pretty', 'false'],
  },
  { name: 'lint', what: 'lint', script: 'node_modules/oxlint/bin/oxlint', args: ['--deny-warnings'] },
  { name: 'format', what: 'format', script: 'node_modules/oxfmt/bin/oxfmt', args: ['--check', '.'] },
  { name: 'knip', what: 'unused code and packages', script: 'node_modules/knip/bin/knip.js', args: [] },
];

/** @returns {Promise<string | undefined>} the name of a check that objects */
async function runCheck({ name, what, script, args }) {
  const started = performance.now();
  const { code, log } = await runNode(script, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${code === 0 ? 'ok   ' : 'FAIL '} ${what} (${seconds} s)${code === 0 ? '' : `\n${log.trimEnd()}\n`}`);
  return code === 0 ? undefined : name;
}

await runTool(async () => {
  requireNode();
  await ensureInstalled();
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    throw new Trouble(
      `There is no check named ${unknown[0]}; there are ${CHECKS.map(({ name }) => name).join(', ')}.`,
    );
  }
  const queue = CHECKS.filter(({ name }) => asked.length === 0 || asked.includes(name));
  if (queue.some(({ name }) => name !== 'format')) await routeTypes();

  const failed = [];
  const work = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const name = await runCheck(check);
      if (name !== undefined) failed.push(name);
    }
  };
  await Promise.all([work(), work()]);
  if (failed.length > 0) throw new Trouble(`Not in order: ${failed.join(', ')}.`);
});
