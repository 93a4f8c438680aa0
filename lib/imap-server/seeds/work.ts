/** A second, small account of the same person: their address at the office. For those who try several accounts at once. */
import { people, workUser, type Person, type PersonKey } from './people';
import type { SeedMail } from './types';

const me: Person = { name: people.me.name, address: workUser.user };
const hour = 60;
const day = 24 * hour;

interface Note {
  readonly from: PersonKey | 'work';
  readonly mailbox: string;
  readonly ageMinutes: number;
  readonly subject: string;
  readonly text: string;
  readonly language?: 'en' | 'es';
  readonly flags?: readonly string[];
  readonly to?: PersonKey;
}

const read = ['\\Seen'] as const;

/** Newest first. */
const notes: readonly Note[] = [
  {
    from: 'maya',
    mailbox: 'INBOX',
    ageMinutes: 12,
    subject: 'Site visit on Tuesday: who drives?',
    text: 'Morning Robin,\n\nThe van is free on Tuesday and I can drive, if we leave at seven. Tom brings the level and the long tape. Could you print the planting schedule, two copies, large?\n\nMaya',
  },
  {
    from: 'tom',
    mailbox: 'INBOX',
    ageMinutes: 95,
    subject: 'Setts: we are four pallets short',
    text: 'Robin,\n\nI counted twice. The yard has eleven pallets, the drawing wants fifteen. Either the path gets 30 cm narrower or we ask the city depot; they sell old ones by weight.\n\nI would narrow it. Nobody walks three abreast to a boiler house.\n\nTom',
  },
  {
    from: 'ines',
    mailbox: 'INBOX',
    ageMinutes: 5 * hour,
    subject: 'Presupuesto del vivero, segunda versión',
    language: 'es',
    text: 'Hola, Robin:\n\nEl vivero ha bajado el precio del romero y ha subido el del mirto. En total son 84 euros menos que la semana pasada. Si te parece bien, lo firmo hoy y entregan el jueves a primera hora.\n\nUn abrazo,\nInés',
  },
  {
    from: 'priya',
    mailbox: 'Clients/Northbridge',
    ageMinutes: 8 * hour,
    subject: 'Minutes of Monday, with two corrections',
    text: 'Hi both,\n\nThe minutes are fine with two corrections: the drains are 110 mm, not 100, and the caretaker’s name is spelt with a y.\n\nOnce that is in, I can sign them off.\n\nPriya',
  },
  {
    from: 'hannah',
    mailbox: 'INBOX',
    ageMinutes: 26 * hour,
    flags: ['\\Seen', '\\Flagged'],
    subject: 'Rain garden, Zürich: drawings for you',
    text: 'Dear Robin,\n\nAs promised, the section through the rain garden follows by post; the file is too large for either of our servers. The important number is the overflow: 14 cm above the sill, no less.\n\nBest regards,\nHannah',
  },
  {
    from: 'work',
    mailbox: 'Sent',
    to: 'hannah',
    ageMinutes: 25 * hour,
    flags: read,
    subject: 'Re: Rain garden, Zürich: drawings for you',
    text: 'Dear Hannah,\n\nThank you, 14 cm is noted and underlined. I will send photographs after the first storm.\n\nRobin',
  },
  {
    from: 'gestoria',
    mailbox: 'INBOX',
    ageMinutes: 3 * day,
    flags: read,
    language: 'es',
    subject: 'Documentos que faltan para el trimestre',
    text: 'Buenos días:\n\nPara cerrar el trimestre nos faltan dos facturas de material y el recibo de la furgoneta. Basta con una foto legible.\n\nSaludos cordiales,\nGestoría Ferrándiz',
  },
  {
    from: 'grace',
    mailbox: 'Clients/Library',
    ageMinutes: 4 * day,
    flags: ['\\Seen', '\\Answered'],
    subject: 'Opening day: a bench, a ribbon, no speeches',
    text: 'Dear Robin,\n\nThe trustees agreed to a short opening: the bench, a ribbon, lemonade, no speeches. Would ten in the morning suit you? The children’s group comes at eleven and would like to plant something themselves.\n\nGrace',
  },
  {
    from: 'work',
    mailbox: 'Drafts',
    to: 'priya',
    ageMinutes: 2 * day,
    flags: ['\\Seen', '\\Draft'],
    subject: 'East path: section drawing',
    text: 'Hi Priya,\n\nHere is the section. The drain lies ',
  },
  {
    from: 'tom',
    mailbox: 'Archive',
    ageMinutes: 30 * day,
    flags: read,
    subject: 'Holiday dates',
    text: 'I am away from the 3rd to the 14th. The keys of the store hang where they always hang.\n\nTom',
  },
  {
    from: 'ines',
    mailbox: 'Archive',
    ageMinutes: 45 * day,
    flags: read,
    language: 'es',
    subject: 'Fotos del patio antes de la obra',
    text: 'Robin:\n\nHe dejado en la carpeta del estudio las fotos del patio, por si alguien pregunta después cómo era. Era feo.\n\nInés',
  },
];

/** Folders of the office account and what they are for (RFC 6154). */
export const workFolders: readonly (readonly [name: string, use: string | null])[] = [
  ['Drafts', '\\Drafts'],
  ['Sent', '\\Sent'],
  ['Archive', '\\Archive'],
  ['Junk', '\\Junk'],
  ['Trash', '\\Trash'],
  ['Clients', null],
  ['Clients/Library', null],
  ['Clients/Northbridge', null],
];

/** Its mails, oldest first. */
export const workMails = (): readonly SeedMail[] =>
  notes.map((note, index) => mailOf(note, `work-${index}`)).toReversed();

function mailOf({ from, to, language = 'en', flags = [], ...note }: Note, id: string): SeedMail {
  const writer = from === 'work' ? me : people[from];
  return {
    ...note,
    flags,
    language,
    from: writer,
    to: [to === undefined ? me : people[to]],
    messageId: `${id}@${writer.address.split('@')[1] ?? 'example.com'}`,
  };
}
