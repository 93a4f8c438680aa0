/** The mail of the scenarios: letters with a number, as small as letters can be. */

export interface Letter {
  readonly number: number;
  readonly raw: Uint8Array;
  readonly messageId: string;
}

const made = new Map<number, Letter>();

/** Above a hundred with a file in it. */
export function letter(number: number): Letter {
  const known = made.get(number);
  if (known !== undefined) return known;
  const messageId = `<letter-${number}@example.com>`;
  const head = [
    'From: Bo <bo@example.com>',
    `Subject: ${subjectOf(number)}`,
    `Message-ID: ${messageId}`,
    'Date: Sun, 22 Nov 2026 08:00:00 +0000',
  ];
  const lines = number > 100 ? [...head, ...withFile(number)] : [...head, '', `Text of ${number}`, ''];
  const one = { number, raw: new TextEncoder().encode(lines.join('\r\n')), messageId };
  made.set(number, one);
  return one;
}

const withFile = (number: number): readonly string[] => [
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  `Text of ${number}`,
  '--b',
  'Content-Type: text/x-notes; name=notes.txt',
  'Content-Disposition: attachment; filename=notes.txt',
  'Content-Transfer-Encoding: base64',
  '',
  btoa(fileOf(number)),
  '--b--',
  '',
];

export const fileOf = (number: number): string => `Notes of ${number}, forty octets or a few more.`;
export const subjectOf = (number: number): string => `Letter ${number}`;
export const numberOf = (subject: string): number => Number(/^Letter (\d+)$/.exec(subject)?.[1] ?? 0);
export const numberOfId = (text: string): number =>
  Number(/<letter-(\d+)@example\.com>/i.exec(text)?.[1] ?? 0);

/** One line a message: where it is, its number, and its flags. Flags a client does not choose are left out. */
export function heldLine(folder: string, number: number, flags: readonly string[]): string {
  const shown = flags.filter((flag) => flag.toLowerCase() !== '\\recent').toSorted();
  return [folder, number, ...shown].join(' ');
}

/** An mbox file of these. Read in microtasks, as virtual time wants it. */
export function letterFile(numbers: readonly number[]): File {
  const parts = numbers.flatMap((number) => [
    new TextEncoder().encode('From bo@example.com Sun Nov 22 08:00:00 2026\n'),
    letter(number).raw,
    new TextEncoder().encode('\n'),
  ]);
  const file = new File(parts as BlobPart[], 'letters.mbox');
  const stream = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start: (controller) => {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });
  return Object.defineProperty(file, 'stream', { value: stream });
}
