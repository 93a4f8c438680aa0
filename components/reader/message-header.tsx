'use client';

import clsx from 'clsx';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Notice } from '@/components/ui/notice';
import { formatDate, formatFullDate, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MessageDetail, MimeAddress } from '@/lib/mail/types';

/** Recipients named in the short line before "and n more". */
const SHORT_RECIPIENTS = 3;
/** Addresses drawn in the long form; a list may hold 10,000 (security.md P07). */
const LONG_RECIPIENTS = 50;

interface MessageHeaderProps {
  readonly message: MessageDetail;
  /** Null: it is one of several, and who wrote it and when stands above already; the address is here. */
  readonly headingRef: RefObject<HTMLHeadingElement | null> | null;
}

/** Subject, the sender with the real address always in sight, date, recipients. Everything is text. */
export function MessageHeader({ message, headingRef }: MessageHeaderProps) {
  const t = useTranslations();
  const { region } = useLocaleChoice();
  const [open, setOpen] = useState(false);
  const sender = message.from[0];
  const recipients = [...message.to, ...message.cc];
  const Chevron = open ? ChevronUp : ChevronDown;
  const to = (
    <button
      type="button"
      aria-expanded={open}
      title={open ? t('reader.hideDetails') : t('reader.showDetails')}
      onClick={() => setOpen(!open)}
      className="-ms-1 flex min-h-6 max-w-full items-center gap-1 rounded px-1 text-note pointer-coarse:-my-2 pointer-coarse:min-h-11 text-ink-3 hover:bg-hover hover:text-ink"
    >
      <ShortRecipients people={recipients} />
      <Chevron size={14} strokeWidth={1.75} aria-hidden className="shrink-0" />
    </button>
  );
  if (headingRef === null)
    return (
      <header className="ps-12 @2xl:ps-0">
        {sender !== undefined && sender.address !== '' && (
          <p className="text-note text-ink-3 wrap-anywhere" data-slot="sender-address">
            <AddressText address={sender.address} />
          </p>
        )}
        {to}
        {open && <Details message={message} />}
        <Warnings message={message} />
      </header>
    );
  return (
    <header>
      <h2
        ref={headingRef}
        tabIndex={-1}
        dir="auto"
        className="text-start text-xl leading-snug font-semibold tracking-tight wrap-anywhere rounded-sm outline-offset-4 @2xl:text-2xl"
      >
        {message.subject === '' ? t('list.noSubject') : message.subject}
      </h2>
      <div className="mt-4 flex items-start gap-3">
        <Avatar name={sender?.name ?? ''} address={sender?.address ?? ''} size={40} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-col @lg:flex-row @lg:items-baseline @lg:gap-x-4">
            {sender === undefined ? (
              <span className="font-semibold">{t('list.noSender')}</span>
            ) : (
              <SenderName sender={sender} />
            )}
            <time
              dateTime={new Date(message.date).toISOString()}
              title={formatFullDate(region, message.date)}
              className="shrink-0 text-note text-ink-3 tabular-nums @lg:ms-auto"
            >
              {formatDate(region, message.date)}
            </time>
          </div>
          {to}
        </div>
      </div>
      {open && <Details message={message} />}
      <Warnings message={message} />
    </header>
  );
}

/** Name and address stand side by side where both fit whole, else below each other. */
function SenderName({ sender }: { readonly sender: MimeAddress }) {
  return (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      {sender.name !== '' && <bdi className="min-w-0 font-semibold wrap-anywhere">{sender.name}</bdi>}
      <bdi
        className={clsx(
          'min-w-0 wrap-anywhere',
          sender.name === '' ? 'font-semibold' : 'text-note text-ink-3',
        )}
        data-slot="sender-address"
      >
        {sender.name !== '' && '<'}
        <AddressText address={sender.address} />
        {sender.name !== '' && '>'}
      </bdi>
    </span>
  );
}

/** Where it needs two lines, an address breaks behind its "@" before it breaks anywhere else. */
function AddressText({ address }: { readonly address: string }) {
  const at = address.lastIndexOf('@') + 1;
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}

/** Names are shortened where they have to be, and how many more there are is not. */
function ShortRecipients({ people }: { readonly people: readonly MimeAddress[] }) {
  const t = useTranslations('reader');
  const names = people
    .slice(0, SHORT_RECIPIENTS)
    .map((person) => person.name || person.address)
    .join(', ');
  const more = people.length - SHORT_RECIPIENTS;
  return (
    <>
      <span className="truncate">{t('toMe', { names })}</span>
      {more > 0 && (
        <span data-slot="more-recipients" className="shrink-0">
          {t('andMore', { count: more })}
        </span>
      )}
    </>
  );
}

function Details({ message }: { readonly message: MessageDetail }) {
  const t = useTranslations('reader');
  const lines: readonly (readonly [string, readonly MimeAddress[]])[] = [
    [t('from'), message.from],
    // A server's ENVELOPE repeats the sender where the message names nobody else (RFC 9051 section 7.5.2).
    [t('replyTo'), isSame(message.replyTo, message.from) ? [] : message.replyTo],
    [t('to'), message.to],
    [t('cc'), message.cc],
    [t('bcc'), message.bcc],
  ];
  return (
    <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-control bg-sunken px-3 py-2.5 text-note">
      {lines
        .filter(([, people]) => people.length > 0)
        .map(([label, people]) => (
          <div key={label} className="contents">
            <dt className="text-ink-3">{label}</dt>
            <dd className="min-w-0 wrap-anywhere">
              {people.slice(0, LONG_RECIPIENTS).map((person, index) => (
                <span key={index} className="me-3 inline-block">
                  {person.name !== '' && <bdi>{person.name} </bdi>}
                  <bdi className="text-ink-2">
                    {'<'}
                    <AddressText address={person.address} />
                    {'>'}
                  </bdi>
                </span>
              ))}
              {people.length > LONG_RECIPIENTS && t('andMore', { count: people.length - LONG_RECIPIENTS })}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function isSame(some: readonly MimeAddress[], others: readonly MimeAddress[]): boolean {
  return (
    some.length === others.length && some.every(({ address }, index) => address === others[index]?.address)
  );
}

/** Doubts about who sent this stand outside the mail's own frame, where no mail can imitate or cover them. */
function Warnings({ message }: { readonly message: MessageDetail }) {
  const t = useTranslations('reader');
  const warnings: string[] = [];
  if (message.from.length > 1) warnings.push(t('manySenders'));
  for (const sender of message.from.slice(0, 1)) {
    if (sender.suspicious === 'name-holds-address') {
      warnings.push(t('nameHoldsAddress', { address: sender.address }));
    }
    if (sender.suspicious === 'invalid') warnings.push(t('invalidAddress'));
    if (sender.suspicious === 'mixed-script') warnings.push(t('mixedScript'));
  }
  return warnings.map((text) => (
    <div key={text} className="mt-3">
      <Notice tone="danger" role="note">
        {text}
      </Notice>
    </div>
  ));
}
