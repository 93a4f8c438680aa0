'use client';

import { useEffect } from 'react';
import { WireDock } from '@/components/console/wire-dock';
import { useLostSession } from '@/components/login/session-mark';
import { SignInScreen } from '@/components/login/sign-in-screen';
import { MailScreen } from '@/components/shell/mail-screen';
import { goToPath } from '@/components/shell/place';
import { StartScreen } from '@/components/shell/start-screen';
import { useAccounts, useEngineStatus } from '@/lib/query';

/** What stands at `/` and `/mail`: sign-in while nobody is signed in, the mailbox afterwards. */
export function TaglineApp() {
  const status = useEngineStatus();
  const accounts = useAccounts();
  const account = accounts[0];
  const signedIn = account !== undefined;
  const lost = useLostSession(status === 'ready', signedIn);
  useEffect(() => {
    if (status === 'ready') goToPath(signedIn ? '/mail' : '/', location.hash);
  }, [status, signedIn]);

  if (status === 'starting') return <StartScreen error={null} />;
  if (typeof status === 'object') return <StartScreen error={status.error} />;
  if (account === undefined) return <SignInScreen lost={lost} />;
  return (
    <WireDock key={account.account} account={account.account}>
      <MailScreen account={account} />
    </WireDock>
  );
}
