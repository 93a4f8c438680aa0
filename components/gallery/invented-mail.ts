import { toMailboxName, toUid, type MailboxName } from '@/lib/imap/types';
import type { Attachment, Folder, FolderRole, MessageDetail, MessageRow } from '@/lib/mail/types';

/** The day all specimens are of: a Tuesday morning. */
export const NOW = Date.UTC(2026, 4, 12, 8, 42);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const INBOX = toMailboxName('INBOX');

function folder(name: string, facts: Partial<Folder> = {}): Folder {
  const segments = name.split('/');
  return {
    name: toMailboxName(name),
    label: segments.at(-1) ?? name,
    parent: segments.length > 1 ? toMailboxName(segments.slice(0, -1).join('/')) : null,
    depth: segments.length - 1,
    delimiter: '/',
    role: null,
    selectable: true,
    subscribed: true,
    total: 24,
    unseen: 0,
    ...facts,
  };
}

const special = (name: string, role: FolderRole, facts: Partial<Folder> = {}): Folder =>
  folder(name, { role, ...facts });

/** Every kind of line a folder tree can hold. */
export const FOLDERS: readonly Folder[] = [
  special('INBOX', 'inbox', { total: 3_214, unseen: 3_000 }),
  special('Flagged', 'flagged', { unseen: 2 }),
  special('Drafts', 'drafts', { total: 3 }),
  special('Sent', 'sent'),
  special('Archive', 'archive', { total: 100_000 }),
  special('Junk', 'junk', { unseen: 41 }),
  special('Trash', 'trash'),
  special('All', 'all', { total: null, unseen: null }),
  folder('Projects', { selectable: false }),
  folder('Projects/Garden', { unseen: 4 }),
  folder('Projects/Garden/Seeds and bulbs for the second half of the year'),
  folder('Projects/Bridge', { subscribed: false }),
  folder('رسائل العائلة', { unseen: 1 }),
];

export const folderOf = (name: string): Folder =>
  FOLDERS.find((one) => one.name === toMailboxName(name)) ?? folder(name);

export const GARDEN: MailboxName = toMailboxName('Projects/Garden');

let uids = 100;

function row(facts: Partial<MessageRow>): MessageRow {
  uids -= 1;
  return {
    uid: toUid(uids),
    seen: true,
    starred: false,
    answered: false,
    forwarded: false,
    draft: false,
    deleted: false,
    keywords: [],
    from: [{ name: 'Nora Feld', address: 'nora.feld@example.org' }],
    to: [{ name: 'Ana Ruiz', address: 'ana@example.org' }],
    subject: 'Budget for spring',
    date: NOW - 20 * MINUTE,
    size: 4_200,
    hasAttachment: false,
    ...facts,
  };
}

export const ROWS = {
  read: row({}),
  unread: row({ seen: false, subject: 'Keys to the allotment', date: NOW - 2 * MINUTE }),
  starred: row({ starred: true, from: [{ name: 'Tomás Prieto', address: 'tomas@example.com' }] }),
  attachment: row({ hasAttachment: true, subject: 'Plans for the greenhouse', date: NOW - 5 * HOUR }),
  answered: row({ answered: true, forwarded: true, date: NOW - 2 * DAY }),
  deleted: row({ deleted: true, subject: 'Minutes of last year', date: NOW - 9 * DAY }),
  selected: row({ subject: 'Who brings the ladder?', date: NOW - 26 * HOUR }),
  open: row({ subject: 'Rain barrel', date: NOW - 30 * HOUR }),
  noSubject: row({ subject: '', from: [], date: NOW - 400 * DAY }),
  rightToLeft: row({
    from: [{ name: 'دينا منصور', address: 'dina@example.org' }],
    subject: 'موعد الاجتماع القادم في الحديقة',
  }),
  long: row({
    seen: false,
    starred: true,
    hasAttachment: true,
    answered: true,
    from: [
      {
        name: 'Maximiliana Alexandrina von und zu Hohenfelsen-Ebersberg the Younger',
        address: 'm@example.org',
      },
      { name: 'Second Sender', address: 's@example.org' },
    ],
    subject:
      'Re: Re: Fwd: the very long story of how the neighbours, their dog and eleven hens came to share one gate',
  }),
} as const satisfies Readonly<Record<string, MessageRow>>;

