import { png, stripes } from './files';
import { page, paragraphs } from './html';
import { people } from './people';
import type { SeedMail } from './types';
import { writeMail } from './write';

const day = 1440;

type Short = Pick<SeedMail, 'from' | 'subject' | 'language' | 'text'> & Partial<SeedMail>;

const mail = (index: number, ageMinutes: number, short: Short): SeedMail => ({
  mailbox: 'INBOX',
  ageMinutes,
  flags: ageMinutes > 3 * day ? ['\\Seen'] : [],
  to: [people.me],
  messageId: `odd-${index}@example.org`,
  ...short,
});

/** What a mail program must bear: other scripts, no subject, endless subjects, emoji, pictures inside, big files. */
export function odd(now: number): readonly SeedMail[] {
  const list: readonly (readonly [ageMinutes: number, mail: Short])[] = [
    [
      190,
      {
        from: people.leila,
        language: 'ar',
        subject: 'صور من حديقة البيت',
        text: 'عزيزي روبن،\n\nأزهرت شجرة الرمان هذا الأسبوع، وجلسنا تحتها حتى المساء. سألت أمي عنك وعن نورا. متى تزوروننا؟\n\nأرسل لك صورة الباب الأزرق الذي أعجبك، وعنوان البستاني هو garden@example.net.\n\nمع محبتي،\nليلى',
        attachments: [{ filename: 'الباب.png', type: 'image/png', bytes: () => png(96, 64, stripes(3)) }],
      },
    ],
    [
      9 * day,
      {
        from: people.leila,
        language: 'ar',
        subject: 'رد: موعد الزيارة في April',
        text: 'أهلا روبن،\n\nالأسبوع الثاني من April مناسب جدا. القطار رقم 17 يصل الساعة 18:40 وسأنتظرك في المحطة.\n\nليلى',
      },
    ],
    [
      2 * day,
      {
        from: people.noam,
        language: 'he',
        subject: 'העץ בחצר (סוף סוף!)',
        text: 'היי רובין,\n\nשתלנו את עץ הלימון שדיברנו עליו. הוא קטן, אבל כבר יש עליו שלושה פרחים. צירפתי תוכנית של הגינה, תגיד מה דעתך.\n\nלהתראות,\nנועם',
        attachments: [{ filename: 'גינה.png', type: 'image/png', bytes: () => png(120, 80, stripes(8)) }],
      },
    ],
    [
      33 * day,
      {
        from: people.noam,
        language: 'he',
        subject: 'Re: recipe for the soup',
        text: 'שלום,\n\nהנה המתכון: 3 עגבניות, בצל אחד, 200 גרם עדשים. לבשל 40 דקות, ולהוסיף לימון רק בסוף.\n\nנועם',
      },
    ],
    [
      4 * day,
      {
        from: people.yuki,
        language: 'ja',
        subject: '庭の写真と、小さなお願い',
        text: 'ロビンさま\n\n苔の庭に初雪が降りました。写真を送ります。来月の読書会で、あなたのベンチの話をしてもよいでしょうか。\n\n森 由紀',
        attachments: [{ filename: '雪の庭.png', type: 'image/png', bytes: () => png(128, 96, stripes(11)) }],
      },
    ],
    [
      65,
      {
        from: people.nuria,
        language: 'es',
        subject: '🎉🎂 ¡¡¡Felicidades!!! 🥳',
        text: '¡Felicidades, guapo! 🎈\n\nQue cumplas muchos más y que yo los vea 👵👴. Esta noche brindamos 🥂 (la tarta la llevo yo, con bengala incluida ✨).\n\n❤️ Núria 👩‍👧‍👦',
      },
    ],
    [5 * day, { from: people.daniel, language: 'en', subject: '👍', text: 'Works. 👍🏽\n\nD.' }],
    [
      14 * day,
      {
        from: people.daniel,
        language: 'en',
        subject: '',
        text: 'Forgot the subject again, did I not. The ladder is in the cellar, behind the pram.\n\nDaniel',
      },
    ],
    [
      88 * day,
      {
        from: people.papa,
        language: 'es',
        subject: '',
        text: 'Robin, esto es una prueba. Si lo lees, me llamas.\n\nPapá',
      },
    ],
    [
      6 * day,
      {
        from: people.committee,
        language: 'en',
        subject:
          'Minutes of the extraordinary general assembly about the two additional plane trees in front of numbers 11 to 19, the relocation of the glass container, the speed bump that nobody ordered, and the date, place and catering of the street party including a vote on the music after ten',
        text: 'Dear neighbours,\n\nThe subject says it all; the rest is in the notice board.\n\nYour committee',
      },
    ],
    [
      71 * day,
      {
        from: people.gestoria,
        language: 'es',
        subject:
          'RE: RV: RE: Documentación pendiente del expediente 2023/004417-B relativo a la subvención para la rehabilitación energética de la vivienda sita en la calle del Olmo, número 14, planta cuarta, puerta 9, y certificado final de obra',
        text: 'Buenos días:\n\nEl certificado ya está en el expediente. No tiene que hacer nada más.\n\nGestoría Ferrándiz',
      },
    ],
    [
      27 * day,
      {
        from: people.ines,
        language: 'es',
        subject: 'Ortofoto de la parcela (5 MB)',
        text: 'Robin, aquí va la ortofoto a resolución completa. Pesa lo suyo; si no te llega, la dejo en el servidor.\n\nInés',
        attachments: [
          {
            filename: 'ortofoto-parcela.png',
            type: 'image/png',
            bytes: () => png(1_320, 1_320, stripes(21)),
          },
        ],
      },
    ],
    [
      16 * day,
      {
        from: people.tom,
        language: 'en',
        subject: 'Fwd: Quote for the lighting',
        text: 'See the forwarded quote. I like the low ones.\n\nTom',
        attachments: [
          forwarded(
            now,
            17 * day,
            'Quote for the lighting',
            'Dear Mr Lindqvist,\n\nfor twelve low bollards in bronze we can offer EUR 3,480 net, delivery in six weeks.\n\nNordlicht Lamps',
            'quote.eml',
          ),
        ],
      },
    ],
    [
      48 * day,
      {
        from: people.pablo,
        language: 'es',
        subject: 'RV: Reserva de la casa rural',
        text: 'Te reenvío la reserva. Lo de la bañera es verdad.\n\nPablo',
        attachments: [
          forwarded(
            now,
            49 * day,
            'Su reserva en Casa la Fuente',
            'Estimado Pablo:\n\nLe esperamos el viernes a partir de las 17:00. La bañera está en el jardín.\n\nCasa la Fuente',
            'reserva.eml',
          ),
        ],
      },
    ],
    [
      110 * day,
      {
        from: people.grace,
        language: 'en',
        subject: 'Fwd: Letter of the trustees',
        text: 'For your file, with my thanks.\n\nGrace',
        attachments: [
          forwarded(
            now,
            111 * day,
            'Letter of the trustees',
            'Dear Ms Mbeki,\n\nthe trustees have approved the courtyard in full.\n\nThe Secretary',
            'trustees.eml',
          ),
        ],
      },
    ],
    [
      21 * day,
      withPicture(
        people.maya,
        'en',
        'The bench, photographed by a passer-by',
        'Somebody sent us this through the web site. Look at the light!\n\nMaya',
        31,
      ),
    ],
    [
      37 * day,
      withPicture(
        people.rosario,
        'es',
        'La foto de la comida',
        'Aquí estamos todos. Yo soy la del sombrero.\n\nTía Rosario',
        47,
      ),
    ],
    [
      59 * day,
      withPicture(
        people.hannah,
        'en',
        'Your talk, on the poster',
        'Your name is the second from above. The printer wanted to make a lime of the mulberry; we stopped him.\n\nHannah',
        5,
      ),
    ],
    [
      12 * day,
      withPicture(
        people.amparo,
        'es',
        'Primeros tomates',
        'Mirad qué maravilla. El de la izquierda pesa 640 gramos.\n\nAmparo',
        14,
      ),
    ],
  ];
  return [...list.map(([age, short], index) => mail(index, age, short)), ...junk, ...rubbish, ...drafts];
}

