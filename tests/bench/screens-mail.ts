/** The mailboxes of the areas `open` and `live`, the same for every product. */
import { message, messages, subjectOf } from '../support/mail-factory';
import type { AppendItem } from '../support/imap-client';
import { inputHash } from './figures';

export const SMALL = 1_000;
const HTML_OCTETS = 50_000;
const SMALL_MAIL = { kind: 'small', language: 'en' } as const;

/** What shows that a list of plain mails is on screen: the subject of its newest. */
export const newestSubject = (count: number): string => subjectOf(count - 1, SMALL_MAIL);

export function smallMails(count: number): Generator<Buffer> {
  return messages(count, SMALL_MAIL);
}

export const pageSubject = (index: number): string => `Newsletter ${index} of fifty kilobytes`;
/** The last words of the HTML body; they stand on screen once the whole message does. */
export const pageEnd = (index: number): string => `End of newsletter ${index}.`;

/** An HTML mail of 50 kB with styles, tables and links, as newsletters have them. */
export function pageMail(index: number): AppendItem {
  const rows: string[] = [];
  for (let at = 0; rows.join('').length < HTML_OCTETS; at += 1) {
    rows.push(
      `<tr><td style="padding:8px;color:rgb(${at % 200}, 60, 90)"><h2>Part ${at} of ${index}</h2>` +
        `<p class="lead">Bring the blue folder &amp; a pencil, please; we meet at nine.</p>` +
        `<a href="https://www.example.com/page?id=${index}-${at}">Read more</a></td></tr>\r\n`,
    );
  }
  const html =
    `<html><head><style>.lead{font-size:15px;line-height:1.5}td{border-bottom:1px solid #ddd}</style></head><body>` +
    `<table width="600">${rows.join('')}</table><p>${pageEnd(index)}</p></body></html>`;
  const date = new Date(Date.UTC(2027, 0, 1, 8, index));
  return { message: message(index, { kind: 'html', subject: pageSubject(index), html, date }) };
}

export const pagesHash = (): string =>
  inputHash(message(0, SMALL_MAIL), message(SMALL - 1, SMALL_MAIL), pageMail(0).message);
