import { describe, expect, it } from 'vitest';
import { mimeLimits } from '../../../lib/mime/index';
import { MailFileReader, type FileItem, type FileMessage } from '../../../lib/mime/mail-file';
import { MboxWriter } from '../../../lib/mime/mbox-writer';
import { formatMboxStatus, parseMboxStatus } from '../../../lib/mime/mbox-status';

const MAIL = 'From: Ana <ana@example.org>\nSubject: Boat\nMessage-ID: <1@example.org>\n\nHello\n';

describe('a file of mail', () => {
  it('reads one message, with CRLF and the time it arrived', () => {
    const [message, ...rest] = messagesOf(
      `Received: from a.example.org by b.example.org; Sat, 21 Nov 2026 10:00:00 +0100\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n${MAIL}`,
    );
    expect(rest).toEqual([]);
    expect(text(message)).toContain('Subject: Boat\r\nMessage-ID: <1@example.org>\r\n\r\nHello\r\n');
    expect(message).toMatchObject({
      number: 1,
      date: Date.UTC(2026, 10, 21, 9),
      messageId: '<1@example.org>',
      subject: 'Boat',
      flags: ['\\Seen'],
    });
  });

  it('takes the sender’s date where nothing else tells one, and none where there is none', () => {
    expect(messagesOf(`Date: Fri, 20 Nov 2026 10:00:00 +0000\n${MAIL}`)[0]?.date).toBe(
      Date.UTC(2026, 10, 20, 10),
    );
    expect(messagesOf(MAIL)[0]?.date).toBeUndefined();
  });

  it('reads what Dovecot writes: LF, flags below the From line', () => {
    const file =
      'From ana@example.org  Sun Nov 22 04:05:06 2026\nStatus: RO\nX-Status: AF\nX-Keywords: $Forwarded work\n' +
      `${MAIL}>From here on\n\nFrom bob@example.org  Sun Nov 22 04:05:07 2026\nStatus: O\n${MAIL}\n`;
    const [first, second] = messagesOf(file);
    expect(first?.flags).toEqual(['\\Seen', '\\Answered', '\\Flagged', '$Forwarded', 'work']);
    expect(text(first)).toMatch(/^From: Ana.*Hello\r\nFrom here on\r\n$/su);
    expect(first?.date).toBe(Date.UTC(2026, 10, 22, 4, 5, 6));
    expect(second).toMatchObject({ number: 2, flags: [] });
  });

  it('reads what Thunderbird writes: a dash for the sender, bits for the flags', () => {
    const head = 'X-Mozilla-Status: 1005\r\nX-Mozilla-Status2: 00000000\r\nX-Mozilla-Keys: work\r\n';
    const file = `From - Sun Nov 22 04:05:06 2026\r\n${head}${MAIL}\r\nFrom \r\nX-Mozilla-Status: 0000\r\n${MAIL}`;
    const [first, second] = messagesOf(file);
    expect(first?.flags).toEqual(['\\Seen', '\\Flagged', '$Forwarded', 'work']);
    expect(text(first)).toMatch(/^From: Ana/u);
    expect(second?.flags).toEqual([]);
    expect(second?.date).toBeUndefined();
  });

  it('does not cut a message at a sentence that begins with From', () => {
    const letter = `${MAIL}\nFrom now on we meet at 10:30 and not before.\n\nFrom here\n`;
    const [only, ...rest] = messagesOf(`From a@example.org Sun Nov 22 04:05:06 2026\n${letter}`);
    expect(rest).toEqual([]);
    expect(text(only)).toContain('From now on');
  });

  it('never marks a message as deleted', () => {
    const file = `From a Sun Nov 22 04:05:06 2026\nStatus: RO\nX-Status: D\n${MAIL}`;
    expect(messagesOf(file)[0]?.flags).toEqual(['\\Seen']);
  });

  it('leaves out what a mailbox program says about the mailbox itself', () => {
    const inside = "From: Mail System\nSubject: DON'T DELETE THIS MESSAGE\nX-IMAP: 1 2\nStatus: RO\n\nx\n";
    const file = `From MAILER-DAEMON Sun Nov 22 04:05:06 2026\n${inside}\nFrom a Sun Nov 22 04:05:06 2026\n${MAIL}`;
    expect(messagesOf(file).map(({ subject }) => subject)).toEqual(['Boat']);
  });

  it.each([
    ['a picture', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['nothing', ''],
    ['a letter', 'Dear all,\nwe meet at 10:30.\n'],
    ['a page', '<!doctype html>\n<title>From</title>\n'],
    ['a From line that is none', 'From the beginning it was clear.\n'],
  ])('is not made of %s', (_, content) => {
    const reader = new MailFileReader();
    expect([...reader.push(bytesOf(content)), ...reader.end()]).toEqual([]);
    expect(reader.bad).toBe('no-mail');
  });

  it('goes on after messages it cannot use, and says why', () => {
    const from = 'From a Sun Nov 22 04:05:06 2026\n';
    const file = `${from}${MAIL}\n${from}\n${from}no header\n\n${from}Subject: nul\n\n\0\n\n${from}Subject: big\n\n${'x'.repeat(200)}\n\n${from}${MAIL}`;
    const items = itemsOf(file, 150);
    expect(items.map((item) => (item.kind === 'bad' ? item.why : 'ok'))).toEqual([
      'ok',
      'empty',
      'no-mail',
      'binary',
      'too-large',
      'ok',
    ]);
    expect(items[4]).toMatchObject({ number: 5, subject: 'big' });
  });

  it('stops at more messages than anybody has', () => {
    const reader = new MailFileReader({ maxMessages: 2 });
    const one = `From a Sun Nov 22 04:05:06 2026\n${MAIL}\n`;
    const items = [...reader.push(bytesOf(one.repeat(4))), ...reader.end()];
    expect(items.length).toBeLessThanOrEqual(2);
    expect(reader.bad).toBe('too-many');
    expect(mimeLimits.MAX_FILE_MESSAGES).toBe(1_000_000);
    expect(mimeLimits.MAX_FILE_MESSAGE).toBe(64 * 1_048_576);
  });

  it('takes a From line beyond its bound for text', () => {
    const long = `From ${'a'.repeat(mimeLimits.MAX_MBOX_FROM_LINE)} Sun Nov 22 04:05:06 2026\n`;
    expect(messagesOf(`From a Sun Nov 22 04:05:06 2026\n${MAIL}\n${long}${MAIL}`)).toHaveLength(1);
  });
});

describe('the fields of an mbox', () => {
  it('keep the flags of IMAP', () => {
    const flags = [
      '\\Seen',
      '\\Answered',
      '\\Flagged',
      '\\Draft',
      '\\Recent',
      '$Forwarded',
      'work',
      'with space',
    ];
    const status = parseMboxStatus(formatMboxStatus(flags));
    expect(status.flags).toEqual(['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '$Forwarded', 'work']);
  });

  it('name nobody where the sender would break the line', () => {
    const [line] = new MboxWriter().begin({ sender: 'a b\r\nFrom x', date: 0, flags: [] });
    expect(Buffer.from(line ?? []).toString()).toBe('From MAILER-DAEMON Thu Jan  1 00:00:00 1970\r\n');
  });
});

function itemsOf(content: string, maxMessage?: number): readonly FileItem[] {
  const reader = new MailFileReader(maxMessage === undefined ? {} : { maxMessage });
  return [...reader.push(bytesOf(content)), ...reader.end()];
}

function messagesOf(content: string): readonly FileMessage[] {
  return itemsOf(content).map((item) => {
    if (item.kind === 'bad') throw new Error(item.why);
    return item.message;
  });
}

const bytesOf = (latin1: string): Uint8Array => new Uint8Array(Buffer.from(latin1, 'latin1'));
const text = (message: FileMessage | undefined): string =>
  Buffer.from(message?.bytes ?? []).toString('latin1');
