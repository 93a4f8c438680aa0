/** `npm run bench` ends up here: one area a process, figures to standard output, the rest to standard error. */
import { note, printer, type Print } from './figures';
import { benchBridge } from './bridge';
import type { Size } from './mailbox-mails';
import { benchIndex } from './index-words';
import { benchParser } from './parser';
import { benchBulk } from './screens-bulk';
import { benchHeap } from './screens-heap';
import { benchKeys } from './screens-keys';
import { benchLoad } from './screens-load';
import { benchLive, benchOpen } from './screens-reader';
import { benchReload } from './screens-reload';
import { benchScroll } from './screens-scroll';
import { benchSignIn } from './screens-signin';
import { withWorld, type World } from './screens-world';
import { benchStore } from './store';
import { benchThreads } from './threads';

type Bench = (print: Print, rounds: number, sizes: readonly Size[]) => Promise<void>;

const inWorld =
  (peers: boolean, bench: (world: World, sizes: readonly Size[]) => Promise<void>): Bench =>
  (print, rounds, sizes) =>
    withWorld(print, rounds, peers, (world) => bench(world, sizes));

const AREAS = new Map<string, Bench>([
  ['parser', benchParser],
  ['bridge', benchBridge],
  ['store', benchStore],
  ['index', async (print, rounds) => benchIndex(print, rounds)],
  ['threads', async (print, rounds) => benchThreads(print, rounds)],
  ['load', inWorld(true, benchLoad)],
  ['signin', inWorld(true, benchSignIn)],
  ['open', inWorld(true, benchOpen)],
  ['live', inWorld(true, benchLive)],
  ['reload', inWorld(true, benchReload)],
  ['scroll', inWorld(true, benchScroll)],
  ['keys', inWorld(false, benchKeys)],
  ['heap', inWorld(false, benchHeap)],
  ['bulk.flag', inWorld(false, (world, sizes) => benchBulk('flag', world, sizes))],
  ['bulk.archive', inWorld(false, (world, sizes) => benchBulk('archive', world, sizes))],
  ['bulk.delete', inWorld(false, (world, sizes) => benchBulk('delete', world, sizes))],
]);

const [area = '', rounds, format, sizes = ''] = process.argv.slice(2);
const bench = AREAS.get(area);
if (bench === undefined) {
  note(`no area ${area}`);
  process.exitCode = 1;
} else {
  // Sizes were checked by tools/bench.mjs.
  await bench(printer(format === 'json'), Number(rounds), sizes.split(',') as Size[]);
}
