'use client';

import { FolderNameField } from '@/components/folders/folder-name-field';
import { FolderPane } from '@/components/folders/folder-pane';
import { FolderTree } from '@/components/folders/folder-tree';
import { QuotaBar } from '@/components/folders/quota-bar';
import { TaskTray } from '@/components/folders/task-tray';
import { ConnectionLine } from '@/components/shell/connection-line';
import { useTranslations } from '@/lib/i18n';
import { useAccounts } from '@/lib/query';
import { FOLDERS, GARDEN, INBOX, folderOf } from './invented-mail';
import { Section, Specimen } from './specimen';
import { ACCOUNT, CONNECTION_STATES, QUOTAS } from './still-engine';
import { stillManager } from './still-parts';

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
        <FolderTree folders={FOLDERS} manager={stillManager()} selected={GARDEN} onOpen={() => undefined} />
      </Specimen>
      <Specimen
        of="folders/folder-pane"
        name="FolderPane"
        className="h-[30rem] max-w-64 border border-line bg-paper"
      >
        {account !== undefined && (
          <FolderPane account={account} manager={stillManager()} selected={INBOX} onOpen={() => undefined} />
        )}
      </Specimen>
      <Specimen
        of="folders/folder-pane"
        name="FolderPane: loading"
        className="h-56 max-w-64 border border-line bg-paper"
      >
        {fresh !== undefined && (
          <FolderPane account={fresh} manager={stillManager()} selected={null} onOpen={() => undefined} />
        )}
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
          <ConnectionLine account={name} />
        </Specimen>
      ))}
      <Specimen of="folders/task-tray" name="TaskTray: counting, half way, stopping" screen className="h-72!">
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