function withPicture(
  from: SeedMail['from'],
  language: 'en' | 'es',
  subject: string,
  text: string,
  seed: number,
): Short {
  const contentId = `picture-${seed}@example.org`;
  return {
    from,
    language,
    subject,
    text,
    html: page(
      language,
      subject,
      'body{font-family:Calibri,Arial,sans-serif;font-size:16px}',
      `${paragraphs(text)}<p><img src="cid:${contentId}" width="240" height="160" alt="${language === 'es' ? 'Foto' : 'Photo'}"></p>`,
    ),
    attachments: [
      {
        filename: `photo-${seed}.png`,
        type: 'image/png',
        bytes: () => png(240, 160, stripes(seed)),
        contentId,
      },
    ],
  };
}

const forwarded = (now: number, ageMinutes: number, subject: string, text: string, filename: string) => ({
  filename,
  type: 'message/rfc822',
  bytes: () =>
    writeMail(
      now,
      mail(900, ageMinutes, {
        from: { name: 'Office', address: 'office@example.net' },
        language: 'en',
        subject,
        text,
        messageId: `${filename}@example.net`,
      }),
    ),
});

const junkTexts: readonly (readonly ['en' | 'es', string, string, string])[] = [
  [
    'en',
    'Prize Office',
    'You have WON (ref 7741)',
    'Dear winner,\n\nyour address was drawn from a hat the size of a house. Reply with your shoe size to claim the cruise.',
  ],
  [
    'es',
    'Banco Seguro',
    'Su cuenta será bloqueada hoy',
    'Estimado cliente:\n\nhemos detectado un acceso desde la Luna. Confirme su clave en el enlace o despídase de sus ahorros.',
  ],
  [
    'en',
    'Dr. Vitality',
    'Doctors hate this one weird turnip',
    'One slice a day and you will run up stairs you do not even own.',
  ],
  [
    'es',
    'Paquetería Rápida',
    'Su paquete está retenido (2,99 €)',
    'Pague los 2,99 € de aduana y recibirá un paquete que nunca pidió.',
  ],
  [
    'en',
    'Crypto Uncle',
    'Last chance, nephew',
    'I doubled my goats in four days with this coin. You can too. No goats needed.',
  ],
  [
    'es',
    'Lotería Internacional',
    'FELICIDADES!!! 950.000',
    'Ha ganado sin jugar. Para cobrar necesitamos una copia de su carné, de su gato y de su nevera.',
  ],
  [
    'en',
    'SEO Wizard',
    'I looked at your web site',
    'It has pages. Pages can rank. I can make them rank higher than other pages. Cheap.',
  ],
  [
    'es',
    'Soporte Técnico',
    'Su ordenador tiene 14 virus',
    'Los hemos contado desde aquí. Llame y le cobraremos uno por uno.',
  ],
  ['en', 'Lonely Lighthouse', 'are you there', 'I saw your photo and I too have a face. Write me soon.'],
  ['es', 'Relojes de Lujo', 'Réplicas -90 %', 'Marcan la misma hora que los buenos, dos veces al día.'],
];

