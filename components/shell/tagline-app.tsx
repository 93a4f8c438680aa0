'use client';

import { Activity, useEffect, useRef, useState } from 'react';
import { WireDock } from '@/components/console/wire-dock';
import { DeviceNotice } from '@/components/device/device-notice';
import { DeviceProvider } from '@/components/device/device-screen';
import { FaultBanner } from '@/components/faults/fault-banner';
import { useLostSession } from '@/components/login/session-mark';
import { SignInScreen } from '@/components/login/sign-in-screen';
import { SignOutProvider } from '@/components/offline/sign-out';
import { whenIdle } from '@/components/shell/after-paint';
import { MailScreen } from '@/components/shell/mail-screen';
import { useAccountInView } from '@/components/shell/use-account-in-view';
import { goToPath } from '@/components/shell/place';
import { StartScreen } from '@/components/shell/start-screen';
import { useAccounts, useEngineStatus, useSignOutReason, type AccountSnapshot } from '@/lib/query';

const PATH_AT_LATEST_MS = 500;

/** What stands at `/` and `/mail`: sign-in while nobody is signed in, the mailbox afterwards. */
export function TaglineApp() {
  const status = useEngineStatus();
  const accounts = useAccounts();
  const account = useAccountInView(accounts);
  const signedIn = account !== undefined;
  const lost = useLostSession(status === 'ready', signedIn);
  const reason = useSignOutReason();
  const wasSignedIn = useRef(false);
  /** Somebody was signed in here: the form comes in the mail's place and takes the focus. */
  const again = useRef(false);
  if (signedIn) again.current = true;
  /** While the server is asked who somebody is, their mail's screen is made out of sight: it is drawn with the first answer. */
  const [coming, setComing] = useState<AccountSnapshot | null>(null);
  useEffect(() => {
    if (status !== 'ready') return undefined;
    // Whoever signs out leaves no address of theirs behind; whoever was signed out comes back to where they were.
    const left = wasSignedIn.current && !signedIn && reason === null;
    wasSignedIn.current = signedIn;
    // The router goes through all of the page for it, so the first rows come first. Both addresses hold the same screens.
    if (signedIn) return whenIdle(() => goToPath('/mail', location.hash), PATH_AT_LATEST_MS);
    goToPath('/', left ? '' : location.hash);
    return undefined;
  }, [status, signedIn, reason]);

  if (status === 'starting') return <StartScreen error={null} />;
  if (typeof status === 'object') return <StartScreen error={status.error} />;
  const shown = account ?? coming;
  return (
    <>
      {account === undefined && (
        <WireDock key="sign-in" accounts={accounts}>
          <SignInScreen lost={lost} again={again.current} onTry={setComing} />
        </WireDock>
      )}
      {shown !== null && (
        <Activity key="mail" mode={signedIn ? 'visible' : 'hidden'}>
          <DeviceProvider accounts={accounts}>
            <WireDock
              accounts={accounts}
              foot={
                <>
                  <DeviceNotice account={shown} />
                  <FaultBanner key={shown.account} account={shown.account} />
                </>
              }
            >
              <SignOutProvider>
                <MailScreen accounts={signedIn ? accounts : [shown]} account={shown} />
              </SignOutProvider>
            </WireDock>
          </DeviceProvider>
        </Activity>
      )}
    </>
  );
}
