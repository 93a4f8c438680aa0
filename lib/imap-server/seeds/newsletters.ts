import { escapeHtml, page } from './html';
import { type Brand, brands } from './newsletter-data';
import { demoUser, people } from './people';
import type { SeedMail } from './types';

const wordsByLanguage = {
  en: {
    read: 'Read more',
    online: 'View in browser',
    leave: 'Unsubscribe',
    why: 'You get this letter because you asked for it.',
    issue: 'Issue',
    buy: 'To the shop',
    also: 'Also in this issue',
  },
  es: {
    read: 'Seguir leyendo',
    online: 'Ver en el navegador',
    leave: 'Darse de baja',
    why: 'Recibes este boletín porque te suscribiste.',
    issue: 'Número',
    buy: 'Ir a la tienda',
    also: 'Además, en este número',
  },
} as const;

interface Issue {
  readonly brand: Brand;
  readonly number: number;
  readonly items: readonly (readonly [string, string])[];
  readonly words: (typeof wordsByLanguage)['en' | 'es'];
}

/** All issues of all brands; remote pictures, some tracking pixels, everything a real newsletter brings. */
export function newsletters(): readonly SeedMail[] {
  return brands.flatMap((brand, brandIndex) =>
    brand.items.map((_, index) => {
      const issue: Issue = {
        brand,
        number: 40 + brandIndex * 7 + index,
        items: [0, 3, 5].map((step) => brand.items[(index + step) % brand.items.length] ?? ['', '']),
        words: wordsByLanguage[brand.language],
      };
      const ageMinutes = Math.round(
        (brand.everyDays * (brand.items.length - index - 1) + brandIndex * 0.7) * 1440 + 95,
      );
      return letter(issue, ageMinutes, brandIndex * 100 + index);
    }),
  );
}

function letter(issue: Issue, ageMinutes: number, key: number): SeedMail {
  const { brand, words } = issue;
  const lead = issue.items[0] ?? ['', ''];
  return {
    mailbox: ageMinutes > 60 * 24 * 40 ? 'Archive' : 'INBOX',
    ageMinutes,
    flags: ageMinutes > 60 * 24 * 5 ? ['\\Seen'] : [],
    from: { name: brand.name, address: brand.address },
    to: [people.me],
    subject: brand.layout === 'digest' ? `${brand.name} · ${lead[0]}` : lead[0],
    language: brand.language,
    text: [
      `${brand.name}: ${brand.tagline}`,
      ...issue.items.map(([head, text]) => `${head}\n\n${text}`),
      `${words.why}\nhttps://www.example.com/${brand.slug}/${issue.number}`,
    ].join('\n\n'),
    html: layouts[brand.layout](issue),
    messageId: `issue-${issue.number}-${key}@${brand.slug}.example.com`,
    headers: [
      ['List-Id', `${brand.name.replace(/[^A-Za-z ]/g, '')} <${brand.slug}.lists.example.com>`],
      [
        'List-Unsubscribe',
        `<https://www.example.com/${brand.slug}/leave?u=${encodeURIComponent(demoUser.user)}>, <mailto:leave@${brand.slug}.example.com>`,
      ],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ['Precedence', 'bulk'],
    ],
  };
}

const picture = (issue: Issue, name: string, width: number, height: number): string =>
  `<img src="https://images.example.com/${issue.brand.slug}/${issue.number}/${name}.jpg" width="${width}" height="${height}" alt="" style="display:block;width:100%;height:auto;border:0">`;

const link = (issue: Issue, index: number): string =>
  `https://www.example.com/${issue.brand.slug}/${issue.number}/${index + 1}`;

const footer = (issue: Issue): string =>
  `<p class="foot">${escapeHtml(issue.words.why)}<br><a href="https://www.example.com/${issue.brand.slug}/${issue.number}">${issue.words.online}</a> · <a href="https://www.example.com/${issue.brand.slug}/leave">${issue.words.leave}</a></p>` +
  (issue.number % 2 === 0
    ? `<img src="https://track.example.com/open?m=${issue.brand.slug}-${issue.number}" width="1" height="1" alt="">`
    : '');

