import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MIME_DEPTH, MAX_MIME_PARTS } from '../../../lib/mime/limits';
import { parseMessage, type MimePart } from '../../../lib/mime/structure';
import { bodyOf, mail, octets, outline, seed } from './support';

function depthOf(root: MimePart): number {
  let depth = 0;
  let level: readonly MimePart[] = [root];
  for (; level.length > 0; depth++) {
    level = level.flatMap((part) => [
      ...part.children,
      ...(part.message === undefined ? [] : [part.message]),
    ]);
  }
  return depth;
}

describe('parseMessage', () => {
  it('a message without MIME is one text part', () => {
    const raw = mail('From: a@example.org', '', 'one', 'two');
    const root = parseMessage(raw);
    expect(outline(root)).toEqual(['1 text/plain']);
    expect(bodyOf(raw, root)).toBe('one\r\ntwo\r\n');
    expect(root).toMatchObject({ encoding: '7bit', lines: 2, headerStart: 0, bodyStart: 23, children: [] });
    expect(root.headers.get('from')).toBe('a@example.org');
    expect(root).not.toHaveProperty('disposition');
  });

  it('RFC 2046 5.1.1 example: preamble, default type, epilogue', () => {
    const raw = mail(
      'Content-type: multipart/mixed; boundary="simple boundary"',
      '',
      'This is the preamble.',
      '--simple boundary',
      '',
      'implicitly typed, no line end.',
      '--simple boundary  ',
      'Content-type: text/plain; charset=us-ascii',
      '',
      'explicitly typed, one line end.',
      '',
      '--simple boundary--',
      '',
      'This is the epilogue.',
      '--simple boundary',
      '',
      'not a part any more',
    );
    const root = parseMessage(raw);
    expect(outline(root)).toEqual([' multipart/mixed', '1 text/plain', '2 text/plain']);
    expect(bodyOf(raw, root.children[0])).toBe('implicitly typed, no line end.');
    expect(bodyOf(raw, root.children[1])).toBe('explicitly typed, one line end.\r\n');
    expect(root.children.map((part) => part.lines)).toEqual([0, 1]);
    expect(root.bodyEnd).toBe(raw.length);
  });

  it('RFC 9051 6.4.5 section numbers', () => {
    const raw = mail(
      'Content-Type: multipart/mixed; boundary=A',
      '',
      '--A',
      '',
      '1',
      '--A',
      'Content-Type: application/octet-stream',
      '',
      '2',
      '--A',
      'Content-Type: message/rfc822',
      '',
      'Subject: three',
      'Content-Type: multipart/mixed; boundary=B',
      '',
      '--B',
      '',
      '3.1',
      '--B',
      'Content-Type: application/octet-stream',
      '',
      '3.2',
      '--B--',
      '--A',
      'Content-Type: multipart/mixed; boundary=C',
      '',
      '--C',
      'Content-Type: image/gif',
      '',
      '4.1',
      '--C',
      'Content-Type: message/rfc822',
      '',
      'Subject: four two',
      'Content-Type: multipart/mixed; boundary=D',
      '',
      '--D',
      '',
      '4.2.1',
      '--D',
      'Content-Type: multipart/alternative; boundary=E',
      '',
      '--E',
      '',
      '4.2.2.1',
      '--E',
      'Content-Type: text/richtext',
      '',
      '4.2.2.2',
      '--E--',
      '--D--',
      '--C--',
      '--A--',
    );
    const root = parseMessage(raw);
    expect(outline(root)).toEqual([
      ' multipart/mixed',
      '1 text/plain',
      '2 application/octet-stream',
      '3 message/rfc822',
      '@3 multipart/mixed',
      '3.1 text/plain',
      '3.2 application/octet-stream',
      '4 multipart/mixed',
      '4.1 image/gif',
      '4.2 message/rfc822',
      '@4.2 multipart/mixed',
      '4.2.1 text/plain',
      '4.2.2 multipart/alternative',
      '4.2.2.1 text/plain',
      '4.2.2.2 text/richtext',
    ]);
    expect(bodyOf(raw, root.children[3]?.children[1]?.message?.children[1]?.children[1])).toBe('4.2.2.2');
    expect(root.children[2]?.message?.headers.get('subject')).toBe('three');
  });

  it('messages in messages: single parts are numbered, each one level down', () => {
    const raw = mail(
      'Content-Type: message/rfc822',
      '',
      'Content-Type: message/rfc822',
      '',
      'Subject: in',
      '',
      'text',
    );
    const root = parseMessage(raw);
    expect(outline(root)).toEqual(['1 message/rfc822', '@1.1 message/rfc822', '@1.1.1 text/plain']);
    expect(bodyOf(raw, root.message?.message)).toBe('text\r\n');
  });

  it('RFC 2046 5.1.5: parts of a digest are messages', () => {
    const root = parseMessage(
      mail(
        'Content-Type: multipart/digest; boundary=D',
        '',
        '--D',
        '',
        'Subject: a',
        '',
        'x',
        '--D',
        'Content-Type: text/plain',
        '',
        'y',
        '--D--',
      ),
    );
    expect(outline(root)).toEqual([
      ' multipart/digest',
      '1 message/rfc822',
      '@1.1 text/plain',
      '2 text/plain',
    ]);
  });

  it('an encoded message is an attachment, not a structure', () => {
    const root = parseMessage(
      mail('Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', '', 'U3ViamVjdDogYQ=='),
    );
    expect(outline(root)).toEqual(['1 message/rfc822']);
  });

  it('reads what describes a part', () => {
    const root = parseMessage(
      mail(
        'Content-Type: IMAGE/Png (x); name="old.png"',
        'Content-Transfer-Encoding: Base64 (y)',
        "Content-Disposition: INLINE; filename*=utf-8''caf%C3%A9.png",
        'Content-ID: <a@b>',
        '',
        'AAAA',
      ),
    );
    expect(root).toMatchObject({
      type: 'image',
      subtype: 'png',
      encoding: 'base64',
      disposition: 'inline',
      fileName: 'café.png',
      contentId: 'a@b',
    });
  });

  it.each([
    ['no slash', 'text', 'text/plain'],
    ['nothing', '', 'text/plain'],
    ['unknown', 'weird stuff', 'application/octet-stream'],
    ['blanks around the slash', 'text / html', 'text/html'],
    ['no boundary', 'multipart/mixed', 'text/plain'],
    ['empty boundary', 'multipart/mixed; boundary=""', 'text/plain'],
    ['P12', '__proto__/constructor', '__proto__/constructor'],
  ])('Content-Type with %s', (_, field, expected) => {
    const root = parseMessage(mail(`Content-Type: ${field}`, '', 'x'));
    expect(`${root.type}/${root.subtype}`).toBe(expected);
  });

  it('an unknown disposition is an attachment (RFC 2183 2.8)', () => {
    expect(parseMessage(mail('Content-Disposition: odd', '', 'x')).disposition).toBe('attachment');
  });
});

