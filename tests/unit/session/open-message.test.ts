import { describe, expect, it } from 'vitest';
import type { BodyStructure, SinglePartBody } from '../../../lib/imap/types';
import { bareContentId, chooseParts } from '../../../lib/session/tasks/message-parts';
import { INBOX, SessionWorld, settle, USER } from '../../support/session-world';

const part = (section: string, type: string, more: Partial<SinglePartBody> = {}): SinglePartBody => {
  const [major = '', minor = ''] = type.split('/');
  return {
    kind: 'part',
    section,
    type: major,
    subtype: minor,
    params: [],
    id: null,
    description: null,
    encoding: '7bit',
    size: 100,
    lines: null,
    disposition: null,
    envelope: null,
    body: null,
    ...more,
  };
};
const multi = (section: string, subtype: string, parts: readonly BodyStructure[]): BodyStructure => ({
  kind: 'multipart',
  section,
  subtype,
  parts,
  params: [],
  disposition: null,
});
const attached = (filename: string) => ({ type: 'attachment', params: [['filename', filename]] as const });

describe('choosing parts', () => {
  it('finds the body in an alternative inside related inside mixed', () => {
    const chosen = chooseParts(
      multi('', 'mixed', [
        multi('1', 'related', [
          multi('1.1', 'alternative', [part('1.1.1', 'text/plain'), part('1.1.2', 'text/html')]),
          part('1.2', 'image/png', { id: '<pic@example.com>' }),
        ]),
        part('2', 'application/pdf', { disposition: attached('plan.pdf'), encoding: 'base64', size: 78 }),
      ]),
    );
    expect(chosen.text?.section).toBe('1.1.1');
    expect(chosen.html?.section).toBe('1.1.2');
    expect(chosen.inline.map(({ section }) => section)).toEqual(['1.2']);
    expect(
      chosen.attachments.map(({ section, name, inline, size, contentId }) => [
        section,
        name,
        inline,
        size,
        contentId,
      ]),
    ).toEqual([
      ['1.2', 'attachment-1-2.png', true, 100, 'pic@example.com'],
      ['2', 'plan.pdf', false, 57, null],
    ]);
  });

  it('never takes an attached text for the body, and never shows SVG or a huge picture inline', () => {
    const chosen = chooseParts(
      multi('', 'related', [
        part('1', 'text/html'),
        part('2', 'text/plain', { disposition: attached('notes.txt') }),
        part('3', 'image/svg+xml', { id: '<x>' }),
        part('4', 'image/png', { id: '<big>', size: 5_000_000 }),
      ]),
    );
    expect(chosen.text).toBeNull();
    expect(chosen.inline).toEqual([]);
    expect(chosen.attachments.map(({ inline }) => inline)).toEqual([false, false, true]);
  });

  it('decodes RFC 2231 names, strips paths, and names what has no name', () => {
    const chosen = chooseParts(
      multi('', 'mixed', [
        part('1', 'application/zip', {
          disposition: { type: 'attachment', params: [['filename*', "utf-8''a%C3%B1o.zip"]] },
        }),
        part('2', 'application/zip', { disposition: attached('../../etc/passwd') }),
        part('3', 'message/rfc822'),
        part('4', 'x"y/<script>', { disposition: attached('') }),
      ]),
    );
    expect(chosen.attachments.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'a\u00f1o.zip application/zip',
      'passwd application/zip',
      'message-3.eml message/rfc822',
      'attachment-4 application/octet-stream',
    ]);
  });

  it('is bounded for a structure of any width', () => {
    const wide = multi(
      '',
      'mixed',
      Array.from({ length: 50_000 }, (_, i) => part(String(i + 1), 'image/png', { id: `<${i}>` })),
    );
    expect(chooseParts(wide).attachments.length).toBeLessThanOrEqual(1_000);
    expect(bareContentId(' <a@b> ')).toBe('a@b');
  });
});

async function reader(...raw: readonly string[]) {
  const world = new SessionWorld();
  for (const text of raw)
    world.server.deliver(USER.user, 'INBOX', new TextEncoder().encode(text.replaceAll('\n', '\r\n')));
  const structures: BodyStructure[] = [];
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return { world, structures };
}

const HEAD =
  'From: Bo <bo@example.com>\nTo: ana@example.org, Cy <cy@example.com>\nSubject: =?utf-8?q?A=C3=B1o?=\nMessage-ID: <1@example.com>\nMIME-Version: 1.0\n';

