/** `npm run bench` ends up here: one area after the other, figures to standard output, the rest to standard error. */
import { note, printer } from './figures';
import { benchBridge } from './bridge';
import { benchParser } from './parser';
import { benchScreens } from './screens';
import { benchStore } from './store';
import { benchThreads } from './threads';

const [area, rounds, format] = process.argv.slice(2);
const print = printer(format === 'json');
const count = Number(rounds);

switch (area) {
  case 'parser':
    await benchParser(print, count);
    break;
  case 'bridge':
    await benchBridge(print, count);
    break;
  case 'screens':
    await benchScreens(print, count);
    break;
  case 'store':
    await benchStore(print, count);
    break;
  case 'threads':
    benchThreads(print, count);
    break;
  default:
    note(`no area ${area}`);
    process.exitCode = 1;
}
