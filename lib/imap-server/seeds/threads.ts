import { people, type PersonKey } from './people';
import { threadsEn } from './threads-en';
import { threadsEs } from './threads-es';
import type { SeedMail, SeedThread } from './types';

/** The conversations, with References that hold and quotes below the answers. */
export const threads = (): readonly SeedMail[] => [
  ...threadsEs.flatMap((thread, index) => conversation(thread, 'es', index)),
  ...threadsEn.flatMap((thread, index) => conversation(thread, 'en', index)),
];

function conversation(thread: SeedThread, language: 'en' | 'es', index: number): readonly SeedMail[] {
  const everybody = [...new Set<PersonKey>(['me', ...thread.mails.map(([from]) => from)])];
  const ids = thread.mails.map(
    ([from], at) => `thread-${language}-${index}-${at}@${people[from].address.split('@')[1] ?? ''}`,
  );
  return thread.mails.map(([from, text], at): SeedMail => {
    const ageMinutes =
      Math.round((thread.ageHours + (thread.mails.length - 1 - at) * thread.gapHours) * 60) + at * 7;
    const answered = thread.mails[at + 1]?.[0] === 'me' && from !== 'me';
    const unread = from !== 'me' && at === thread.mails.length - 1 && thread.ageHours < 100;
    const previous = thread.mails[at - 1];
    const subject = at === 0 ? thread.subject : `Re: ${thread.subject}`;
    return {
      mailbox: from === 'me' ? 'Sent' : thread.mailbox,
      ageMinutes,
      flags: [
        ...(unread ? [] : ['\\Seen']),
        ...(answered ? ['\\Answered'] : []),
        ...(at === 1 && index % 3 === 0 ? ['\\Flagged'] : []),
      ],
      from: people[from],
      to: everybody.filter((key) => key !== from).map((key) => people[key]),
      subject,
      language,
      text: previous === undefined || at % 2 === 0 ? text : `${text}\n\n${quote(previous, language)}`,
      messageId: ids[at] ?? '',
      references: ids.slice(0, at),
    };
  });
}

function quote([from, text]: readonly [PersonKey, string], language: 'en' | 'es'): string {
  const { name } = people[from];
  const lines = text.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  return `${language === 'es' ? `${name} escribió:` : `${name} wrote:`}\n${lines.join('\n')}`;
}
