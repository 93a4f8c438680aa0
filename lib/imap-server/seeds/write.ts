import { buildMessage, formatAddress, type PartSpec } from '../../mime/build';
import { formatMailDate } from '../../mime/dates';
import type { SeedAttachment, SeedMail } from './types';

/** A seed as the bytes of a message; `now` is the moment ages are counted from. The same input gives the same bytes. */
export function writeMail(now: number, mail: SeedMail): Uint8Array {
  const headers: [string, string][] = [
    [
      'Date',
      formatMailDate(
        Math.floor((now - mail.ageMinutes * 60_000) / 1000) * 1000,
        mail.language === 'es' ? 60 : 0,
      ),
    ],
    ['From', formatAddress(mail.from)],
    ['To', mail.to.map(formatAddress).join(', ')],
  ];
  if (mail.cc !== undefined && mail.cc.length > 0)
    headers.push(['Cc', mail.cc.map(formatAddress).join(', ')]);
  if (mail.subject !== '') headers.push(['Subject', mail.subject]);
  headers.push(['Message-ID', `<${mail.messageId}>`]);
  const last = mail.references?.at(-1);
  if (mail.references !== undefined && last !== undefined) {
    headers.push(['In-Reply-To', `<${last}>`]);
    headers.push(['References', mail.references.map((id) => `<${id}>`).join(' ')]);
  }
  headers.push(...(mail.headers ?? []).map(([name, value]): [string, string] => [name, value]));
  return buildMessage({ headers, body: bodyOf(mail) });
}

function bodyOf(mail: SeedMail): PartSpec {
  const boundary = (level: string): string =>
    `=_${level}_${mail.messageId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 40)}`;
  const multipart = (subtype: 'mixed' | 'alternative' | 'related', parts: readonly PartSpec[]): PartSpec => ({
    kind: 'multipart',
    subtype,
    boundary: boundary(subtype),
    parts,
  });
  const inline = (mail.attachments ?? []).filter((file) => file.contentId !== undefined);
  const attached = (mail.attachments ?? []).filter((file) => file.contentId === undefined);
  let body: PartSpec = { kind: 'text', text: mail.text };
  if (mail.html !== undefined) {
    let html: PartSpec = { kind: 'text', subtype: 'html', text: mail.html };
    if (inline.length > 0) html = multipart('related', [html, ...inline.map(partOf)]);
    body = multipart('alternative', [body, html]);
  }
  return attached.length === 0 ? body : multipart('mixed', [body, ...attached.map(partOf)]);
}

function partOf(file: SeedAttachment): PartSpec {
  if (file.type === 'message/rfc822') return { kind: 'message', message: file.bytes() };
  return {
    kind: 'attachment',
    type: file.type,
    bytes: file.bytes(),
    fileName: file.filename,
    ...(file.contentId === undefined ? {} : { disposition: 'inline', contentId: file.contentId }),
  };
}