const layouts: Readonly<Record<Brand['layout'], (issue: Issue) => string>> = {
  magazine: (issue) =>
    page(
      issue.brand.language,
      issue.brand.name,
      `body{margin:0;background:#f3f4f6;font-family:"Helvetica Neue",Arial,sans-serif;color:#1f2937}.wrap{max-width:600px;margin:0 auto;background:#fff}.head{background:${issue.brand.colour};color:#fff;padding:28px 32px}.head h1{margin:0;font-size:30px;letter-spacing:-.5px}.card{padding:24px 32px;border-bottom:1px solid #e5e7eb}.card h2{margin:16px 0 8px;font-size:22px;line-height:1.25}.card p{line-height:1.6;margin:0 0 12px}.foot{font-size:12px;color:#6b7280;padding:20px 32px}a{color:${issue.brand.accent}}@media(max-width:480px){.card,.head{padding:18px!important}}`,
      `<div class="wrap"><div class="head"><h1>${escapeHtml(issue.brand.name)}</h1><div>${escapeHtml(issue.brand.tagline)} · ${issue.words.issue} ${issue.number}</div></div>` +
        issue.items
          .map(
            ([head, text], index) =>
              `<div class="card">${index < 2 ? picture(issue, `photo-${index + 1}`, 536, 300) : ''}<h2>${escapeHtml(head)}</h2><p>${escapeHtml(text)}</p><a href="${link(issue, index)}">${issue.words.read} →</a></div>`,
          )
          .join('') +
        `${footer(issue)}</div>`,
    ),
  editorial: (issue) =>
    page(
      issue.brand.language,
      issue.brand.name,
      `body{margin:0;padding:40px 20px;background:#fffdf8;font-family:Georgia,"Times New Roman",serif;color:#222;font-size:18px;line-height:1.65}main{max-width:560px;margin:0 auto}h1{font-size:34px;line-height:1.15;font-weight:normal;margin:0 0 24px}.mast{font-size:13px;letter-spacing:.16em;text-transform:uppercase;color:${issue.brand.accent}}hr{border:0;border-top:1px solid #ddd;margin:32px 0}.foot{font-size:13px;color:#777}a{color:${issue.brand.colour}}`,
      `<main><p class="mast">${escapeHtml(issue.brand.name)}</p><h1>${escapeHtml(issue.items[0]?.[0] ?? '')}</h1><p>${escapeHtml(issue.items[0]?.[1] ?? '')}</p><p><a href="${link(issue, 0)}">${issue.words.read}</a></p><hr><p><em>${issue.words.also}</em></p><ul>` +
        issue.items
          .slice(1)
          .map(
            ([head, text], index) =>
              `<li><a href="${link(issue, index + 1)}">${escapeHtml(head)}</a>. ${escapeHtml(text)}</li>`,
          )
          .join('') +
        `</ul><hr>${footer(issue)}</main>`,
    ),
  shop: (issue) =>
    page(
      issue.brand.language,
      issue.brand.name,
      `.foot{font:12px Arial,sans-serif;color:#666;text-align:center;padding:16px}`,
      `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="#eeeeee"><tr><td align="center" style="padding:24px 8px"><table role="presentation" width="600" cellpadding="0" cellspacing="0" bgcolor="#ffffff" style="max-width:600px;width:100%"><tr><td style="background:${issue.brand.colour};color:#ffffff;font:bold 26px Verdana,Arial,sans-serif;padding:22px" align="center">${escapeHtml(issue.brand.name)}<div style="font:13px Verdana,Arial,sans-serif;padding-top:6px">${escapeHtml(issue.brand.tagline)}</div></td></tr>` +
        issue.items
          .map(
            ([head, text], index) =>
              `<tr><td style="padding:18px"><table role="presentation" width="100%"><tr><td width="160" valign="top">${picture(issue, `item-${index + 1}`, 150, 150)}</td><td valign="top" style="padding-left:16px;font:15px/1.5 Verdana,Arial,sans-serif;color:#333"><b style="font-size:17px">${escapeHtml(head)}</b><br>${escapeHtml(text)}<br><span style="display:inline-block;margin-top:8px;font-size:20px;color:${issue.brand.accent}">${price(issue.number, index)}</span></td></tr></table></td></tr>`,
          )
          .join('') +
        `<tr><td align="center" style="padding:8px 0 28px"><a href="${link(issue, 0)}" style="background:${issue.brand.accent};color:#ffffff;text-decoration:none;padding:12px 28px;border-radius:6px;font:bold 15px Verdana,Arial,sans-serif">${issue.words.buy}</a></td></tr></table>${footer(issue)}</td></tr></table>`,
    ),
  digest: (issue) =>
    page(
      issue.brand.language,
      issue.brand.name,
      `body{font-family:system-ui,-apple-system,"Segoe UI",sans-serif;color:#111;margin:0;padding:24px}table{border-collapse:collapse;max-width:640px}td{padding:12px 8px;border-top:1px solid #ddd;vertical-align:top;line-height:1.5}td.n{color:${issue.brand.accent};font-weight:700;font-size:22px;width:32px}h1{font-size:20px;color:${issue.brand.colour};border-bottom:4px solid ${issue.brand.accent};display:inline-block}.foot{font-size:12px;color:#666}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}td{border-color:#333}h1{color:#eee}}`,
      `<h1>${escapeHtml(issue.brand.name)}</h1><p>${escapeHtml(issue.brand.tagline)} · ${issue.words.issue} ${issue.number}</p><table>` +
        issue.items
          .map(
            ([head, text], index) =>
              `<tr><td class="n">${index + 1}</td><td><a href="${link(issue, index)}"><b>${escapeHtml(head)}</b></a><br>${escapeHtml(text)}</td></tr>`,
          )
          .join('') +
        `</table>${footer(issue)}`,
    ),
};

const price = (number: number, index: number): string =>
  `${8 + ((number * 7 + index * 13) % 70)},${(number + index) % 2 === 0 ? '90' : '50'} €`;
