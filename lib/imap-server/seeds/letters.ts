import type { Random } from '../random';
import { page, paragraphs } from './html';
import { lettersEn } from './letters-en';
import { lettersEs } from './letters-es';
import { people } from './people';
import type { LetterTemplate, SeedMail } from './types';

const day = 1440;

/** `{a|b|c}` picks one; choices do not nest. */
export function choose(template: string, random: Random): string {
  return template.replaceAll(/\{([^{}]*)\}/g, (_, choices: string) => random.pick(choices.split('|')));
}

/** Every template `copies` times, each text new; ages grow faster than linearly, as in a real mailbox. */
export function letters(
  random: Random,
  copies: { readonly es: number; readonly en: number },
): readonly SeedMail[] {
  const written = new Set<string>();
  const all: SeedMail[] = [];
  for (const [language, templates, count] of [
    ['es', lettersEs, copies.es],
    ['en', lettersEn, copies.en],
  ] as const) {
    for (let copy = 0; copy < count; copy++) {
      for (const [index, template] of templates.entries()) {
        const spread = random.next();
        const ageMinutes = 4 + Math.floor(spread * spread * spread * 640 * day) + copy * 4 + index;
        all.push(
          letter(template, language, random, written, ageMinutes, `letter-${language}-${index}-${copy}`),
        );
      }
    }
  }
  return all;
}

export function letter(
  template: LetterTemplate,
  language: 'en' | 'es',
  random: Random,
  written: Set<string>,
  ageMinutes: number,
  id: string,
): SeedMail {
  let text = choose(template.text, random);
  for (let again = 0; written.has(text) && again < 50; again++) text = choose(template.text, random);
  written.add(text);
  const sent = template.mailbox === 'Sent';
  const old = ageMinutes > 4 * day;
  const flags: string[] = sent || old || random.chance(0.35) ? ['\\Seen'] : [];
  if (!sent && old && random.chance(0.25)) flags.push('\\Answered');
  if (random.chance(0.07)) flags.push('\\Flagged');
  if (!sent && random.chance(0.05))
    flags.push(random.pick(['$Important', '$Forwarded', 'pendiente', 'garden']));
  const others = [people.ines, people.maya, people.nuria, people.colegio, people.tom, people.mama];
  return {
    mailbox: template.mailbox === 'INBOX' && ageMinutes > 120 * day ? 'Archive' : template.mailbox,
    ageMinutes,
    flags,
    from: people[template.from],
    to: sent ? [random.pick(others)] : [people.me],
    ...(random.chance(0.12) ? { cc: [random.pick(others)] } : {}),
    subject: choose(template.subject, random),
    language,
    text,
    ...(random.chance(0.12)
      ? {
          html: page(
            language,
            '',
            'body{font-family:Calibri,"Segoe UI",sans-serif;font-size:15px;color:#1a1a1a}',
            paragraphs(text),
          ),
        }
      : {}),
    messageId: `${id}@${people[template.from].address.split('@')[1] ?? 'example.org'}`,
  };
}
