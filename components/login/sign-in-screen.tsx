'use client';

import { Lock, LockOpen, MonitorCheck } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { FaultPanel } from '@/components/faults/fault-panel';
import { LanguageSwitch } from '@/components/login/language-switch';
import { SignInForm } from '@/components/login/sign-in-form';
import { Logo } from '@/components/ui/logo';
import { Notice } from '@/components/ui/notice';
import { useTranslations } from '@/lib/i18n';
import {
  siteConfigQuery,
  toAppError,
  useEngine,
  useSignOutReason,
  type AccountSnapshot,
  type SiteServer,
} from '@/lib/query';

interface SignInScreenProps {
  /** A reload ended the session. */
  readonly lost: boolean;
  /** The page was signed in before. */
  readonly again: boolean;
  readonly onTry: (coming: AccountSnapshot | null) => void;
}

/** The first screen: who you are, which server, and how safe the way to it is. */
export function SignInScreen({ lost, again, onTry }: SignInScreenProps) {
  const t = useTranslations();
  const engine = useEngine();
  const signedOut = useSignOutReason();
  const config = useQuery(siteConfigQuery(engine));
  const server = config.data?.servers[0];
  return (
    <div className="overflow-y-auto">
      <div className="flex min-h-full flex-col">
        <header className="flex items-center gap-2.5 px-5 py-4">
          <Logo />
          <span translate="no" className="text-lead font-semibold">
            {config.data?.branding.name ?? t('app.name')}
          </span>
        </header>
        <main className="mx-auto flex w-full max-w-[26rem] flex-1 flex-col justify-center px-5 pt-2 pb-16">
          <h1 className="text-2xl font-semibold tracking-tight">{t('login.title')}</h1>
          <p className="mt-1 text-lead text-ink-2">{t('login.lead')}</p>
          {signedOut !== null && (
            <div className="mt-6">
              {/* What was recorded of the session went with it: there is no wire to show. */}
              <FaultPanel error={signedOut} role="note" calm wire={false} />
            </div>
          )}
          {signedOut === null && lost && (
            <div className="mt-6">
              <Notice role="note">{t(globalThis.isSecureContext ? 'origin.lost' : 'origin.lostOpen')}</Notice>
            </div>
          )}
          {config.isError && (
            <div className="mt-6">
              <FaultPanel error={toAppError(config.error)} acts={{ retry: () => void config.refetch() }} />
            </div>
          )}
          {config.isSuccess && server === undefined && (
            <div className="mt-6">
              <Notice tone="danger">{t('login.noServer')}</Notice>
            </div>
          )}
          {config.data !== undefined && server !== undefined && (
            <SignInForm config={config.data} again={again} onTry={onTry} />
          )}
          {server !== undefined && <Safety server={server} />}
        </main>
        <footer className="flex justify-center px-5 pb-6">
          <LanguageSwitch />
        </footer>
      </div>
    </div>
  );
}

/** Says how the bytes travel between this page's server and the mail server. */
function Safety({ server }: { readonly server: SiteServer }) {
  const t = useTranslations('login');
  const origin = useTranslations('origin');
  const Icon =
    server.imap.security === 'tls' ? Lock : server.imap.security === 'loopback' ? MonitorCheck : LockOpen;
  return (
    <div className="mt-6 space-y-2 border-t border-line pt-4 text-note text-ink-3">
      <p className="flex items-start gap-2">
        <Icon size={15} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0" />
        {server.imap.security === 'tls' &&
          (globalThis.isSecureContext
            ? t('encrypted', { host: server.name })
            : origin('behind', { host: server.name }))}
        {server.imap.security === 'loopback' && t('local')}
        {server.imap.security === 'insecure' && t('insecure')}
      </p>
      {!globalThis.isSecureContext && (
        <div className="flex items-start gap-2">
          <LockOpen size={15} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0" />
          <div className="space-y-2">
            <p>{origin('open')}</p>
            <p>{origin('password')}</p>
            <p>{origin('reduced')}</p>
          </div>
        </div>
      )}
    </div>
  );
}
