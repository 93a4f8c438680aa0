/** What else belongs to a conversation is found before it is done something to: by what goes over the wire. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import { namedByServer } from '../../../lib/engine';
import type { Op, RelatedMessages } from '../../../lib/mail';
import type { ThreadedMailbox } from '../../../lib/session/lookup';
import { USER } from '../../support/session-world';
import { EngineSite, SITE_ACCOUNT } from '../../support/engine-site';

const INBOX = toMailboxName('INBOX');
const mail = (id: string, references: string): Uint8Array =>
  new TextEncoder().encode(
    `From: Bo <bo@example.com>\r\nSubject: Gate\r\nMessage-ID: <${id}@example.org>\r\n${references}\r\nBody\r\n`,
  );

async function world(capabilities?: readonly string[]) {
  const site = new EngineSite(capabilities === undefined ? {} : { capabilities });
  const put = (...raw: Uint8Array[]) => raw.map((one) => site.server.deliver(USER.user, 'INBOX', one));
  put(mail('root', ''), mail('reply', 'In-Reply-To: <root@example.org>\r\n'));
  site.deliver(300);
  put(mail('late', 'References: <root@example.org>\r\n'));
  await site.open();
  await site.clock.advance(3_000);
  return site;
}

describe('what lies further down of a conversation that is archived', () => {
  it('is found by the ids its newest message names, which are read before that goes', async () => {
    const site = await world();
    const uids = site.box.messages.map(({ uid }) => uid);
    const newest = toUid(uids.at(-1) ?? 0);
    site.flights.length = 0;
    const answer = site.request({
      kind: 'related',
      account: SITE_ACCOUNT,
      mailbox: INBOX,
      uids: [newest],
      folders: [],
      own: { kind: 'search' },
      holds: true,
    });
    const op: Op = {
      id: 'o1',
      account: SITE_ACCOUNT,
      mailbox: INBOX,
      uidValidity: site.box.uidValidity as UidValidity,
      uids: [newest],
      action: { kind: 'move', to: toMailboxName('Trash'), purpose: 'trash' },
    };
    site.tell({ kind: 'op', op });
    await site.clock.advance(2_000);
    const reply = await answer;
    expect(reply).toMatchObject({ ok: true, value: { own: 'whole', error: null } });
    const { messages } = (reply.ok ? reply.value : null) as RelatedMessages;
    expect(messages.map(({ row }) => row.uid).toSorted((a, b) => a - b)).toEqual(uids.slice(0, 2));
    const said = site.flights.join('');
    const asked = said.indexOf('BODY.PEEK[HEADER.FIELDS (MESSAGE-ID');
    expect(asked).toBeGreaterThanOrEqual(0);
    expect(said.indexOf('UID MOVE')).toBeGreaterThan(asked);
    expect(said).toContain('HEADER In-Reply-To "<root@example.org>"');
    expect(site.box.messages.map(({ uid }) => uid)).not.toContain(newest);
    expect(site.problems).toEqual([]);
  });

  it('does not keep what is done waiting where it cannot be looked for', async () => {
    const site = await world();
    const [first] = site.box.messages.map(({ uid }) => toUid(uid));
    void site.request({
      kind: 'related',
      account: SITE_ACCOUNT,
      mailbox: INBOX,
      uids: [toUid(4_000_000)],
      folders: [],
      own: { kind: 'search' },
      holds: true,
    });
    const op: Op = {
      id: 'o2',
      account: SITE_ACCOUNT,
      mailbox: INBOX,
      uidValidity: site.box.uidValidity as UidValidity,
      uids: first === undefined ? [] : [first],
      action: { kind: 'flag', flag: '\\Seen', add: true },
    };
    site.tell({ kind: 'op', op });
    await site.clock.advance(2_000);
    expect(site.held().at(-1)).toContain('\\Seen');
    expect(site.problems).toEqual([]);
  });

  it('is read by name where the server said which messages belong together', async () => {
    const site = await world();
    const uids = site.box.messages.map(({ uid }) => toUid(uid));
    const asked = await site.request({ kind: 'threads', account: SITE_ACCOUNT, mailbox: INBOX });
    const threads = (asked.ok ? asked.value : null) as ThreadedMailbox | null;
    // 300 of one subject that answer nothing stand side by side in a thread, as the RFC wants it.
    expect(threads?.conversations).toBe(2);
    const newest = uids.at(-1) ?? toUid(0);
    const others = threads === null ? [] : namedByServer(threads, [newest], (uid) => uid === newest);
    expect(others).toEqual(uids.slice(0, 2));
    site.flights.length = 0;
    const answer = await site.request({
      kind: 'related',
      account: SITE_ACCOUNT,
      mailbox: INBOX,
      uids: [newest],
      folders: [],
      own: { kind: 'known', uids: others },
    });
    const { messages, own } = (answer.ok ? answer.value : null) as RelatedMessages;
    expect(messages.map(({ row }) => row.uid).toSorted((a, b) => a - b)).toEqual(others);
    expect(own).toBe('whole');
    expect(site.flights.join('')).not.toContain('SEARCH');
    expect(site.problems).toEqual([]);
  });
});

describe('a folder that is read beside the connection it is followed on', () => {
  it('stays followed there, also once the other connection has gone on to another folder', async () => {
    const site = await world();
    const [first] = site.box.messages.map(({ uid }) => toUid(uid));
    const ask = (folders: readonly string[]) =>
      site.request({
        kind: 'related',
        account: SITE_ACCOUNT,
        mailbox: INBOX,
        uids: first === undefined ? [] : [first],
        folders: folders.map(toMailboxName),
        own: { kind: 'search' },
      });
    const answer = ask(['Sent']);
    // Comes while it is read there.
    site.server.deliver(USER.user, 'INBOX', mail('new', 'References: <root@example.org>\r\n'));
    await site.clock.advance(5_000);
    expect(await answer).toMatchObject({ ok: true });
    expect(site.shown()[0]).toBe(site.held()[0]);
    site.server.deliver(USER.user, 'INBOX', mail('newer', ''));
    await site.clock.advance(5_000);
    expect(site.shown()).toHaveLength(site.box.messages.length);
    expect(site.shown()[0]).toBe(site.held()[0]);
    expect(site.problems).toEqual([]);
  });
});