describe('P09 boundaries', () => {
  const bodies = (boundary: string, ...lines: readonly string[]): string[] => {
    const raw = mail(`Content-Type: multipart/mixed; boundary="${boundary}"`, '', ...lines);
    return parseMessage(raw).children.map((part) => bodyOf(raw, part));
  };

  it.each([
    ['a longer one is text', ['--b', '', 'x', '--bX', 'y', '--b--'], ['x\r\n--bX\r\ny']],
    ['a shorter one is text', ['--b', '', 'x', '--', '-b', '--b--'], ['x\r\n--\r\n-b']],
    ['text after it', ['--b', '', 'x', '--b y', '--b-- y', '--b--'], ['x\r\n--b y\r\n--b-- y']],
    ['blanks after it', ['--b \t', '', 'x', '--b--  '], ['x']],
    ['blanks before it', ['--b', '', 'x', ' --b', '--b--'], ['x\r\n --b']],
    ['never closed', ['--b', '', 'x'], ['x\r\n']],
    ['header cut off by it', ['--b', 'Content-Type: text/html', '--b', '', 'x', '--b--'], ['', 'x']],
    ['directly after it', ['--b', '--b', '--b--'], ['', '']],
    ['closed at once', ['--b--', '--b', '', 'x'], []],
    ['never used', ['x', 'y'], []],
  ])('%s', (_, lines, expected) => {
    expect(bodies('b', ...lines)).toEqual(expected);
  });

  it.each(['a', 'b'])('of nested parts one begins with the other (%s outside)', (outside) => {
    const [outer, inner] = outside === 'a' ? ['b', 'bb'] : ['bb', 'b'];
    const raw = mail(
      `Content-Type: multipart/mixed; boundary=${outer}`,
      '',
      `--${outer}`,
      `Content-Type: multipart/mixed; boundary=${inner}`,
      '',
      `--${inner}`,
      '',
      'in',
      `--${inner}--`,
      `--${outer}`,
      '',
      'out',
      `--${outer}--`,
    );
    const root = parseMessage(raw);
    expect(outline(root)).toEqual([
      ' multipart/mixed',
      '1 multipart/mixed',
      '1.1 text/plain',
      '2 text/plain',
    ]);
    expect(bodyOf(raw, root.children[1])).toBe('out');
  });

  it('an outer one ends inner parts that were never closed', () => {
    const raw = mail(
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      'Content-Type: multipart/mixed; boundary=i',
      '',
      '--i',
      '',
      'in',
      '--o',
      '',
      'out',
      '--i',
      'still out',
      '--o--',
    );
    const root = parseMessage(raw);
    expect(root.children.map((part) => bodyOf(raw, part))).toEqual([
      '--i\r\n\r\nin',
      'out\r\n--i\r\nstill out',
    ]);
  });

  it('bare LF line ends', () => {
    const raw = octets('Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\ny\n--b--\n');
    expect(parseMessage(raw).children.map((part) => bodyOf(raw, part))).toEqual(['x\ny']);
  });
});

