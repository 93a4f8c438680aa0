'use client';

import { NotifyDialog } from '@/components/notify/notify-dialog';
import { ImportReports } from '@/components/transfer/import-report';
import type { ImportReport } from '@/components/transfer/use-imports';
import { folderOf } from './invented-mail';
import { OnPress } from './specimen';
import { ACCOUNT } from './still-engine';

const nothing = () => undefined;
const folder = folderOf('Archive');
const report = (outcome: ImportReport['outcome']): ImportReport => ({
  id: 'specimen',
  account: ACCOUNT,
  mailbox: folder.name,
  name: 'Archive',
  outcome,
});

const REPORTS: readonly (readonly [string, ImportReport])[] = [
  [
    'no mail',
    report({ kind: 'refused', error: { code: 'import-no-mail', values: { name: 'holiday.png' } } }),
  ],
  [
    'partly',
    report({
      kind: 'partly',
      files: [],
      result: {
        imported: 1_204,
        handled: 1_206,
        total: 5_000,
        cancelled: false,
        stopped: { code: 'over-quota', serverText: 'Quota exceeded (mailbox for user is full)' },
        failed: 2,
        failures: [
          { file: 'old mail.mbox', number: 17, subject: 'Seeds', error: { code: 'import-binary' } },
          {
            file: 'old mail.mbox',
            number: 903,
            subject: '',
            error: { code: 'append-refused', serverText: 'Message is corrupt' },
          },
        ],
      },
    }),
  ],
  [
    'cut off',
    report({
      kind: 'cut',
      isOther: true,
      cut: {
        id: 'specimen',
        mailbox: folder.name,
        files: [{ name: 'old mail.mbox', size: 48_300_000 }],
        total: 5_000,
        handled: 1_206,
        imported: 1_204,
        failed: 2,
      },
    }),
  ],
];

/** What an import has to say, and the switch for notifications. */
export function TransferOpeners() {
  return (
    <>
      {REPORTS.map(([name, one]) => (
        <OnPress key={name} of="transfer/import-report" name={`Import: ${name}`}>
          {(close) => (
            <ImportReports
              transfers={{
                tasks: [],
                importInto: nothing,
                importFiles: nothing,
                exportFolder: nothing,
                save: nothing,
                moveAcross: nothing,
                report: one,
                closeReport: close,
                goOn: nothing,
                chooseAgain: nothing,
              }}
            />
          )}
        </OnPress>
      ))}
      <OnPress of="notify/notify-dialog" name="NotifyDialog">
        {(close) => <NotifyDialog onClose={close} />}
      </OnPress>
    </>
  );
}
