'use client';

import { DeviceDialog } from '@/components/device/device-dialog';
import { FolderDialogs } from '@/components/folders/folder-dialogs';
import { FolderDrawer } from '@/components/folders/folder-drawer';
import { FolderMenu } from '@/components/folders/folder-menu';
import { FolderTree } from '@/components/folders/folder-tree';
import type { FolderDialog } from '@/components/folders/use-folder-manager';
import { AddAccountDialog } from '@/components/login/add-account-dialog';
import { SignOutDialog } from '@/components/offline/sign-out-dialog';
import { GoToDateDialog } from '@/components/dates/go-to-date-dialog';
import { AskDialog } from '@/components/ui/ask-dialog';
import { HelpSheet } from '@/components/shell/help-sheet';
import { MailOverlays } from '@/components/shell/mail-overlays';
import { BulkDialog } from '@/components/shell/bulk-dialog';
import { FolderPicker } from '@/components/shell/folder-picker';
import { Palette } from '@/components/shell/palette';
import { Dialog } from '@/components/ui/dialog';
import { Menu } from '@/components/ui/menu';
import { DENSITIES } from '@/components/messages/density';
import { useTranslations } from '@/lib/i18n';
import type { Targets } from '@/lib/actions';
import type { UidValidity } from '@/lib/imap/types';
import type { Op } from '@/lib/mail/types';
import { useEngine } from '@/lib/query';
import { FOLDERS, GARDEN, INBOX, ROWS, folderOf } from './invented-mail';
import { OnPress, Section } from './specimen';
import { ACCOUNT } from './still-engine';
import { CHOSEN, stillContext, stillDesk, stillManager, stillManagers } from './still-parts';
import { TransferOpeners } from './transfer-openers';

const nothing = () => undefined;

/** What is asked about folders: each kind of question once. */
const QUESTIONS: readonly FolderDialog[] = [
  { kind: 'create', parent: GARDEN },
  { kind: 'rename', folder: folderOf('Archive') },
  { kind: 'move', folder: folderOf('Projects/Garden') },
  { kind: 'delete', folder: folderOf('Projects') },
  { kind: 'empty', folder: folderOf('Trash') },
];

/** What the server has not heard of. */
const UNSENT: readonly Op[] = (
  [
    { kind: 'flag', flag: '\\Flagged', add: true },
    { kind: 'move', to: folderOf('Archive').name, purpose: 'archive' },
    { kind: 'move', to: GARDEN, purpose: 'move' },
  ] as const
).map((action, index) => ({
  id: `unsent ${index}`,
  account: ACCOUNT,
  mailbox: INBOX,
  uidValidity: 1 as UidValidity,
  uids: [ROWS.unread.uid],
  action,
}));

/** What a device keeps of somebody, and what stood in its way. */
const KEPT = [
  ['kept', { kept: true }],
  ['troubled', { kept: true, storage: ['store-rebuilt', 'store-full'] }],
] as const;