describe('opening a message', () => {
  it('takes one flight when the structure is known, two when not, and leaves it unread', async () => {
    const { world } = await reader(
      `${HEAD}Content-Type: text/plain; charset=utf-8; format=flowed\n\nOne \nline.\n`,
    );
    const { uid } = world.model().list.rowAt(0) ?? {};
    if (uid === undefined) throw new Error('no row');
    const known = part('1', 'text/plain', {
      params: [
        ['charset', 'utf-8'],
        ['format', 'flowed'],
      ],
    });
    const commands = () => world.wire.flights.join('').match(/UID FETCH/g)?.length ?? 0;
    const opening = world.session.openMessage(INBOX, uid, known, { formatted: false });
    await settle();
    const result = await opening;
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.subject).toBe('A\u00f1o');
    expect(result.value.text?.trim()).toBe('One line.');
    expect(result.value.to.map(({ address }) => address)).toEqual(['ana@example.org', 'cy@example.com']);
    expect(commands()).toBe(1);
    const again = world.session.openMessage(INBOX, uid, undefined, { formatted: false });
    await settle();
    expect((await again).ok).toBe(true);
    expect(commands()).toBe(3);
    expect(world.model().list.rowAt(0)?.seen).toBe(false);
    expect(world.wires).toHaveLength(1);
  });

  it('offers large HTML instead of showing it, with its text at once, and gives it when asked', async () => {
    const many = '<p>word</p>'.repeat(6_000);
    const { world } = await reader(`${HEAD}Content-Type: text/html; charset=utf-8\n\n${many}\n`);
    const { uid } = world.model().list.rowAt(0) ?? {};
    if (uid === undefined) throw new Error('no row');
    const plain = await world.session.openMessage(INBOX, uid, undefined, { formatted: false });
    expect(plain.ok && plain.value.htmlTooLarge).toBe(true);
    expect(plain.ok && plain.value.html).toBeNull();
    expect(plain.ok && plain.value.text).toContain('word');
    const formatted = await world.session.openMessage(INBOX, uid, undefined, { formatted: true });
    expect(formatted.ok && formatted.value.html?.length).toBeGreaterThan(60_000);
  });

  it('says that a message is gone', async () => {
    const { world } = await reader(`${HEAD}\nx\n`);
    const { uid } = world.model().list.rowAt(0) ?? {};
    const result = await world.session.openMessage(
      INBOX,
      ((uid ?? 0) + 5) as NonNullable<typeof uid>,
      undefined,
      { formatted: false },
    );
    expect(result.ok ? null : result.error.code).toBe('message-missing');
  });

  it('reads a part in pieces, decoded, with progress, over a cut', async () => {
    const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, i) => (i * 31) % 256));
    const body = bytes.toString('base64').replaceAll(/.{76}/g, '$&\n');
    const { world } = await reader(
      `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhi\n--b\nContent-Type: application/octet-stream; name=f.bin\nContent-Transfer-Encoding: base64\n\n${body}\n--b--\n`,
    );
    const { uid } = world.model().list.rowAt(0) ?? {};
    if (uid === undefined) throw new Error('no row');
    const read = (onPiece: (loaded: number) => void) => {
      const pieces: Uint8Array[] = [];
      const part = { section: '2', encoding: 'base64', size: 0 };
      const done = world.session.fetchPart(INBOX, uid, part, (piece, loaded) => {
        pieces.push(piece);
        onPiece(loaded);
      });
      return { done, whole: () => Buffer.concat(pieces) };
    };
    const loaded: number[] = [];
    const first = read((now) => void loaded.push(now));
    await world.clock.advance(1_000);
    expect(await first.done).toEqual({ ok: true, value: bytes.length });
    expect(first.whole().equals(bytes)).toBe(true);
    expect(loaded.length).toBeGreaterThan(2);

    // Cut after its first piece, it goes on over the next connection where it stopped.
    let cuts = 1;
    const second = read(() => {
      if (cuts-- > 0) world.wire.cut();
    });
    await world.clock.advance(10_000);
    expect(await second.done).toEqual({ ok: true, value: bytes.length });
    expect(second.whole().equals(bytes)).toBe(true);
    const asked = world.wires.flatMap((wire) => wire.flights.join('').match(/\[2\]<\d+/g) ?? []);
    expect(asked.filter((piece) => piece === '[2]<0')).toHaveLength(2);
  });
});
