'use client';

import {
  CalendarDays,
  CircleAlert,
  Download,
  File,
  FileArchive,
  FileText,
  Image,
  Mail,
  Music,
  Video,
  type LucideIcon,
  type LucideProps,
} from 'lucide-react';
import { createElement, useState } from 'react';
import { saveBlob } from '@/components/reader/save-bytes';
import { ErrorText } from '@/components/ui/error-text';
import { formatPercent, formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { AccountId, AppError, Attachment } from '@/lib/mail/types';
import { useEngine } from '@/lib/query';

interface AttachmentsProps {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly uid: Uid;
  readonly attachments: readonly Attachment[];
}

/** Parts that are files. Each is fetched alone when it is asked for. */
export function Attachments({ attachments, ...place }: AttachmentsProps) {
  const t = useTranslations('reader');
  const files = attachments.filter((attachment) => !attachment.inline);
  if (files.length === 0) return null;
  return (
    <section
      aria-label={t('attachments', { count: files.length })}
      className="mt-8 border-t border-line pt-4"
      data-slot="attachments"
    >
      <h3 className="text-note font-medium text-ink-2">{t('attachments', { count: files.length })}</h3>
      <ul className="mt-2 grid grid-cols-1 gap-2 @lg:grid-cols-2">
        {files.map((attachment) => (
          <li key={attachment.section}>
            <AttachmentButton attachment={attachment} {...place} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Progress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly share: number }
  | { readonly kind: 'failed'; readonly error: AppError };

function AttachmentButton({
  attachment,
  account,
  mailbox,
  uid,
}: Omit<AttachmentsProps, 'attachments'> & { readonly attachment: Attachment }) {
  const t = useTranslations('reader');
  const { region } = useLocaleChoice();
  const engine = useEngine();
  const [progress, setProgress] = useState<Progress>({ kind: 'idle' });
  const size = formatSize(region, attachment.size);
  const loading = progress.kind === 'loading';

  const download = async () => {
    if (loading) return;
    setProgress({ kind: 'loading', share: 0 });
    const result = await engine.fetchPart(account, mailbox, uid, attachment.section, {
      onProgress: (loaded, total) =>
        setProgress({ kind: 'loading', share: total > 0 ? Math.min(1, loaded / total) : 0 }),
    });
    if (result.ok) saveBlob(result.value, attachment.name);
    setProgress(result.ok ? { kind: 'idle' } : { kind: 'failed', error: result.error });
  };

  return (
    <>
      <button
        type="button"
        aria-label={
          loading
            ? t('downloading', { name: attachment.name, percent: formatPercent(region, progress.share) })
            : t('download', { name: attachment.name, size })
        }
        aria-busy={loading}
        onClick={() => void download()}
        className="group relative flex w-full items-center gap-3 overflow-hidden rounded-control border border-line bg-raised px-3 py-2 text-start hover:bg-hover"
      >
        <FileIcon
          type={attachment.type}
          size={20}
          strokeWidth={1.5}
          aria-hidden
          className="shrink-0 text-ink-3"
        />
        <span className="min-w-0 flex-1 leading-snug">
          <span className="block truncate text-sm print:whitespace-normal" title={attachment.name}>
            <bdi>{attachment.name}</bdi>
          </span>
          <span className="block text-xs text-ink-3 tabular-nums">
            {loading ? formatPercent(region, progress.share) : size}
          </span>
        </span>
        <Download
          size={16}
          strokeWidth={1.75}
          aria-hidden
          className="shrink-0 text-ink-3 group-hover:text-ink print:hidden"
        />
        {loading && (
          <span
            className="absolute start-0 bottom-0 h-0.5 bg-accent"
            style={{ width: `${progress.share * 100}%` }}
          />
        )}
      </button>
      {progress.kind === 'failed' && (
        <p role="alert" className="mt-1 flex items-start gap-1.5 text-note text-danger">
          <CircleAlert size={14} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0" />
          <span>
            {t('downloadFailed', { name: attachment.name })} <ErrorText error={progress.error} />
          </span>
        </p>
      )}
    </>
  );
}

function FileIcon({ type, ...rest }: { readonly type: string } & LucideProps) {
  return createElement(iconOf(type), rest);
}

function iconOf(type: string): LucideIcon {
  if (type.startsWith('image/')) return Image;
  if (type.startsWith('audio/')) return Music;
  if (type.startsWith('video/')) return Video;
  if (type === 'text/calendar') return CalendarDays;
  if (type === 'message/rfc822') return Mail;
  if (type.startsWith('text/') || type === 'application/pdf') return FileText;
  return /zip|tar|compressed/u.test(type) ? FileArchive : File;
}
