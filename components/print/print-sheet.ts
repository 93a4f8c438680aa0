'use client';

import type { PrintSheet } from '@/components/print/print-message';
import { formatFullDate, formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MessageDetail, MimeAddress } from '@/lib/mail/types';

/** Addresses written of one field; a list may hold 10,000 (security.md P07). */
const MAX_PEOPLE = 100;

/** What is written above a message on paper, made when it is asked for. */
export function usePrintSheet(message: MessageDetail): () => PrintSheet {
  const t = useTranslations('print');
  const { locale, region } = useLocaleChoice();
  return () => {
    const files = message.attachments.filter(({ inline }) => !inline);
    const lines: readonly (readonly [string, string])[] = [
      [t('from'), people(message.from)],
      [t('to'), people(message.to)],
      [t('cc'), people(message.cc)],
      [t('date'), message.date === null ? '' : formatFullDate(region, message.date)],
      [
        t('attachments', { count: files.length }),
        files.map(({ name, size }) => `${name} (${formatSize(region, size)})`).join(', '),
      ],
    ];
    return {
      subject: message.subject || t('noSubject'),
      lines: lines.filter(([, value]) => value !== ''),
      lang: locale,
    };
  };
}

function people(all: readonly MimeAddress[]): string {
  const named = all
    .slice(0, MAX_PEOPLE)
    .map(({ name, address }) => (name === '' ? address : `${name} <${address}>`));
  if (all.length > MAX_PEOPLE) named.push(`+ ${all.length - MAX_PEOPLE}`);
  return named.join(', ');
}
