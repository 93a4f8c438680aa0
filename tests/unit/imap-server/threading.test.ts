/** THREAD as RFC 5256 has it: the trees, and how they are written. */
import { describe, expect, it } from 'vitest';
import {
  formatThreads,
  threadByReferences,
  threadBySubject,
  type Threaded,
} from '../../../lib/imap-server/threading';
import { limits } from '../../../lib/imap-server/limits';

/** Message `number`, sent in the order of the numbers. */
const mail = (number: number, change: Partial<Threaded> = {}): Threaded => ({
  number,
  date: number,
  id: `${number}`,
  references: [],
  subject: '',
  answers: false,
  ...change,
});
const references = (...messages: readonly Threaded[]): string => formatThreads(threadByReferences(messages));

describe('THREAD=REFERENCES', () => {
  it('ties answers to what they answer, and writes a line of answers as one list', () => {
    expect(
      references(
        mail(1),
        mail(2),
        mail(3, { references: ['1'] }),
        mail(4, { references: ['1', '3'] }),
        mail(5, { references: ['1'] }),
      ),
    ).toBe('(1 (3 4)(5))(2)');
    expect(references()).toBe('');
  });

  it('holds together what answers a message that is not here, and leaves out one that holds nothing', () => {
    expect(references(mail(3, { references: ['gone'] }), mail(4, { references: ['gone'] }))).toBe('((3)(4))');
    expect(references(mail(3, { references: ['gone', 'lost'] }))).toBe('(3)');
    // In the middle of a thread, what was held by it stands one level higher.
    expect(
      references(mail(1), mail(2, { references: ['1', 'gone'] }), mail(3, { references: ['1', 'gone'] })),
    ).toBe('(1 (2)(3))');
  });

  it('believes no loop, and no second message of an id', () => {
    const loop = references(
      mail(1, { references: ['2'] }),
      mail(2, { references: ['1'] }),
      mail(3, { references: ['3'] }),
    );
    expect(loop).toBe('(2 1)(3)');
    expect(references(mail(1), mail(2, { id: '1' }), mail(3, { references: ['1'] }))).toBe('(1 3)(2)');
    expect(references(mail(1, { id: null }), mail(2, { id: null }))).toBe('(1)(2)');
  });

  it('goes by the date that was sent, at every level', () => {
    expect(
      references(
        mail(1, { date: 50 }),
        mail(2, { date: 10 }),
        mail(3, { date: 90, references: ['1'] }),
        mail(4, { date: 60, references: ['1'] }),
      ),
    ).toBe('(2)(1 (4)(3))');
  });

  it('makes one of threads of one subject: an answer below what it answers, others side by side', () => {
    const trip = { subject: 'trip' };
    expect(references(mail(1, trip), mail(2, { ...trip, answers: true }))).toBe('(1 2)');
    expect(references(mail(1, trip), mail(2, trip))).toBe('((1)(2))');
    expect(references(mail(1, { ...trip, answers: true }), mail(2, trip))).toBe('(2 1)');
    expect(
      references(
        mail(1, { ...trip, references: ['a'] }),
        mail(2, { ...trip, references: ['a'] }),
        mail(3, { ...trip, references: ['b'] }),
        mail(4, { ...trip, references: ['b'] }),
        mail(5, trip),
      ),
    ).toBe('((1)(2)(3)(4)(5))');
    expect(references(mail(1, trip), mail(2, trip), mail(3, trip))).toBe('((1)(2)(3))');
  });

  it('puts a long line of answers together without calling itself, and goes round in no circle however long', () => {
    const long = Array.from({ length: 20_000 }, (_, at) =>
      mail(at + 1, at === 0 ? {} : { references: [`${at}`] }),
    );
    const said = references(...long);
    expect(said.match(/\d+/gu)).toHaveLength(20_000);
    // Deeper than is looked, a new thread begins.
    expect(said.startsWith('(1 2 3 ')).toBe(true);
    expect(said.split('(').length - 1).toBe(Math.ceil(20_000 / (limits.threadDepth + 2)));
    const many = mail(9, { references: Array.from({ length: 10_000 }, (_, at) => `r${at}`) });
    expect(references(many, mail(10, { references: [`r${10_000 - limits.threadReferences - 1}`] }))).toBe(
      '(9)(10)',
    );
    expect(references(many, mail(10, { references: [`r${10_000 - limits.threadReferences}`] }))).toBe(
      '((9)(10))',
    );
  });
});

describe('THREAD=ORDEREDSUBJECT', () => {
  it('has all of a subject as answers to its first, by date', () => {
    const said = threadBySubject([
      mail(1, { subject: 'b', date: 5 }),
      mail(2, { subject: 'a', date: 9 }),
      mail(3, { subject: 'b', date: 1 }),
      mail(4, { subject: 'b', date: 7 }),
    ]);
    expect(formatThreads(said)).toBe('(3 (1)(4))(2)');
    expect(formatThreads(threadBySubject([mail(1, { subject: 'x' }), mail(2, { subject: 'x' })]))).toBe(
      '(1 2)',
    );
    expect(formatThreads(threadBySubject([]))).toBe('');
  });
});
