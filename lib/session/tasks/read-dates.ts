import { fetch, numberSetOf } from '../../imap';
import type { Result } from '../../mail/types';
import { failureToError } from '../errors';
import { MAX_DATES } from '../limits';
import type { Link } from '../link';
import type { ArrivalDate } from '../types';

const ITEMS = ['uid', 'internaldate'] as const;

/** `isFollowed`: the model's numbers are those of this connection; else sequence numbers would name other messages. */
export function readDates(
  link: Link,
  seqs: readonly number[],
  isFollowed: () => boolean,
): Promise<Result<readonly ArrivalDate[]>> {
  return new Promise((resolve) => {
    link.whenNumbersHold(() => {
      const asked = isFollowed() ? seqs.filter((seq) => seq >= 1).slice(0, MAX_DATES) : [];
      if (asked.length === 0) resolve({ ok: false, error: { code: 'offline' } });
      else if (link.driver.isUidOnly) resolve(readPlaces(link, asked));
      else readNumbers(link, asked, resolve);
    });
  });
}

function readNumbers(
  link: Link,
  seqs: readonly number[],
  resolve: (result: Result<readonly ArrivalDate[]>) => void,
): void {
  link.send(
    fetch({ uid: false, set: numberSetOf(seqs), items: ITEMS }),
    (outcome) => {
      if (!outcome.ok)
        return resolve({ ok: false, error: failureToError(outcome.failure, 'server-refused') });
      const dates = outcome.value.flatMap(({ seq, items }) =>
        items.internalDate === undefined ? [] : [{ seq, at: items.internalDate }],
      );
      resolve({ ok: true, value: dates });
    },
    true,
  );
}

/** One place a command, all at once: what goes meanwhile moves a date by a message, which nobody sees. */
async function readPlaces(link: Link, seqs: readonly number[]): Promise<Result<readonly ArrivalDate[]>> {
  const outcomes = await Promise.all(
    seqs.map(async (seq) => {
      const all = [[1, Infinity]] as const;
      const outcome = await link.run(fetch({ uid: true, set: all, partial: [seq, seq], items: ITEMS }));
      return { seq, outcome };
    }),
  );
  const dates: ArrivalDate[] = [];
  for (const { seq, outcome } of outcomes) {
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
    const at = outcome.value[0]?.items.internalDate;
    if (at !== undefined) dates.push({ seq, at });
  }
  return { ok: true, value: dates };
}
