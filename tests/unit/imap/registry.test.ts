import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { authenticated, ImapPeer, selected } from '../../support/imap-peer';
import { registry } from '../../support/imap-registry';

const announced = registry.map((name) => (/[=-]$/.test(name) && name !== 'LITERAL-' ? `${name}X` : name));

it('what a server announces and nobody here uses is listed and changes nothing', () => {
  const peer = new ImapPeer();
  peer.server(
    `* PREAUTH [CAPABILITY ${announced.join(' ')}] [INPROGRESS ("a" 1 2)] hi`,
    '* OK [INPROGRESS ("T1" 454 1000)] on its way',
    '* OK [MESSAGELIMIT 1000 23221] not all of them',
  );
  expect(peer.connection.capabilities.list()).toEqual(announced);
  const codes = peer.news().flatMap((event) => (event.kind === 'untagged' ? [event.event] : []));
  expect(codes).toMatchObject([
    { code: { kind: 'inprogress', tag: 'T1', done: 454, goal: 1000 } },
    { code: { kind: 'messagelimit', limit: 1000, lowestUid: 23221 } },
  ]);
  const id = peer.connection.enqueue(imap.select('INBOX'));
  expect(peer.client()).toBe('T1 SELECT INBOX\r\n');
  peer.server('* 3 EXISTS', 'T1 OK [READ-WRITE] done');
  expect(peer.outcome(id)).toMatchObject({ ok: true, value: { exists: 3 } });
});

describe('answers of extensions nobody here speaks are unknown, and the next line is read:', () => {
  it.each([
    ['* CONVERTED (TAG "T2") (BODYPART[2] {2}', 'ab)'],
    ['* CONVERSION "image/jpeg" "image/png" ("pix-x")'],
    ['* JMAPACCESS "https://jmap.example.org/"'],
    ['* LANGUAGE (EN DE)'],
    ['* COMPARATOR i;unicode-casemap'],
    ['* UIDBATCHES (TAG "T2") 215:99,98:1'],
    ['* GENURLAUTH "imap://ana@example.org/INBOX"'],
    ['* URLFETCH "imap://ana@example.org/INBOX" NIL'],
    ['* 5 CONVERTED (TAG "T2")'],
  ])('%s', (...lines) => {
    const peer = selected();
    peer.server(...lines, '* 11 EXISTS');
    expect(peer.news().map((event) => (event.kind === 'untagged' ? event.event.kind : event.kind))).toEqual([
      'unknown',
      'exists',
    ]);
  });
});

it('referrals are shown and never followed', () => {
  const url = 'imap://elsewhere.example.org/';
  const peer = new ImapPeer();
  peer.server('* OK [CAPABILITY IMAP4rev1 LOGIN-REFERRALS MAILBOX-REFERRALS] hi');
  const login = peer.connection.enqueue(imap.login('ana', 'pw'));
  peer.client();
  peer.server(`T1 NO [REFERRAL ${url}] Specified user is invalid on this server`);
  expect(peer.outcome(login)).toMatchObject({
    ok: false,
    failure: { kind: 'no', code: { kind: 'referral', urls: [url] } },
  });
  expect(peer.client()).toBe('');
  expect(peer.connection.state).toBe('not-authenticated');

  const other = authenticated('MAILBOX-REFERRALS');
  const select = other.connection.enqueue(imap.select('Shared'));
  other.client();
  other.server(`T1 NO [REFERRAL ${url}Shared] Remote mailbox`);
  expect(other.outcome(select)).toMatchObject({ ok: false, failure: { kind: 'no' } });
  expect(other.client()).toBe('');
});

it('XLIST is read like LIST', () => {
  const peer = authenticated('XLIST');
  peer.server('* XLIST (\\HasNoChildren \\Sent) "/" "[Gmail]/Sent"');
  expect(peer.news()).toMatchObject([
    { event: { kind: 'list', entry: { name: '[Gmail]/Sent', attributes: ['\\hasnochildren', '\\sent'] } } },
  ]);
});

it('SORT by the names that are shown', () => {
  const peer = selected('SORT SORT=DISPLAY');
  const keys = [{ field: 'displayfrom' }, { field: 'displayto', reverse: true }] as const;
  peer.connection.enqueue(imap.sort({ uid: true, keys, criteria: { kind: 'all' } }));
  expect(peer.client()).toBe('T2 UID SORT (DISPLAYFROM REVERSE DISPLAYTO) UTF-8 ALL\r\n');
});

it('SEARCH by age', () => {
  const peer = selected('WITHIN');
  const within = (op: 'older' | 'younger', seconds: number) => ({ kind: 'within', op, seconds }) as const;
  const criteria = { kind: 'and', of: [within('older', 60), within('younger', 3600)] } as const;
  peer.connection.enqueue(imap.search({ uid: true, criteria }));
  expect(peer.client()).toBe('T2 UID SEARCH OLDER 60 YOUNGER 3600\r\n');
});
