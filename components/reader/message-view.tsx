'use client';

import { lazy, Suspense, useEffect, useRef, useState, type RefObject } from 'react';
import { usePrintSheet } from '@/components/print/print-sheet';
import { usePrintSource } from '@/components/print/print-source';
import { Attachments } from '@/components/reader/attachments';
import { LargeNotice, type LargeState } from '@/components/reader/large-notice';
import { MessageHeader } from '@/components/reader/message-header';
import { TextBody } from '@/components/reader/text-body';
import { afterPaint } from '@/components/shell/after-paint';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, MessageDetail } from '@/lib/mail/types';
import { useMessage } from '@/lib/query';

/** DOMPurify and all that shows HTML come with the first formatted mail, not with the list. */
const HtmlBody = lazy(() =>
  import('@/components/reader/html-body').then((module) => ({ default: module.HtmlBody })),
);

interface MessageViewProps {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly message: MessageDetail;
  /** Null: it is one of several, below its own line. */
  readonly headingRef: RefObject<HTMLHeadingElement | null> | null;
}

/** Header, body in one of its views, attachments. */
export function MessageView({ account, mailbox, message, headingRef }: MessageViewProps) {
  const t = useTranslations('reader');
  const [plain, setPlain] = useState(false);
  const large = useFormatted(account, mailbox, message);
  const { shown } = large;
  const html = plain ? null : shown.html;
  const hasBoth = shown.html !== null && shown.text !== null;
  const article = useRef<HTMLElement>(null);
  usePrintSource(article, usePrintSheet(message));
  return (
    <article
      ref={article}
      data-slot="message-article"
      className={headingRef === null ? 'pb-6 @2xl:ps-12' : 'mx-auto max-w-4xl px-4 pt-5 pb-16 @2xl:px-6'}
    >
      <MessageHeader message={message} headingRef={headingRef} />
      {message.htmlTooLarge && <LargeNotice state={large.state} onFormat={large.format} />}
      <div className="mt-5" data-slot="message-body">
        {html === null ? (
          <PlainBody text={shown.text} />
        ) : (
          <Suspense fallback={null}>
            <HtmlBody html={html} text={shown.text} parts={shown.inlineParts} />
          </Suspense>
        )}
      </div>
      {shown.truncated && <p className="mt-4 text-note text-ink-3">{t('truncated')}</p>}
      {hasBoth && (
        <p className="mt-5 print:hidden">
          <button
            type="button"
            aria-pressed={plain}
            onClick={() => setPlain(!plain)}
            className="min-h-6 text-note text-ink-3 underline pointer-coarse:min-h-11 decoration-line-strong underline-offset-4 hover:text-ink"
          >
            {plain ? t('formatted') : t('plain')}
          </button>
        </p>
      )}
      <Attachments account={account} mailbox={mailbox} uid={message.uid} attachments={message.attachments} />
    </article>
  );
}

/**
 * A message too large to be formatted unasked, formatted when it is asked for. That holds the page up, so it begins once the screen
 * says that it is worked on.
 */
function useFormatted(
  account: AccountId,
  mailbox: MailboxName,
  message: MessageDetail,
): { readonly shown: MessageDetail; readonly state: LargeState; readonly format: () => void } {
  const [asked, setAsked] = useState(false);
  const [begun, setBegun] = useState(false);
  useEffect(() => (asked ? afterPaint(() => setBegun(true)) : undefined), [asked]);
  const large = useMessage(account, mailbox, message.uid, { formatted: begun });
  const format = () => {
    if (begun) large.retry();
    setAsked(true);
  };
  const whole = begun ? large.data : undefined;
  if (whole !== undefined) return { shown: whole, state: { kind: 'formatted' }, format };
  const state: LargeState =
    begun && large.error !== undefined
      ? { kind: 'failed', error: large.error }
      : { kind: asked ? 'working' : 'plain' };
  return { shown: message, state, format };
}

function PlainBody({ text }: { readonly text: string | null }) {
  const t = useTranslations('reader');
  if (text === null || text.trim() === '') return <p className="text-lead text-ink-3 italic">{t('empty')}</p>;
  return <TextBody text={text} />;
}
