'use client';

import { useEffect } from 'react';
import { lackOfNotifications, useNotificationsWanted } from '@/components/notify/preference';
import { goTo } from '@/components/shell/place';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName, Uid } from '@/lib/imap/types';
import { useAccounts, useEngine, type NewsOfMail } from '@/lib/query';

/** Up to so many messages are told one by one. */
const SINGLE_MAX = 3;

/**
 * Shows what the engine has this tab tell: sender and subject as plain text, one notification a message, one for many. A click
 * brings the tab forward and opens the message.
 */
export function useNotifications(): void {
  const t = useTranslations('notify');
  const engine = useEngine();
  const on = useNotificationsWanted();
  // With a single account its name is left out of the address.
  const several = useAccounts().length > 1;
  useEffect(() => engine.notices.allow(on), [engine, on]);
  useEffect(() => {
    if (!on) return undefined;
    return engine.notices.subscribe((news) => {
      const user = engine.accounts.find(({ account }) => account === news.account)?.user ?? '';
      for (const { title, body, tag, open } of told(news, several, t))
        show(title, several ? `${body}\n${user}` : body, tag, open);
    });
  }, [engine, on, several, t]);
}

interface Told {
  readonly title: string;
  readonly body: string;
  /** Notifications of one tag replace each other. */
  readonly tag: string;
  readonly open: () => void;
}

function told({ account, count, notices }: NewsOfMail, several: boolean, t: Translate): readonly Told[] {
  const go = (mailbox: MailboxName | null, uid: Uid | null) =>
    goTo({ account: several ? account : null, mailbox, uid });
  if (count <= SINGLE_MAX) {
    return notices.map(({ mailbox, uid, from, subject }) => ({
      title: from || t('noSender'),
      body: subject || t('noSubject'),
      tag: `tagline ${account} ${uid}`,
      open: () => go(mailbox, uid),
    }));
  }
  const [first] = notices;
  return [
    {
      title: t('many', { count }),
      body: [...new Set(notices.map(({ from }) => from || t('noSender')))].join(', '),
      tag: `tagline ${account}`,
      open: () => go(first?.mailbox ?? null, null),
    },
  ];
}

type Translate = ReturnType<typeof useTranslations<'notify'>>;

function show(title: string, body: string, tag: string, open: () => void): void {
  if (lackOfNotifications() !== null || Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(title, { body, tag });
    notification.onclick = () => {
      window.focus();
      open();
      notification.close();
    };
  } catch {
    // Some phones have the name but want a service worker for it; the title's number tells of the mail.
  }
}
