import { fetch, numberSetOf } from '../../imap';
import type { Result } from '../../mail/types';
import { failureToError } from '../errors';
import { MAX_DATES } from '../limits';
import type { Link } from '../link';
import type { ArrivalDate } from '../types';

/** `isFollowed`: the model's numbers are those of this connection; else sequence numbers would name other messages. */
export function readDates(
  link: Link,
  seqs: readonly number[],
  isFollowed: () => boolean,
): Promise<Result<readonly ArrivalDate[]>> {
  return new Promise((resolve) => {
    link.whenNumbersHold(() => {
      const exists = isFollowed() ? seqs.filter((seq) => seq >= 1).slice(0, MAX_DATES) : [];
      if (exists.length === 0) return resolve({ ok: false, error: { code: 'offline' } });
      link.send(
        fetch({ uid: false, set: numberSetOf(exists), items: ['uid', 'internaldate'] }),
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
    });
  });
}
