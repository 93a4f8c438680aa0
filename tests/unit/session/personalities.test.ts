/**
 * What a person does, on every kind of server: the same steps lead to the same mail, seen here and kept there, whatever the
 * server calls its folders and however it answers.
 */
import { describe, expect, it } from 'vitest';
import { personalities, personalityNamed } from '../../../lib/imap-server';
import { iterateNumberSet, search, type SearchCriteria } from '../../../lib/imap';
import { toMailboxName, type Uid } from '../../../lib/imap/types';
import { buildFolders, folderOfRole } from '../../../lib/mail/folders';
import { concatBytes } from '../../../lib/mime/bytes';
import type { FolderRole } from '../../../lib/mail/types';
import { INBOX, settle, USER } from '../../support/session-world';

import {
  kinds,
  signedIn,
  storedIn,
  subjectsIn,
  newestFirst,
  act,
  letterWithFile,
  directly,
  expectPeace,
} from './every-manner';
import { orderOf } from '../../support/job-order';

describe.each(kinds)('a server with %s', (_name, personality) => {
  it('shows the inbox, newest first, and every special folder by what it is for', async () => {
    const world = await signedIn(personality);
    expect(world.subjects()).toEqual(newestFirst(5));
    const folders = buildFolders(world.entries);
    const placeOfRole = (role: FolderRole) => folderOfRole(folders, role)?.name;
    expect(placeOfRole('sent')).toBe(world.place('Sent'));
    expect(placeOfRole('trash')).toBe(world.place('Trash'));
    expect(placeOfRole('drafts')).toBe(world.place('Drafts'));
    expect(placeOfRole('archive') ?? placeOfRole('all')).toBe(world.place('Archive'));
    expectPeace(world);
  });

  it('tells of flags, both ways', async () => {
    const world = await signedIn(personality);
    const uids = world.uids();
    await act(world, 'star', uids.slice(0, 2), { kind: 'flag', flag: '\\Flagged', add: true });
    expect(storedIn(world, 'INBOX').map(({ flags }) => flags.includes('\\Flagged'))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const mailbox = world.server.account(USER.user)?.mailbox('INBOX');
    const last = mailbox?.messages.at(-1);
    if (mailbox === undefined || last === undefined) throw new Error('nothing there');
    mailbox.setFlags(last, ['\\Seen'], null);
    world.server.settle();
    await world.clock.advance(1_000);
    expect(world.model().list.rowAt(0)?.seen).toBe(true);
    expect([3, 4].map((at) => world.model().list.rowAt(at)?.starred)).toEqual([true, true]);
    await act(world, 'unstar', uids.slice(0, 1), { kind: 'flag', flag: '\\Flagged', add: false });
    expect(world.model().list.rowAt(4)?.starred).toBe(false);
    expectPeace(world);
  });

  it('brings new mail by itself', async () => {
    const world = await signedIn(personality);
    world.deliver(2, 'INBOX', 'Late');
    await world.clock.advance(31_000);
    expect(world.subjects()).toEqual(['Late 2', 'Late 1', ...newestFirst(5)]);
    expectPeace(world);
  });

  it('archives, and undo brings it back', async () => {
    const world = await signedIn(personality);
    const to = world.place('Archive');
    await act(world, 'a', world.uids().slice(1, 3), { kind: 'move', to, purpose: 'archive' });
    expect(subjectsIn(world, 'Archive')).toEqual(expect.arrayContaining(['Message 2', 'Message 3']));
    expect(world.subjects()).toEqual(['Message 5', 'Message 4', 'Message 1']);
    world.session.undo('a');
    await world.clock.advance(3_000);
    expect(world.stateOf('a:undo')?.kind).toBe('done');
    expect(subjectsIn(world, 'INBOX').sort()).toEqual(newestFirst(5).reverse());
    expect(new Set(world.subjects())).toEqual(new Set(newestFirst(5)));
    expect(world.subjects()).toHaveLength(5);
    expectPeace(world);
  });

  it('moves into a folder, to the trash, and deletes for ever', async () => {
    const world = await signedIn(personality);
    const to = world.place('Trash');
    await act(world, 't', world.uids().slice(0, 2), { kind: 'move', to, purpose: 'trash' });
    expect(world.subjects()).toEqual(['Message 5', 'Message 4', 'Message 3']);
    expect(subjectsIn(world, 'Trash')).toEqual(['Message 1', 'Message 2']);
    world.session.watch('t1', to);
    await world.clock.advance(2_000);
    expect(world.subjects(to)).toEqual(['Message 2', 'Message 1']);
    const [first] = storedIn(world, 'Trash');
    world.session.enqueue(world.op('x', [first?.uid as Uid], { kind: 'expunge' }, to));
    await world.clock.advance(2_000);
    expect(world.stateOf('x')?.kind).toBe('done');
    expect(subjectsIn(world, 'Trash')).toEqual(['Message 2']);
    expect(world.subjects(to)).toEqual(['Message 2']);
    expect(subjectsIn(world, 'INBOX')).toEqual(['Message 3', 'Message 4', 'Message 5']);
    expectPeace(world);
  });

  it('opens a message and leaves it unread', async () => {
    const world = await signedIn(personality);
    const [uid] = world.uids();
    if (uid === undefined) throw new Error('nothing there');
    const opening = world.session.openMessage(INBOX, uid, undefined, { formatted: false });
    await world.clock.advance(1_000);
    const opened = await opening;
    expect(opened.ok && opened.value.subject).toBe('Message 1');
    expect(opened.ok && opened.value.text?.trimEnd()).toBe('Body 1');
    expect(storedIn(world, 'INBOX')[0]?.flags).toEqual([]);
    expectPeace(world);
  });

  it('gives an attachment, and the whole message for a file, octet for octet', async () => {
    const world = await signedIn(personality);
    const content = Uint8Array.from({ length: 3_000 }, (_, i) => (i * 7) % 256);
    const raw = letterWithFile(content);
    world.server.deliver(USER.user, 'INBOX', raw);
    await world.clock.advance(31_000);
    const uid = world.uids().at(-1);
    if (uid === undefined) throw new Error('nothing there');
    const opening = world.session.openMessage(INBOX, uid, undefined, { formatted: false });
    await world.clock.advance(1_000);
    const opened = await opening;
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.value.text?.trimEnd()).toBe('Hi');
    expect(opened.value.attachments.map(({ name, type }) => [name, type])).toEqual([
      ['plan.bin', 'application/octet-stream'],
      ['note.txt', 'text/plain'],
    ]);
    const [file] = opened.value.attachments;
    if (file === undefined) throw new Error('no attachment');
    const part = { section: file.section, encoding: file.encoding, size: 0 };
    const pieces: Uint8Array[] = [];
    const reading = world.session.fetchPart(INBOX, uid, part, (bytes) => void pieces.push(bytes));
    await world.clock.advance(1_000);
    expect(await reading).toEqual({ ok: true, value: content.length });
    expect(concatBytes(pieces)).toEqual(content);
    const place = { mailbox: INBOX, uidValidity: world.model().list.uidValidity };
    const saving = world.session.transfer.pieces(place, [uid], 0);
    await world.clock.advance(1_000);
    const saved = await saving;
    expect(saved.ok && saved.value[0]?.bytes).toEqual(raw);
    expectPeace(world);
  });

  it('takes a message put into the folder that is open', async () => {
    const world = await signedIn(personality);
    const done = world.session.transfer.appender(INBOX).append({
      bytes: new TextEncoder().encode(
        'From: bo@example.com\r\nSubject: Put\r\nMessage-ID: <put@example.com>\r\n\r\nHi\r\n',
      ),
      flags: ['\\Seen'],
      date: Date.UTC(2020, 1, 29, 12, 30),
      messageId: '<put@example.com>',
    });
    await world.clock.advance(31_000);
    expect(await done).toEqual({ ok: true, value: null });
    expect(world.subjects()).toEqual(['Put', ...newestFirst(5)]);
    expect(world.model().list.rowAt(0)?.seen).toBe(true);
    expectPeace(world);
  });

  it('finds what is chosen, and works through it', async () => {
    const world = await signedIn(personality);
    const choosing = world.session.chooseSet(INBOX, 'all');
    await world.clock.advance(1_000);
    const chosen = await choosing;
    expect(chosen.ok && chosen.value.count).toBe(5);
    await act(world, 'seen', world.uids().slice(0, 2), { kind: 'flag', flag: '\\Seen', add: true });
    const working = world.session.folderJob(
      orderOf({ mailbox: INBOX, within: null, action: { kind: 'flag', flag: '\\Seen', add: true } }),
      () => undefined,
      () => false,
    );
    await world.clock.advance(2_000);
    const worked = await working;
    expect(worked.ok && worked.value.done).toBe(3);
    expect(storedIn(world, 'INBOX').every(({ flags }) => flags.includes('\\Seen'))).toBe(true);
    expectPeace(world);
  });

  it('finds messages by words, senders and flags', async () => {
    const world = await signedIn(personality);
    const first = world.server.account(USER.user)?.mailbox('INBOX')?.messages[0];
    if (first === undefined) throw new Error('nothing there');
    world.server.account(USER.user)?.mailbox('INBOX')?.setFlags(first, ['\\Seen'], null);
    const ask = directly(world);
    const find = (criteria: SearchCriteria) => {
      const outcome = ask(search({ uid: true, criteria, return: ['all'] }));
      return outcome.ok ? [...iterateNumberSet(outcome.value.all ?? [])] : outcome.failure;
    };
    expect(find({ kind: 'text', field: 'subject', value: 'message' })).toEqual([1, 2, 3, 4, 5]);
    expect(find({ kind: 'text', field: 'from', value: 'bo@example.com' })).toEqual([1, 2, 3, 4, 5]);
    expect(find({ kind: 'text', field: 'text', value: 'nobody' })).toEqual([]);
    expect(find({ kind: 'flag', flag: '\\Seen', set: false })).toEqual([2, 3, 4, 5]);
    // Where it cannot read UTF-8 it says so.
    const refused = { kind: 'no', code: { kind: 'badcharset', charsets: ['US-ASCII'] } };
    const odd = find({ kind: 'text', field: 'subject', value: 'añil' });
    if (personality?.search?.charsets === undefined) expect(odd).toEqual([]);
    else expect(odd).toMatchObject(refused);
  });

  it('makes, renames and deletes folders where its names allow it', async () => {
    const world = await signedIn(personality);
    const edit = async (request: Parameters<typeof world.session.editFolder>[0]) => {
      const done = world.session.editFolder(request);
      await world.clock.advance(1_000);
      return done;
    };
    const made = await edit({ kind: 'create', parent: null, label: 'Garden' });
    expect(made).toEqual({ ok: true, value: world.place('Garden') });
    const inside = await edit({ kind: 'create', parent: world.place('Garden'), label: 'Año' });
    expect(inside).toEqual({ ok: true, value: world.place('Garden/Año') });
    expect(await edit({ kind: 'rename', mailbox: world.place('Garden'), label: 'Courtyard' })).toEqual({
      ok: true,
      value: world.place('Courtyard'),
    });
    expect(world.folders).toContain(world.place('Courtyard/Año'));
    expect(await edit({ kind: 'delete', mailbox: world.place('Courtyard') })).toEqual({
      ok: true,
      value: null,
    });
    expect(world.folders).not.toContain(world.place('Courtyard/Año'));
    expectPeace(world);
  });

  it('never loses a message and never doubles one when a move is cut anywhere', async () => {
    const to = toMailboxName(personality?.folders.Trash.name ?? 'Trash');
    const whole = await signedIn(personality);
    const before = whole.wire.received.length;
    await act(whole, 'm', whole.uids().slice(1, 3), { kind: 'move', to, purpose: 'trash' });
    const after = whole.wire.received.length;
    expect(after).toBeGreaterThan(before + 50);
    for (let octets = before; octets <= after; octets += 37) {
      const world = await signedIn(personality, { cutAfter: (dial) => (dial === 1 ? octets : null) });
      if (world.wires.length > 1) continue;
      world.session.enqueue(world.op('m', world.uids().slice(1, 3), { kind: 'move', to, purpose: 'trash' }));
      await world.clock.advance(120_000);
      expect(world.stateOf('m')?.kind, `cut after ${octets}`).toBe('done');
      expect(subjectsIn(world, 'Trash').sort(), `cut after ${octets}`).toEqual(['Message 2', 'Message 3']);
      expect(subjectsIn(world, 'INBOX'), `cut after ${octets}`).toEqual([
        'Message 1',
        'Message 4',
        'Message 5',
      ]);
      expect(world.problems).toEqual([]);
    }
  });

  it('comes back after an hour of silence, with the same rows and what came meanwhile', async () => {
    const world = await signedIn(personality);
    await world.clock.advance(60 * 60_000);
    world.deliver(1, 'INBOX', 'Late');
    await world.clock.advance(120_000);
    expect(world.subjects()).toEqual(['Late 1', ...newestFirst(5)]);
    await settle();
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.problems).toEqual([]);
  });
});

it('is found by its name, and by nothing else', () => {
  expect(personalities.map(({ name }) => name)).toEqual(['gmail', 'exchange', 'yahoo', 'icloud', 'courier']);
  expect(personalityNamed(' GMail ')?.name).toBe('gmail');
  expect(personalityNamed('toString')).toBeUndefined();
});