/** What covers the page, one press each. */
export function DialogsSection() {
  const t = useTranslations();
  const engine = useEngine();
  const overlays = {
    desk: stillDesk,
    targets: { rows: [ROWS.unread], chosen: null },
    contextOf: ({ rows }: Targets) => stillContext(engine, rows),
    onAction: nothing,
    onMove: nothing,
    onAskMove: nothing,
    onToggle: nothing,
    onOpen: nothing,
    onFolder: nothing,
    onDate: () => Promise.resolve(null),
    accounts: [],
    onAccount: nothing,
    onAddAccount: nothing,
    onAdded: nothing,
    onSave: nothing,
  };
  return (
    <Section id="dialogs" title="Dialogs and menus">
      <div className="flex flex-wrap gap-3 [column-span:all]">
        {QUESTIONS.map((question) => (
          <OnPress key={question.kind} of="folders/folder-dialogs" name={`Folder: ${question.kind}`}>
            {(close) => <FolderDialogs managers={stillManagers(stillManager(question, close))} />}
          </OnPress>
        ))}
        {[false, true].map((sending) => (
          <OnPress
            key={String(sending)}
            of="offline/sign-out-dialog"
            name={sending ? 'SignOutDialog: sending' : 'SignOutDialog: offline'}
          >
            {(close) => (
              <SignOutDialog
                user="ana.ruiz@example.org"
                count={UNSENT.length}
                ops={UNSENT}
                here={{ drafts: sending ? 0 : 1, sealed: 0 }}
                sending={sending}
                onSignOut={close}
                onClose={close}
              />
            )}
          </OnPress>
        ))}
        {KEPT.map(([name, facts]) => (
          <OnPress key={name} of="device/device-dialog" name={`DeviceDialog: ${name}`}>
            {(close) => (
              <DeviceDialog
                accounts={engine.accounts.slice(0, 1).map((account) => ({ ...account, ...facts }))}
                onClose={close}
              />
            )}
          </OnPress>
        ))}
        <OnPress of="ui/ask-dialog" name="AskDialog: busy">
          {(close) => (
            <AskDialog
              title={t('folders.newFolder')}
              submit={t('folders.create')}
              busy
              onSubmit={nothing}
              onClose={close}
            >
              {t('folders.deleteForGood')}
            </AskDialog>
          )}
        </OnPress>
        <OnPress of="login/add-account-dialog" name="AddAccountDialog">
          {(close) => (
            <AddAccountDialog accounts={engine.accounts.slice(0, 1)} onAdded={nothing} onClose={close} />
          )}
        </OnPress>
        <OnPress of="ui/dialog" name="Dialog">
          {(close) => (
            <Dialog title={t('triage.helpTitle')} className="max-w-md" onClose={close}>
              {() => <p className="p-4">{t('triage.helpArrows')}</p>}
            </Dialog>
          )}
        </OnPress>
        <OnPress of="shell/bulk-dialog" name="BulkDialog">
          {(close) => (
            <BulkDialog
              question={{ kind: 'marked', chosen: CHOSEN, mailbox: INBOX }}
              folder="Garden"
              onConfirm={close}
              onClose={close}
            />
          )}
        </OnPress>
        <TransferOpeners />
        <OnPress of="shell/folder-picker" name="FolderPicker">
          {(close) => (
            <FolderPicker
              title={t('triage.moveTitle', { count: 3 })}
              label={t('triage.moveField')}
              folders={FOLDERS}
              onPick={nothing}
              onClose={close}
            />
          )}
        </OnPress>
        <OnPress of="shell/palette" name="Palette">
          {(close) => (
            <Palette
              desk={stillDesk}
              context={stillContext(engine, [ROWS.unread])}
              folders={FOLDERS}
              onAction={nothing}
              onFolder={nothing}
              accounts={engine.accounts.slice(0, 2)}
              onAccount={nothing}
              onAddAccount={nothing}
              onClose={close}
            />
          )}
        </OnPress>
        <OnPress of="dates/go-to-date-dialog" name="GoToDateDialog">
          {(close) => <GoToDateDialog onFind={() => Promise.resolve(null)} onClose={close} />}
        </OnPress>
        <OnPress of="shell/help-sheet" name="HelpSheet">
          {(close) => <HelpSheet onClose={close} />}
        </OnPress>
        <OnPress of="shell/mail-overlays" name="Message menu">
          {(close, at) => (
            <MailOverlays
              {...overlays}
              overlay={{ kind: 'menu', targets: overlays.targets, at }}
              onClose={close}
            />
          )}
        </OnPress>
        <OnPress of="ui/menu" name="Menu: choices, a hairline, disabled">
          {(close, at) => (
            <Menu
              label={t('triage.listMenu')}
              at={at}
              onClose={close}
              items={[
                ...DENSITIES.map((density) => ({
                  id: density,
                  label: t(`triage.density.${density}`),
                  checked: density === 'cosy',
                  onSelect: nothing,
                })),
                {
                  id: 'all',
                  label: t('triage.commands.selectAll'),
                  keys: 'mod+a',
                  first: true,
                  disabled: true,
                  onSelect: nothing,
                },
                { id: 'delete', label: t('actions.delete'), keys: '#', danger: true, onSelect: nothing },
              ]}
            />
          )}
        </OnPress>
        <OnPress of="folders/folder-menu" name="FolderMenu">
          {(close, at) => <FolderMenu folder={folderOf('Trash')} at={at} onChoose={close} onClose={close} />}
        </OnPress>
        <OnPress of="folders/folder-drawer" name="FolderDrawer">
          {(close) => (
            <FolderDrawer open onClose={close}>
              <FolderTree
                groups={engine.accounts.slice(0, 2).map((account) => ({ account, folders: FOLDERS }))}
                managerOf={() => stillManager()}
                selected={{ account: ACCOUNT, mailbox: INBOX }}
                onOpen={close}
                menuOf={() => []}
              />
            </FolderDrawer>
          )}
        </OnPress>
      </div>
    </Section>
  );
}
