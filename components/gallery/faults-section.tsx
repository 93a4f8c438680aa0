'use client';

import { DeviceNotice } from '@/components/device/device-notice';
import { FaultBanner } from '@/components/faults/fault-banner';
import { FaultPanel } from '@/components/faults/fault-panel';
import { FaultSteps } from '@/components/faults/fault-steps';
import { FaultToast } from '@/components/faults/fault-toast';
import { ServerWords } from '@/components/faults/server-words';
import { Toast } from '@/components/shell/toast';
import type { AppError } from '@/lib/mail/types';
import { useAccounts } from '@/lib/query';
import { Section, Specimen } from './specimen';

const nothing = () => undefined;
const acts = { retry: nothing, password: nothing, 'other-folder': nothing, back: nothing };

const LOCKED: AppError = {
  code: 'server-refused',
  serverText: 'Account locked until Monday; please call the help desk on extension 1234',
};
const ELSEWHERE: AppError = {
  code: 'bridge-origin',
  values: { allowed: 'https://webmail.example.org, https://mail.example.org' },
};

/** What goes wrong, in each of its places. */
export function FaultsSection() {
  const [account] = useAccounts();
  return (
    <Section id="faults" title="Faults">
      <Specimen
        of="faults/fault-panel"
        name="FaultPanel: a certificate, on the sign-in page"
        className="max-w-100"
      >
        <FaultPanel error={{ code: 'tls-self-signed' }} acts={acts} calm role="note" />
      </Specimen>
      <Specimen of="faults/fault-panel" name="FaultPanel: the server's own words" className="max-w-100">
        <FaultPanel error={LOCKED} acts={acts} role="note" />
      </Specimen>
      <Specimen of="faults/fault-panel" name="FaultPanel: another address" className="max-w-100">
        <FaultPanel error={ELSEWHERE} acts={acts} role="note" />
      </Specimen>
      <Specimen
        of="faults/fault-panel"
        name="FaultPanel: a folder that ends connections"
        className="max-w-100"
      >
        <FaultPanel error={{ code: 'mailbox-crashes' }} acts={acts} role="note" />
      </Specimen>
      <Specimen of="faults/fault-banner" name="FaultBanner: offline, changes wait">
        <FaultBanner account="offline" />
      </Specimen>
      {(['store-none', 'store-broken'] as const).map((code) => (
        <Specimen key={code} of="device/device-notice" name={`DeviceNotice: ${code}`}>
          {account !== undefined && <DeviceNotice account={{ ...account, kept: true, storage: [code] }} />}
        </Specimen>
      ))}
      <Specimen of="faults/fault-toast" name="FaultToast: in a toast" screen className="h-72!">
        <Toast id={1} onUndo={null} onClose={nothing}>
          <FaultToast error={{ code: 'action-refused', serverText: 'Flags are frozen here' }} />
        </Toast>
      </Specimen>
      <Specimen of="faults/fault-steps" name="FaultSteps: one stands out" className="flex flex-wrap gap-2">
        <FaultSteps error={{ code: 'dns-failed' }} acts={acts} />
      </Specimen>
      <Specimen of="faults/server-words" name="ServerWords: letters that turn the line round">
        <ServerWords error={{ code: 'server-bye', serverText: 'שלום \u202eback at noon\u202c' }} />
      </Specimen>
    </Section>
  );
}
