import { calendar, pdf } from './files';
import { escapeHtml, page } from './html';
import { people } from './people';
import type { SeedMail } from './types';

const day = 1440;
const monthsEs = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
];
const monthsEn = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const euros = (cents: number): string =>
  `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')} €`;

/** Bills, tickets, orders and invitations: tables in HTML, PDF and iCalendar files. `now` in epoch milliseconds. */
export function receipts(now: number): readonly SeedMail[] {
  const twelve = Array.from({ length: 12 }, (_, index) => index);
  return [
    ...twelve.map((index) => electricity(now, index)),
    ...twelve.map((index) => telephone(now, index)),
    ...twelve.map((index) => hosting(now, index)),
    ...trips.map((trip, index) => ticket(now, trip, index)),
    ...orders.map((order, index) => shopOrder(order, index)),
    ...meetings.map((meeting, index) => invitation(now, meeting, index)),
  ];
}

const dateOf = (now: number, ageMinutes: number): Date => new Date(now - ageMinutes * 60_000);

function base(ageMinutes: number): Pick<SeedMail, 'ageMinutes' | 'flags' | 'mailbox' | 'to'> {
  const old = ageMinutes > 45 * day;
  return {
    ageMinutes,
    mailbox: old ? 'Archive' : 'INBOX',
    flags: ageMinutes > 4 * day ? ['\\Seen'] : [],
    to: [people.me],
  };
}

function table(rows: readonly (readonly [string, string])[], colour: string): string {
  const cells = rows.map(
    ([label, value], index) =>
      `<tr${index % 2 === 0 ? ' bgcolor="#f6f7f9"' : ''}><td style="padding:10px 14px">${escapeHtml(label)}</td><td align="right" style="padding:10px 14px;font-variant-numeric:tabular-nums">${escapeHtml(value)}</td></tr>`,
  );
  return `<table width="100%" cellspacing="0" cellpadding="0" style="border-top:3px solid ${colour};border-collapse:collapse">${cells.join('')}</table>`;
}

const sheet = (colour: string): string =>
  `body{margin:0;background:#eceff3;font-family:Arial,Helvetica,sans-serif;color:#222}.paper{max-width:560px;margin:24px auto;background:#fff;border-radius:10px;padding:28px;box-shadow:0 1px 3px rgba(0,0,0,.2)}h1{font-size:22px;color:${colour};margin:0 0 6px}small{color:#777}.sum{font-size:34px;font-weight:bold;margin:18px 0}`;

function electricity(now: number, index: number): SeedMail {
  const ageMinutes = (index * 30.4 + 6) * day;
  const month = monthsEs[(dateOf(now, ageMinutes).getUTCMonth() + 11) % 12] ?? '';
  const kwh = 148 + ((index * 67) % 171);
  const energy = kwh * 16 + 7;
  const total = Math.round((energy + 1_204) * 1.21);
  const rows: readonly (readonly [string, string])[] = [
    ['Consumo', `${kwh} kWh`],
    ['Energía', euros(energy)],
    ['Potencia contratada', euros(1_204)],
    ['Impuestos', euros(total - energy - 1_204)],
    ['Total', euros(total)],
  ];
  return {
    ...base(ageMinutes),
    from: { name: 'Luz de Levante', address: 'facturas@luzdelevante.example.com' },
    subject: `Tu factura de la luz de ${month}: ${euros(total)}`,
    language: 'es',
    text: `Hola, Robin:\n\nYa puedes consultar tu factura de ${month}. Has consumido ${kwh} kWh y el importe es de ${euros(total)}. Lo cargaremos en tu cuenta dentro de cinco días.\n\nLuz de Levante`,
    html: page(
      'es',
      'Factura',
      sheet('#b45309'),
      `<div class="paper"><h1>Luz de Levante</h1><small>Factura de ${month} · contrato 0042-771</small><div class="sum">${euros(total)}</div>${table(rows, '#b45309')}<p>Lo cargaremos en tu cuenta dentro de cinco días. ¿Dudas? Contesta a este correo.</p></div>`,
    ),
    attachments: [
      {
        filename: `factura-luz-${month}.pdf`,
        type: 'application/pdf',
        bytes: () =>
          pdf([
            'Luz de Levante',
            `Factura de ${month}`,
            ...rows.map(([label, value]) => `${label}: ${value}`),
          ]),
      },
    ],
    messageId: `luz-${index}@luzdelevante.example.com`,
  };
}