const TEXT = `Hi Ana,

the figures for spring are in the table. Two things are open: the seeds (see https://example.org/seeds)
and the rain barrel.

> Who orders the barrel?
>> I would, if somebody fetches it.

Warm regards
Nora`;

const HTML = `<h2>Spring order</h2><p>Everything below is <b>reserved until Friday</b>.</p>
<table border="1" cellpadding="6"><tr><th>Item</th><th>Pieces</th></tr><tr><td>Tulips</td><td>40</td></tr></table>
<p><img src="https://images.example.net/pixel.png" alt="Logo of the nursery"> <a href="https://example.org/order">Your order</a></p>`;

function attachment(section: string, name: string, type: string, size: number): Attachment {
  return { section, name, type, size, encoding: 'base64', contentId: null, inline: false };
}

const ATTACHMENTS: readonly Attachment[] = [
  attachment('2', 'budget.pdf', 'application/pdf', 182_000),
  attachment('3', 'greenhouse.png', 'image/png', 2_400_000),
  attachment('4', 'meeting.ics', 'text/calendar', 900),
  attachment('5', 'fwd.eml', 'message/rfc822', 14_000),
  attachment(
    '6',
    'all-photos-of-the-last-summer-in-the-garden-sorted-by-week.zip',
    'application/zip',
    5_100_000,
  ),
  attachment('7', 'birdsong.ogg', 'audio/ogg', 640_000),
  attachment('8', 'time-lapse.mp4', 'video/mp4', 31_000_000),
  attachment('9', 'unknown', 'application/octet-stream', 12),
];

const TEXT_MESSAGE: MessageDetail = {
  uid: toUid(1),
  subject: 'Budget for spring',
  from: [{ name: 'Nora Feld', address: 'nora.feld@example.org' }],
  sender: [],
  replyTo: [{ name: 'Garden club', address: 'club@example.org' }],
  to: [{ name: 'Ana Ruiz', address: 'ana@example.org' }],
  cc: ['Tomás Prieto', 'Lena Ahlberg', 'Ivo Marek', 'Kim Sato'].map((name, at) => ({
    name,
    address: `friend${at}@example.com`,
  })),
  bcc: [],
  date: NOW - 20 * MINUTE,
  messageId: null,
  html: null,
  text: TEXT,
  htmlTooLarge: false,
  truncated: false,
  attachments: [],
  inlineParts: [],
};

export const MESSAGES = {
  text: TEXT_MESSAGE,
  html: {
    ...TEXT_MESSAGE,
    uid: toUid(2),
    subject: 'Your spring order',
    html: HTML,
    attachments: ATTACHMENTS,
  },
  empty: { ...TEXT_MESSAGE, uid: toUid(3), subject: '', from: [], cc: [], text: '' },
  doubtful: {
    ...TEXT_MESSAGE,
    uid: toUid(4),
    subject: 'Please confirm your account',
    from: [
      {
        name: 'service@example.com',
        address: 'x91@mailer.example.net',
        suspicious: 'name-holds-address' as const,
      },
      { name: 'Second', address: 'second@example.net' },
    ],
    cc: [],
  },
  large: { ...TEXT_MESSAGE, uid: toUid(5), htmlTooLarge: true, truncated: true },
  rightToLeft: {
    ...TEXT_MESSAGE,
    uid: toUid(6),
    subject: 'موعد الاجتماع القادم في الحديقة',
    from: [{ name: 'دينا منصور', address: 'dina@example.org' }],
    cc: [],
    text: 'مرحبا أنا،\n\nنلتقي يوم الجمعة في الحديقة.\n\nدينا',
  },
} as const satisfies Readonly<Record<string, MessageDetail>>;
