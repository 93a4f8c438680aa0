/** Finding one's way in a folder by dates known at some places. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  placeOf,
  placesToAsk,
  samplePlaces,
  soundSamples,
  timeOf,
  type DateSample,
} from '../../../lib/mail/date-marks';

const at = (times: readonly number[], places: readonly number[]): readonly DateSample[] =>
  soundSamples(places.map((place) => ({ place, at: times[place] ?? 0 })));

describe('places whose dates are asked for', () => {
  it('are evenly spaced, with both ends', () => {
    expect(samplePlaces(0, 5)).toEqual([]);
    expect(samplePlaces(1, 5)).toEqual([0]);
    expect(samplePlaces(3, 5)).toEqual([0, 1, 2]);
    expect(samplePlaces(1_000_001, 5)).toEqual([0, 250_000, 500_000, 750_000, 1_000_000]);
  });

  it('lead to the first message of a time, in as many steps as the folder is deep, whatever the dates are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: -5, max: 510 }),
        fc.integer({ min: 2, max: 33 }),
        (unsorted, target, count) => {
          const times = unsorted.toSorted((a, b) => a - b);
          const known = new Set(samplePlaces(times.length, count));
          let steps = 0;
          for (;;) {
            const asked = placesToAsk(at(times, [...known]), target, times.length, 8);
            if (asked.length === 0) break;
            steps += 1;
            expect(new Set(asked).size).toBe(asked.length);
            for (const place of asked) {
              expect(known.has(place)).toBe(false);
              known.add(place);
            }
          }
          const first = times.findIndex((time) => time >= target);
          expect(placeOf(at(times, [...known]), target, times.length)).toBe(
            first === -1 ? times.length : first,
          );
          expect(steps).toBeLessThanOrEqual(1 + Math.ceil(Math.log(times.length) / Math.log(9)));
        },
      ),
    );
  });

  it('end also where dates fall: a message put in later costs no more than a wrong neighbour', () => {
    const times = Array.from({ length: 1_000 }, (_, i) => (i % 7 === 3 ? 5 : i * 10));
    const known = new Set(samplePlaces(times.length, 33));
    for (let steps = 0; steps < 5; steps += 1)
      for (const place of placesToAsk(at(times, [...known]), 4_000, times.length, 8)) known.add(place);
    expect(Math.abs(placeOf(at(times, [...known]), 4_000, times.length) - 400)).toBeLessThan(3);
  });
});

it('a place between two known ones came between them', () => {
  const samples = soundSamples([
    { place: 100, at: 2_000 },
    { place: 0, at: 1_000 },
    { place: 50, at: 1_500 },
    { place: 60, at: 900 },
  ]);
  expect([timeOf(samples, 0), timeOf(samples, 25), timeOf(samples, 75), timeOf(samples, 500)]).toEqual([
    1_000, 1_250, 1_750, 2_000,
  ]);
  expect(timeOf([], 3)).toBeNull();
});
