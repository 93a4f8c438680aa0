/** The index of words at 100,000 headers and 5,000 texts: fed, asked, weighed; beside MiniSearch as it comes and a walk over all rows. */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import MiniSearch from 'minisearch';
import { TextIndex } from '../../lib/engine/text-index/text-index';
import { toMailboxName, type UidValidity } from '../../lib/imap/types';
import { matchesRow, wordsOf, type MessageRow, type SearchNode } from '../../lib/mail';
import { figure, inputHash, note, quantile, type Peer, type Print } from './figures';
import { indexRows, indexTexts, SOUGHT } from './index-input';

const ROWS = 100_000;
const TEXTS = 5_000;
const TEXT_WORDS = 200;
const INBOX = toMailboxName('INBOX');
const VALIDITY = 1 as UidValidity;
const BATCH = 256;
const VERSION = '7.2.0';

export function benchIndex(print: Print, rounds: number): void {
  const rows = indexRows(ROWS);
  const texts = indexTexts(TEXTS, TEXT_WORDS);
  const input = inputHash(JSON.stringify([rows.slice(0, 1_000), texts.slice(0, 10), SOUGHT]));
  const headers = rows.map(({ uid, from, to, subject }) => ({
    uid,
    from: from.map(({ name, address }) => `${name} ${address}`).join(' '),
    to: to.map(({ name, address }) => `${name} ${address}`).join(' '),
    subject,
  }));
  const before = held();
  let index = new TextIndex();
  const feed = { ours: [] as number[], whole: [] as number[], texts: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    index = new TextIndex();
    feed.ours.push(
      timeOf(() => {
        for (let at = 0; at < ROWS; at += BATCH)
          index.addRows(INBOX, VALIDITY, headers.slice(at, at + BATCH));
      }),
    );
  }
  const ours = held() - before;
  feed.texts.push(
    timeOf(() =>
      index.addTexts(
        INBOX,
        VALIDITY,
        texts.map(({ uid, text }) => ({ uid, to: '', cc: '', bcc: '', text, html: null })),
      ),
    ),
  );
  const withTexts = held() - before;
  const beforeWhole = held();
  let whole = newWhole();
  for (let round = 0; round < rounds; round++) {
    whole = newWhole();
    feed.whole.push(timeOf(() => whole.addAll(headers)));
  }
  const theirs = held() - beforeWhole;
  const rate = (times: readonly number[], count: number): number => (count / least(times)) * 1_000;
  print(
    figure({
      id: 'index.feed',
      unit: 'rows/s',
      larger: true,
      ours: rate(feed.ours, ROWS),
      peer: peer('MiniSearch', rate(feed.whole, ROWS)),
      goal: { text: '10,000 headers a second', met: rate(feed.ours, ROWS) >= 10_000 },
      input,
    }),
  );
  print(
    figure({
      id: 'index.texts',
      unit: 'texts/s',
      larger: true,
      ours: rate(feed.texts, TEXTS),
      goal: { text: 'none', met: null },
      input,
    }),
  );
  const asked = ask(index, whole, rows, rounds);
  print(
    figure({
      id: 'index.find',
      unit: 'ms',
      larger: false,
      ours: quantile(asked.ours, 0.5),
      peer: peer('walk over all rows', quantile(asked.walk, 0.5), '-'),
      goal: { text: '50 ms of 100,000', met: quantile(asked.ours, 0.95) <= 50 },
      input,
    }),
  );
  note(
    `index.find: of 100 words 95 in ${quantile(asked.ours, 0.95).toFixed(1)} ms; MiniSearch half in ${quantile(asked.whole, 0.5).toFixed(1)} ms, 95 of 100 in ${quantile(asked.whole, 0.95).toFixed(1)} ms`,
  );
  print(
    figure({
      id: 'index.bytes',
      unit: 'B/message',
      larger: false,
      ours: ours / ROWS,
      peer: peer('MiniSearch', theirs / ROWS),
      goal: { text: 'half of what MiniSearch takes', met: ours <= theirs / 2 },
      input,
    }),
  );
  note(`index.bytes: ${((withTexts - ours) / TEXTS).toFixed(0)} octets a text of ${TEXT_WORDS} words more`);
}

interface Words {
  readonly uid: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

const newWhole = (): MiniSearch<Words> =>
  new MiniSearch<Words>({
    fields: ['from', 'to', 'subject'],
    idField: 'uid',
    tokenize: (text) => [...wordsOf(text, 4_000, 400)],
    processTerm: (word) => word,
  });

function ask(index: TextIndex, whole: MiniSearch<Words>, rows: readonly MessageRow[], rounds: number) {
  const times = { ours: [] as number[], whole: [] as number[], walk: [] as number[] };
  for (let round = 0; round < rounds; round++)
    for (const value of SOUGHT) {
      const search: SearchNode = { kind: 'text', value };
      times.ours.push(timeOf(() => index.find(INBOX, search)));
      times.whole.push(timeOf(() => whole.search(value, { prefix: true })));
      times.walk.push(timeOf(() => rows.filter((row) => matchesRow(search, row, 0) === true)));
    }
  return times;
}

function timeOf(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/** Octets in use once nothing is left to collect. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const least = (values: readonly number[]): number => Math.min(...values);
const peer = (name: string, value: number, version = VERSION): Peer => ({ name, version, value });
