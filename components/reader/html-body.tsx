'use client';

import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { HtmlFrame } from '@/components/reader/html-frame';
import { sanitiseMail, type DeepMail, type SanitisedMail } from '@/components/reader/sanitiser';
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
  const [mail, setMail] = useState<Shown | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (inlineImages === null) return undefined;
    let current = true;
    sanitiseMail(html, { inlineImages, remoteImages }).then(
      (clean) => current && setMail({ clean, remote: remoteImages }),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [html, inlineImages, remoteImages]);

  if (failed) {
    return (
      <Notice tone="danger" role="alert">
        <ErrorText error={{ code: 'internal' }} />
      </Notice>
    );
  }
  if (mail === null) return null;
  const { clean, remote } = mail;
  if (clean.kind === 'too-deep') return <TextBody text={text ?? clean.text} />;
  return (
    <>
      {clean.blockedImages > 0 && (
        <div className="mb-4" data-slot="remote-banner">
          <Notice action={<Button onClick={() => setRemoteImages(true)}>{t('showRemote')}</Button>}>
            <p className="text-ink">{t('remoteBlocked', { count: clean.blockedImages })}</p>
            <p className="text-ink-3">{t('remoteHint')}</p>
          </Notice>
        </div>
      )}
      <div className={clsx(clean.hasColours && 'overflow-hidden rounded-control border border-line')}>
        <HtmlFrame
          key={remote ? 'remote' : 'local'}
          mail={clean}
          kind={remote ? 'remote-images' : 'local'}
          title={t('body')}
        />
      </div>
    </>
  );
}

interface Shown {
  readonly clean: SanitisedMail | DeepMail;
  readonly remote: boolean;
}

/** blob: addresses of the mail's own pictures, given back when the message closes. Null until they are made. */
function useInlineImages(parts: HtmlBodyProps['parts']): ReadonlyMap<string, string> | null {
  const [images, setImages] = useState<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const made = new Map<string, string>();
    for (const part of parts) {
      if (!RASTER_TYPES.has(part.type)) continue;
      const blob = new Blob([part.bytes as Uint8Array<ArrayBuffer>], { type: part.type });
      made.set(part.contentId, URL.createObjectURL(blob));
    }
    setImages(made);
    return () => {
      for (const url of made.values()) URL.revokeObjectURL(url);
    };
  }, [parts]);
  return images;
}
