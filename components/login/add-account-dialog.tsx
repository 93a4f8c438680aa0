'use client';

import { useQuery } from '@tanstack/react-query';
import { SignInForm } from '@/components/login/sign-in-form';
import { Dialog } from '@/components/ui/dialog';
import { ErrorText } from '@/components/ui/error-text';
import { Notice } from '@/components/ui/notice';
import { useTranslations } from '@/lib/i18n';
import { siteConfigQuery, toAppError, useEngine, type AccountSnapshot } from '@/lib/query';

interface AddAccountDialogProps {
  /** Those that are here already. */
  readonly accounts: readonly AccountSnapshot[];
  readonly onAdded: (account: AccountSnapshot) => void;
  readonly onClose: () => void;
}

/** The sign-in form over the mail that is already open. */
export function AddAccountDialog({ accounts, onAdded, onClose }: AddAccountDialogProps) {
  const t = useTranslations('accounts');
  const engine = useEngine();
  const config = useQuery(siteConfigQuery(engine));
  return (
    <Dialog title={t('addTitle')} className="max-w-sm" onClose={onClose}>
      {(close) => (
        <div className="min-h-0 overflow-y-auto px-4 pb-5">
          <p className="mt-1 text-note text-ink-2 wrap-anywhere">
            {t('addLead', { account: accounts.map(({ user }) => user).join(', ') })}
          </p>
          {config.isError && (
            <div className="mt-4">
              <Notice tone="danger" role="alert">
                <ErrorText error={toAppError(config.error)} />
              </Notice>
            </div>
          )}
          {config.data !== undefined && (
            <SignInForm
              config={config.data}
              adding={{
                users: accounts.map(({ user }) => user),
                onAdded: (account) => {
                  close();
                  onAdded(account);
                },
                onCancel: close,
              }}
            />
          )}
        </div>
      )}
    </Dialog>
  );
}
