import { expect } from 'vitest';
import { append, enable, fetch, move, noop, search } from '../../../lib/imap';
import { converse, octets, opened } from './converse';
import type { Scenarios } from './scenario';

/** Who wrote the message of the row, as a server of these capabilities says it. */
function senders(row: string, capabilities = ''): unknown {
  const command = fetch({ uid: false, set: [[1, 1]], items: ['envelope'] });
  const { outcome } = converse(command, `${row}T1 OK done\r\n`, opened(capabilities));
  return outcome?.ok === true ? outcome.value[0]?.items.envelope?.from : outcome;
}

export const connectionScenarios: Scenarios = {
  'Q05 settles the oldest command': (answer) => {
    const connection = opened();
    const { outcome } = converse(noop(), answer, connection);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'bad', text: 'Server Unavailable. 15' } });
    const next = converse(noop(), 'T1 OK done\r\n', connection);
    expect(next.outcome?.ok).toBe(true);
  },

  'Q06 a move answered so': (answer) => {
    const command = move({ uid: true, set: [[31, 31]], to: 'Old' });
    const { outcome, events } = converse(command, answer, opened('MOVE UIDPLUS'));
    expect(outcome?.ok && outcome.value).toEqual({ uidValidity: 55, from: [[31, 31]], to: [[6, 6]] });
    expect(events.flatMap((event) => (event.kind === 'untagged' ? [event.event.kind] : []))).toContain(
      'expunge',
    );
  },

  "Q18 the address in the name's place": (row) => {
    expect(senders(row, 'X-GM-EXT-1')).toEqual([{ name: 'Bo Ruiz', mailbox: 'bo', host: 'example.org' }]);
    expect(senders(row)).toEqual([{ name: '<bo@example.org>', mailbox: 'Bo Ruiz', host: null }]);
  },

  'Q18 the end of the name with the address': (row) => {
    expect(senders(row)).toEqual([{ name: 'Calendar <cal@example.com>', mailbox: 'Team', host: null }]);
    expect(senders(row, 'X-GM-EXT-1')).toEqual([
      { name: 'Team Calendar', mailbox: 'cal', host: 'example.com' },
    ]);
  },

  'Q26 ENABLE without ENABLED': (answer) => {
    const { outcome } = converse(enable(['CONDSTORE', 'QRESYNC', 'UTF8=ACCEPT']), answer);
    expect(outcome?.ok && outcome.value).toEqual(['CONDSTORE', 'QRESYNC']);
    const told = converse(enable(['CONDSTORE', 'QRESYNC']), `* ENABLED CONDSTORE\r\n${answer}`);
    expect(told.outcome?.ok && told.outcome.value).toEqual(['CONDSTORE']);
  },

  'Q31 BYE again and again': (lines) => {
    const connection = opened();
    const { outcome, events } = converse(noop(), lines, connection);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'closed' } });
    expect(events.filter(({ kind }) => kind === 'closed')).toHaveLength(1);
    connection.receive(octets(lines));
    expect(connection.next()).toBeUndefined();
  },

  'Q32 APPENDUID without UIDPLUS': (answer) => {
    const message = octets('Subject: x\r\n\r\nHi\r\n');
    const told = converse(append('INBOX', message), answer, opened('LITERAL+'));
    expect(told.outcome?.ok && told.outcome.value).toEqual({ uidValidity: 55, uid: 9 });
  },

  'Q34 APPEND without APPENDUID': (answer) => {
    const message = octets('Subject: x\r\n\r\nHi\r\n');
    const silent = converse(append('INBOX', message), answer, opened('LITERAL+ UIDPLUS'));
    expect(silent.outcome).toMatchObject({ ok: true, value: null });
  },

  'Q42 SEARCH for ESEARCH': (answer) => {
    const command = search({ uid: true, criteria: { kind: 'all' }, return: ['all', 'count'] });
    const { outcome, line } = converse(command, answer, opened('ESEARCH'));
    expect(line).toContain('RETURN');
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        count: 3,
        min: 2,
        max: 5,
        all: [
          [2, 3],
          [5, 5],
        ],
      },
    });
  },

  'Q42 ESEARCH for SEARCH': (answer) => {
    const command = search({ uid: true, criteria: { kind: 'all' }, return: ['all', 'count'] });
    const { outcome, line } = converse(command, answer);
    expect(line).not.toContain('RETURN');
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        count: 3,
        all: [
          [2, 3],
          [5, 5],
        ],
      },
    });
  },
};
