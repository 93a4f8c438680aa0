'use client';

import { AccountItem } from '@/components/folders/account-item';
import { AccountMenu } from '@/components/folders/account-menu';
import { FolderNameField } from '@/components/folders/folder-name-field';
import { FolderPane } from '@/components/folders/folder-pane';
import { FolderRail } from '@/components/folders/folder-rail';
import { FolderTree } from '@/components/folders/folder-tree';
import { QuotaBar } from '@/components/folders/quota-bar';
import { TaskTray } from '@/components/folders/task-tray';
import { ConnectionLine } from '@/components/shell/connection-line';
import { useTranslations } from '@/lib/i18n';
import { useAccounts, type AccountSnapshot } from '@/lib/query';
import { FOLDERS, GARDEN, INBOX, folderOf } from './invented-mail';
import { Section, Specimen } from './specimen';
import { ACCOUNT, CONNECTION_STATES, QUOTAS } from './still-engine';
import { stillManager, stillManagers } from './still-parts';

const nothing = () => undefined;

const paneOf = (accounts: readonly AccountSnapshot[]) => ({
  accounts,
  managers: stillManagers(),
  mailbox: INBOX,
  onOpen: nothing,
  onAddAccount: nothing,
  tell: nothing,
});

const PANE = 'w-full max-w-64 rounded-card border border-line bg-paper p-2';

/** The folder pane and its parts. */
export function FoldersSection() {
  const t = useTranslations('folders');
  const accounts = useAccounts();
  const account = accounts.find((one) => one.account === ACCOUNT);
  const fresh = accounts.find((one) => one.account === 'new');
  return (
    <Section id="folders" title="Folders">
      <Specimen
        of="folders/folder-tree"
        name="FolderTree: roles, depth, counts, not subscribed, selected"
        className={PANE}
      >
        {account !== undefined && (
          <FolderTree
            groups={[{ account, folders: FOLDERS }]}
            managerOf={() => stillManager()}
            selected={{ account: ACCOUNT, mailbox: GARDEN }}
            onOpen={nothing}
            menuOf={() => []}
          />
        )}
      </Specimen>
      <Specimen
        of="folders/folder-pane"
        name="FolderPane"
        className="h-[30rem] max-w-64 border border-line bg-paper"
      >
        {account !== undefined && (
          <FolderPane
            {...paneOf([account])}
            account={account}
            folders={new Map([[account.account, FOLDERS]])}
          />
        )}
      </Specimen>
      <Specimen
        of="folders/folder-pane"
        name="FolderPane: loading"
        className="h-56 max-w-64 border border-line bg-paper"
      >
        {fresh !== undefined && <FolderPane {...paneOf([fresh])} account={fresh} folders={new Map()} />}
      </Specimen>
      <Specimen
        of="folders/folder-rail"
        name="FolderRail"
        className="h-[30rem] w-14 border border-line bg-paper"
      >
        {account !== undefined && (
          <FolderRail
            {...paneOf([account])}
            account={account}
            folders={new Map([[account.account, FOLDERS]])}
            onExpand={nothing}
          />
        )}
      </Specimen>
      <Specimen of="folders/account-menu" name="AccountMenu: one account, several" className={PANE}>
        {account !== undefined && fresh !== undefined && (
          <>
            <AccountMenu
              accounts={[account]}
              account={account}
              onAdd={nothing}
              onGo={nothing}
              tell={nothing}
            />
            <AccountMenu
              accounts={[account, fresh]}
              account={account}
              onAdd={nothing}
              onGo={nothing}
              tell={nothing}
            />
          </>
        )}
      </Specimen>
      <Specimen
        of="folders/account-item"
        name="AccountItem: in every state of its connection, open and folded"
        className={PANE}
      >
        <div role="tree" aria-label={t('label')}>
          {accounts
            .filter((one) => one.account in CONNECTION_STATES())
            .map((one, index, all) => (
              <AccountItem
                key={one.account}
                line={{
                  kind: 'account',
                  key: one.account,
                  account: one,
                  open: index % 2 === 0,
                  position: index + 1,
                  setSize: all.length,
                  unseen: 12,
                  loading: false,
                  parentKey: null,
                }}
                index={index}
                tabStop={index === 0}
                inView={index < 2}
                onToggle={nothing}
                onFocus={nothing}
                onKeyDown={nothing}
                onMenu={nothing}
                rail={false}
              />
            ))}
        </div>
      </Specimen>
      <Specimen of="folders/folder-name-field" name="FolderNameField" className={PANE}>
        <FolderNameField
          folder={folderOf('Projects/Garden')}
          onRename={() => Promise.resolve({ code: 'folder-exists' })}
          onEnd={() => undefined}
        />
      </Specimen>
      {Object.keys(QUOTAS).map((name) => (
        <Specimen key={name} of="folders/quota-bar" name={`QuotaBar: ${name}`} className={PANE}>
          <QuotaBar account={name} />
        </Specimen>
      ))}
      {Object.keys(CONNECTION_STATES()).map((name) => (
        <Specimen key={name} of="shell/connection-line" name={`ConnectionLine: ${name}`} className={PANE}>
          <ConnectionLine account={name} label={name === 'live' ? 'ana.ruiz@example.org' : null} />
        </Specimen>
      ))}
      <Specimen of="folders/task-tray" name="TaskTray: counting, half way, stopping" screen className="h-96!">
        <TaskTray
          tasks={[
            { done: 0, total: 0, stopping: false },
            { done: 1_500, total: 3_000, stopping: false },
            { done: 40, total: 41, stopping: true },
          ].map((task, id) => ({
            ...task,
            id,
            label: t('task.read', { name: 'Garden' }),
            stop: () => undefined,
          }))}
        />
      </Specimen>
    </Section>
  );
}