function telephone(now: number, index: number): SeedMail {
  const ageMinutes = (index * 30.4 + 11) * day + 37;
  const month = monthsEs[dateOf(now, ageMinutes).getUTCMonth()] ?? '';
  const gigabytes = 6 + ((index * 5) % 19);
  const total = 1_990 + ((index * 113) % 420);
  return {
    ...base(ageMinutes),
    from: { name: 'Telefonía Brisa', address: 'no-responder@brisa.example.com' },
    subject: `Factura de ${month} disponible`,
    language: 'es',
    text: `Resumen de ${month}\n\nLínea: 600 000 042\nDatos: ${gigabytes} GB de 25 GB\nLlamadas: ${90 + index * 7} minutos\nImporte: ${euros(total)}, IVA incluido.\n\nAdjuntamos la factura en PDF. Este buzón no admite respuestas.`,
    attachments: [
      {
        filename: `Brisa_${month}_${index + 1}.pdf`,
        type: 'application/pdf',
        bytes: () =>
          pdf([
            'Telefonía Brisa',
            `Factura de ${month}`,
            `Datos: ${gigabytes} GB`,
            `Importe: ${euros(total)}`,
          ]),
      },
    ],
    messageId: `brisa-${index}@brisa.example.com`,
  };
}

function hosting(now: number, index: number): SeedMail {
  const ageMinutes = (index * 30.4 + 2) * day + 505;
  const month = monthsEn[dateOf(now, ageMinutes).getUTCMonth()] ?? '';
  const traffic = 31 + ((index * 17) % 55);
  const amount = `${7 + (index % 3)}.${(index * 7) % 10}0 EUR`;
  return {
    ...base(ageMinutes),
    from: { name: 'Small Racks Hosting', address: 'billing@smallracks.example.com' },
    subject: `Invoice SR-${2_040 + 12 - index} for ${month}`,
    language: 'en',
    text: `Dear customer,\n\nyour invoice for ${month} is attached: ${amount} for one small server and ${traffic} GB of traffic. It will be taken from the card ending in 0042.\n\nUptime last month: 99.9${index % 10} %.\n\nSmall Racks`,
    html: page(
      'en',
      'Invoice',
      `body{font:15px/1.6 "Courier New",monospace;color:#0b2e13;background:#fff;padding:30px}pre{background:#f2fff5;border-left:4px solid #16a34a;padding:16px}`,
      `<p>Dear customer,</p><pre>INVOICE   SR-${2_040 + 12 - index}\nMONTH     ${month}\nSERVER    small-1\nTRAFFIC   ${traffic} GB\nTOTAL     ${amount}</pre><p>It will be taken from the card ending in 0042.</p>`,
    ),
    attachments: [
      {
        filename: `SR-${2_040 + 12 - index}.pdf`,
        type: 'application/pdf',
        bytes: () =>
          pdf(['Small Racks Hosting', `Invoice for ${month}`, `Traffic: ${traffic} GB`, `Total: ${amount}`]),
      },
    ],
    messageId: `sr-${2_040 + 12 - index}@smallracks.example.com`,
  };
}

const trips = [
  ['València Nord', 'Madrid', '07:12', '09:05', 'coche 4, plaza 9C', -9],
  ['Madrid', 'València Nord', '19:40', '21:33', 'coche 2, plaza 3A', -11],
  ['València', 'Barcelona Sants', '08:15', '11:03', 'coche 7, plaza 12D', 40],
  ['Barcelona Sants', 'València', '18:30', '21:20', 'coche 5, plaza 1B', 43],
  ['Teruel', 'Zaragoza', '10:01', '12:14', 'coche 1, plaza 44', 130],
  ['Zaragoza', 'Canfranc', '08:43', '12:36', 'coche 1, plaza 17', 131],
  ['Alacant', 'Cuenca', '12:20', '14:05', 'coche 3, plaza 8A', 260],
  ['Sevilla', 'Mérida', '16:05', '19:31', 'coche 2, plaza 22', 390],
] as const;