const junk: readonly SeedMail[] = junkTexts.map(([language, name, subject, text], index) => ({
  ...mail(200 + index, (1 + index * 3) * day, {
    from: { name, address: `offer${index}@bulk.example.net` },
    subject,
    language,
    text,
  }),
  mailbox: 'Junk',
  flags: ['$Junk'],
  headers: [['X-Spam-Flag', 'YES']],
}));

const rubbishTexts: readonly (readonly ['en' | 'es', string, string])[] = [
  [
    'es',
    'Encuesta de satisfacción',
    '¿Del 0 al 10, cuánto le gustó la última encuesta? Su opinión nos ayuda a escribir la siguiente.',
  ],
  [
    'en',
    'Printer toner running low',
    'Cartridge K is at 4 %. This message repeats every day until somebody cares.',
  ],
  [
    'es',
    'Aviso: corte de agua (ya pasado)',
    'El corte de agua del martes ha terminado. Deje correr el grifo un minuto.',
  ],
  ['en', 'Your parking session has ended', 'Zone 3, 48 minutes, EUR 1.20. Thank you for parking.'],
  ['es', 'Confirmación de cita cancelada', 'Su cita del día 3 en el dentista ha sido anulada, como pidió.'],
  [
    'en',
    'Password of the old forum',
    'You asked to delete your account. It is gone, and so are 214 posts about tomatoes.',
  ],
];

const rubbish: readonly SeedMail[] = rubbishTexts.map(([language, subject, text], index) => ({
  ...mail(300 + index, (2 + index * 9) * day, {
    from: { name: language === 'es' ? 'Avisos' : 'Notices', address: `notice${index}@example.com` },
    subject,
    language,
    text,
  }),
  mailbox: 'Trash',
  flags: ['\\Seen'],
}));

const draftTexts: readonly (readonly ['en' | 'es', SeedMail['from'], string, string])[] = [
  [
    'en',
    people.hannah,
    'Two paragraphs for the proceedings',
    'Dear Hannah,\n\nhere are the two paragraphs. The first one begins with the mulberries, as it must. The second',
  ],
  ['es', people.colegio, 'Duda sobre el comedor', 'Buenos días:\n\nQuería preguntar si los miércoles'],
  ['es', people.mama, 'El regalo de papá', 'Mamá, no se lo digas, pero hemos pensado en'],
  ['en', people.priya, 'Section with the drain', 'Hi Priya,\n\nattached you find (no, not yet)'],
];

const drafts: readonly SeedMail[] = draftTexts.map(([language, to, subject, text], index) => ({
  ...mail(400 + index, (0.4 + index * 6) * day, { from: people.me, subject, language, text }),
  to: [to],
  mailbox: 'Drafts',
  flags: ['\\Seen', '\\Draft'],
}));
