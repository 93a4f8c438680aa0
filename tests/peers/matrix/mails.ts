/** The mails the rows look at: conversations, parts, and letters beyond ASCII. */

export interface MailFields {
  readonly id: number;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  /** Numbers of the mails it answers, the first of the conversation first. */
  readonly answers?: readonly number[];
  readonly text?: string;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Sent on day `id` of March 2026. */
export function mail({ id, subject, from, to, answers = [], text }: MailFields): Uint8Array {
  return bytesOf(
    [
      `Message-ID: <m${id}@example.org>`,
      `From: ${from ?? `"Person ${id}" <p${id}@example.org>`}`,
      `To: ${to ?? 'ana@example.org'}`,
      `Subject: ${subject ?? `Subject ${id}`}`,
      `Date: ${id} Mar 2026 10:00:00 +0000`,
      ...(answers.length > 0 ? [`References: ${answers.map((n) => `<m${n}@example.org>`).join(' ')}`] : []),
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      `${text ?? `Text of ${id}`}\r\n`,
    ].join('\r\n'),
  );
}

export const mails = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, i) => mail({ id: i + 1 }));

/** Three conversations: 1 <- 2 <- 4 and 1 <- 3; 5 alone; 6 answers a mail that is not there. */
export const CONVERSATIONS: readonly Uint8Array[] = [
  { id: 1, subject: 'Plans', from: '"Zoe Last" <zoe@example.org>' },
  { id: 2, subject: 'Re: Plans', from: '"Ana First" <ana@example.org>', answers: [1] },
  { id: 3, subject: 'Re: Plans', from: '"Mia Middle" <mia@example.org>', answers: [1] },
  { id: 4, subject: 'Re: Plans', from: '"Eva Fourth" <eva@example.org>', answers: [1, 2] },
  { id: 5, subject: 'Bread', from: '"Bob Third" <bob@example.org>' },
  { id: 6, subject: 'Re: Zebra', from: '"Ida Fifth" <ida@example.org>', answers: [99] },
].map(mail);

/** Octets no text has, behind base64 in part 2. */
export const ATTACHED = Uint8Array.from({ length: 256 }, (_, i) => i);

export const WITH_PARTS: Uint8Array = bytesOf(
  [
    'Message-ID: <parts@example.org>',
    'From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>, "Quoted \\"Name\\"" <q@example.org>',
    'To: ana@example.org',
    'Cc: friends: bob@example.org, ida@example.org;',
    'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
    'Date: Tue, 10 Mar 2026 10:00:00 +0100',
    'In-Reply-To: <m1@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="frontier"',
    '',
    '--frontier',
    'Content-Type: text/plain; charset=utf-8; format=flowed',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    // Cyrus overlooks what stands in the last line of such a part when that has no end.
    'caf=C3=A9 and a preview of the text',
    '',
    '--frontier',
    'Content-Type: application/octet-stream; name="all.bin"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="all.bin"',
    '',
    ...(Buffer.from(ATTACHED)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '--frontier',
    'Content-Type: message/rfc822',
    '',
    'From: inner@example.org',
    'Subject: inside',
    '',
    'Inner text',
    '--frontier--',
    '',
  ].join('\r\n'),
);
