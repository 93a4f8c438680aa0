'use client';

import clsx from 'clsx';
import { useEffect, useMemo, useState } from 'react';
import { HtmlFrame } from '@/components/reader/html-frame';
import { sanitiseMail, sanitiseNow, type DeepMail, type SanitisedMail } from '@/components/reader/sanitiser';
import { RETIRED_MS } from '@/components/reader/spare-frame';
import { TextBody } from '@/components/reader/text-body';
import { Button } from '@/components/ui/button';
import { ErrorText } from '@/components/ui/error-text';
import { Notice } from '@/components/ui/notice';
import { useTranslations } from '@/lib/i18n';
import type { MessageDetail } from '@/lib/mail/types';

interface HtmlBodyProps {
  readonly html: string;
  /** What is shown instead when the markup is nested beyond reason. */
  readonly text: string | null;
  readonly parts: MessageDetail['inlineParts'];
}

/** Types of inline parts that may become pictures; the browser decodes nothing else from a mail. */
const RASTER_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** A formatted mail behind its two walls, with the question about remote images above it. */
export function HtmlBody({ html, text, parts }: HtmlBodyProps) {
  const t = useTranslations('reader');
  const [remoteImages, setRemoteImages] = useState(false);
  const inlineImages = useInlineImages(parts);
  // Hardly ever does the sanitiser still have to load; then the mail comes later.
  const atOnce = useMemo(
    () => (inlineImages === null ? null : sanitiseNow(html, { inlineImages, remoteImages })),
    [html, inlineImages, remoteImages],
  );
  const [later, setLater] = useState<Later | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (inlineImages === null || atOnce !== null) return undefined;
    let current = true;
    sanitiseMail(html, { inlineImages, remoteImages }).then(
      (mail) => current && setLater({ html, remoteImages, mail }),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [html, inlineImages, remoteImages, atOnce]);

  if (failed) {
    return (
      <Notice tone="danger" role="alert">
        <ErrorText error={{ code: 'internal' }} />
      </Notice>
    );
  }
  const isOfThisMail = later?.html === html && later.remoteImages === remoteImages;
  const clean = atOnce ?? (isOfThisMail ? later.mail : null);
  if (clean === null) return null;
  if (clean.kind === 'too-deep') return <TextBody text={text ?? clean.text} />;
  return (
    <>
      {clean.blockedImages > 0 && (
        <div className="mb-4 print:hidden" data-slot="remote-banner">
          <Notice action={<Button onClick={() => setRemoteImages(true)}>{t('showRemote')}</Button>}>
            <p className="text-ink">{t('remoteBlocked', { count: clean.blockedImages })}</p>
            <p className="text-ink-3">{t('remoteHint')}</p>
          </Notice>
        </div>
      )}
      <div className={clsx(clean.hasColours && 'overflow-hidden rounded-control border border-line')}>
        <HtmlFrame
          key={remoteImages ? 'remote' : 'local'}
          mail={clean}
          kind={remoteImages ? 'remote-images' : 'local'}
          title={t('body')}
        />
      </div>
    </>
  );
}

/** What was sanitised, and with which consent: it must never be shown as another mail's. */
interface Later {
  readonly html: string;
  readonly remoteImages: boolean;
  readonly mail: SanitisedMail | DeepMail;
}

const NO_IMAGES: ReadonlyMap<string, string> = new Map();

/** blob: addresses of the mail's own pictures, given back when the message closes. Null until they are made. */
function useInlineImages(parts: HtmlBodyProps['parts']): ReadonlyMap<string, string> | null {
  const pictures = useMemo(() => parts.filter((part) => RASTER_TYPES.has(part.type)), [parts]);
  const [images, setImages] = useState<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    if (pictures.length === 0) return undefined;
    const made = new Map<string, string>();
    for (const part of pictures) {
      const blob = new Blob([part.bytes as Uint8Array<ArrayBuffer>], { type: part.type });
      made.set(part.contentId, URL.createObjectURL(blob));
    }
    setImages(made);
    return () => {
      // The frame outlives the message for a moment, and what it still loads must be there.
      setTimeout(() => {
        for (const url of made.values()) URL.revokeObjectURL(url);
      }, 2 * RETIRED_MS);
    };
  }, [pictures]);
  return pictures.length === 0 ? NO_IMAGES : images;
}