describe('P09 limits', () => {
  it(`takes ${MAX_MIME_DEPTH} levels apart`, () => {
    const lines: string[] = ['Content-Type: multipart/mixed; boundary=b0', ''];
    for (let level = 0; level < 10_000; level++) {
      lines.push(`--b${level}`, `Content-Type: multipart/mixed; boundary=b${level + 1}`, '');
    }
    expect(depthOf(parseMessage(mail(...lines)))).toBe(MAX_MIME_DEPTH + 1);
  });

  it('takes as many embedded messages apart', () => {
    const root = parseMessage(octets('Content-Type: message/rfc822\n\n'.repeat(10_000)));
    expect(depthOf(root)).toBe(MAX_MIME_DEPTH + 1);
  });

  it(`keeps ${MAX_MIME_PARTS} parts and says so`, () => {
    const raw = octets(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(100_000)}--b--\n`);
    const root = parseMessage(raw);
    expect(root.children.length).toBe(MAX_MIME_PARTS - 1);
    expect(root.truncated).toBe(true);
    expect(bodyOf(raw, root.children.at(-1))).toBe('x');
  });
});

describe('any octets', () => {
  const pieces = fc.constantFrom(
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: multipart/digest; boundary="bb"',
    'Content-Type: message/rfc822',
    'Content-Type: text/html; charset=x',
    '--b',
    '--b--',
    '--bb',
    '--bb--',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\r',
    ': ',
    'x',
    '\xff',
    '-',
  );
  const raw = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((list) => octets(list.join(''))),
    fc.array(pieces, { maxLength: 60 }).map((list) => octets(list.join('\r\n'))),
    fc.uint8Array({ maxLength: 300 }),
  );

  it('never throw; ranges lie in the input, in order, children inside their parents', () => {
    fc.assert(
      fc.property(raw, (bytes) => {
        const queue: { part: MimePart; from: number; to: number }[] = [
          { part: parseMessage(bytes), from: 0, to: bytes.length },
        ];
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
          const { part, from, to } = next;
          const marks = [from, part.headerStart, part.bodyStart, part.bodyEnd, to];
          expect(marks).toEqual(marks.toSorted((a, b) => a - b));
          expect(part.lines).toBe(
            bytes.subarray(part.bodyStart, part.bodyEnd).filter((octet) => octet === 0x0a).length,
          );
          let after = part.bodyStart;
          for (const child of part.children) {
            queue.push({ part: child, from: after, to: part.bodyEnd });
            after = child.bodyEnd;
          }
          if (part.message !== undefined)
            queue.push({ part: part.message, from: part.bodyStart, to: part.bodyEnd });
        }
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