function ticket(now: number, trip: (typeof trips)[number], index: number): SeedMail {
  const [from, to, leaves, arrives, seat, daysAgo] = trip;
  const ageMinutes = (Math.max(daysAgo, 0) + 12 + index) * day;
  const start = now - daysAgo * day * 60_000;
  const on = new Date(start);
  const date = `${on.getUTCDate()} de ${monthsEs[on.getUTCMonth()] ?? ''}`;
  const code = `TR${7_310 + index * 113}`;
  return {
    ...base(ageMinutes),
    from: { name: 'Billetes Trenes del Este', address: 'billetes@trenesdeleste.example.com' },
    subject: `Tu billete ${code}: ${from} – ${to}, ${date}`,
    language: 'es',
    text: `Localizador: ${code}\n\n${from} ${leaves} – ${to} ${arrives}\n${date}, ${seat}\n\nEl acceso al andén se cierra dos minutos antes de la salida. ¡Buen viaje!`,
    html: page(
      'es',
      'Billete',
      sheet('#7c3aed'),
      `<div class="paper"><h1>${escapeHtml(from)} → ${escapeHtml(to)}</h1><small>${date} · ${escapeHtml(seat)}</small>${table(
        [
          ['Salida', leaves],
          ['Llegada', arrives],
          ['Localizador', code],
          ['Viajero', 'Robin Vega'],
        ],
        '#7c3aed',
      )}<p style="text-align:center;letter-spacing:.4em;font:bold 24px monospace">${code}</p></div>`,
    ),
    attachments: [
      {
        filename: `billete-${code}.pdf`,
        type: 'application/pdf',
        bytes: () => pdf([`Billete ${code}`, `${from} ${leaves} - ${to} ${arrives}`, `${date}, ${seat}`]),
      },
      {
        filename: 'viaje.ics',
        type: 'text/calendar',
        bytes: () =>
          calendar(
            `${code}@trenesdeleste.example.com`,
            `Tren ${from} – ${to}`,
            from,
            start,
            150,
            'billetes@trenesdeleste.example.com',
          ),
      },
    ],
    messageId: `${code.toLowerCase()}@trenesdeleste.example.com`,
  };
}

const orders = [
  ['A lamp for reading in bed', 'warm light, folds flat', '39.90', 1.3],
  ['Two sketch books, A5', 'stitched, 120 g paper', '17.00', 23],
  ['Rain trousers, size M', 'dark green', '64.00', 58],
  ['A bicycle bell', 'brass, the loud one', '12.50', 97],
  ['Seed trays, six pieces', 'with lids', '21.40', 150],
  ['Replacement strap for a school bag', 'navy', '8.20', 201],
  ['Noise-damping felt, 4 m', 'self-adhesive', '27.60', 305],
  ['A globe, 25 cm', 'for Nora', '45.00', 540],
] as const;

function shopOrder(order: (typeof orders)[number], index: number): SeedMail {
  const [item, note, price, daysAgo] = order;
  const number = 88_410 + index * 37;
  return {
    ...base(Math.round(daysAgo * day)),
    from: { name: 'Corner & Crate', address: 'orders@cornerandcrate.example.com' },
    subject: `Order ${number} is on its way`,
    language: 'en',
    text: `Thank you, Robin!\n\n${item} (${note}) left our warehouse. You paid EUR ${price}.\nTrack it: https://www.example.com/track/${number}\n\nIf nobody is at home, the driver tries the neighbour first.`,
    html: page(
      'en',
      'Order',
      sheet('#0e7490'),
      `<div class="paper"><img src="https://images.example.com/crate/banner-${index}.png" width="504" height="120" alt="Corner &amp; Crate" style="width:100%;height:auto"><h1>On its way</h1><small>Order ${number}</small>${table(
        [
          [item, `EUR ${price}`],
          ['Note', note],
          ['Delivery', 'EUR 0.00'],
        ],
        '#0e7490',
      )}<p><a href="https://www.example.com/track/${number}" style="display:inline-block;background:#0e7490;color:#fff;padding:12px 22px;border-radius:8px;text-decoration:none">Track the parcel</a></p></div><img src="https://track.example.com/o/${number}.gif" width="1" height="1" alt="">`,
    ),
    messageId: `order-${number}@cornerandcrate.example.com`,
  };
}

const meetings = [
  ['maya', 'Courtyard: weekly round', 'Studio, big table', -2, 45],
  ['priya', 'Site visit Northbridge', 'Gate 2, bring boots', -6, 90],
  ['tom', 'Cargo bike: the vote', 'Yard', -1, 20],
  ['grace', 'Reading group', 'City Library, upstairs', -13, 120],
  ['hannah', 'Preparing the study trip', 'Video call', -20, 60],
  ['committee', 'Street party planning', 'Number 14, ground floor', 33, 90],
] as const;

function invitation(now: number, meeting: (typeof meetings)[number], index: number): SeedMail {
  const [who, title, place, daysAgo, minutes] = meeting;
  const from = people[who];
  const start = Math.floor((now - daysAgo * day * 60_000) / 3_600_000) * 3_600_000;
  return {
    ...base(Math.max(daysAgo, 0) * day + 900 + index * 333),
    from,
    subject: `Invitation: ${title}`,
    language: 'en',
    text: `${from.name} invites you to "${title}".\n\nWhere: ${place}\nHow long: ${minutes} minutes\n\nPlease say whether you come.`,
    attachments: [
      {
        filename: 'invite.ics',
        type: 'text/calendar',
        bytes: () => calendar(`meeting-${index}@example.org`, title, place, start, minutes, from.address),
      },
    ],
    messageId: `meeting-${index}@olmo.example.com`,
  };
}
