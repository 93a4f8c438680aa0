'use client';

import { useId, useState, type ReactNode } from 'react';
import { AskDialog } from '@/components/ui/ask-dialog';
import { folderTitle } from '@/components/folders/folder-title';
import { insideOf, type FolderManager, type FolderManagers } from '@/components/folders/use-folder-manager';

import { ErrorText } from '@/components/ui/error-text';
import { Notice } from '@/components/ui/notice';
import { useLeft } from '@/components/ui/use-left';
import { canHold } from '@/lib/actions/folder-actions';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { AppError, Folder } from '@/lib/mail/types';
import type { FolderRequest } from '@/lib/query';

/** The question that is open, if any. */
export function FolderDialogs({ managers }: { readonly managers: FolderManagers }) {
  const manager = managers.asking;
  const dialog = manager?.dialog;
  if (manager === undefined || !dialog) return null;
  switch (dialog.kind) {
    case 'create':
      return <CreateDialog key="create" manager={manager} parent={dialog.parent} />;
    case 'rename':
      return <RenameDialog key={dialog.folder.name} manager={manager} folder={dialog.folder} />;
    case 'move':
      return <MoveDialog key={dialog.folder.name} manager={manager} folder={dialog.folder} />;
    case 'delete':
      return <DeleteDialog key={dialog.folder.name} manager={manager} folder={dialog.folder} />;
    case 'empty':
      return <EmptyDialog key={dialog.folder.name} manager={manager} folder={dialog.folder} />;
  }
}

interface OneFolder {
  readonly manager: FolderManager;
  readonly folder: Folder;
}

function CreateDialog({
  manager,
  parent,
}: {
  readonly manager: FolderManager;
  readonly parent: MailboxName | null;
}) {
  const t = useTranslations('folders');
  const [label, setLabel] = useState('');
  const [inside, setInside] = useState(parent);
  const { busy, error, submit } = useSubmit(manager);
  return (
    <AskDialog
      title={t('newFolder')}
      submit={t('create')}
      busy={busy}
      onSubmit={() => submit({ kind: 'create', parent: inside, label })}
      onClose={() => manager.ask(null)}
    >
      {manager.whose !== null && (
        <p className="-mt-2 wrap-anywhere">
          <bdi>{manager.whose}</bdi>
        </p>
      )}
      <NameField value={label} error={error} onChange={setLabel} />
      <ParentField manager={manager} value={inside} onChange={setInside} without={null} />
    </AskDialog>
  );
}

function RenameDialog({ manager, folder }: OneFolder) {
  const t = useTranslations('folders');
  const [label, setLabel] = useState(folder.label);
  const { busy, error, submit } = useSubmit(manager);
  return (
    <AskDialog
      title={t('renameTitle', { name: folderTitle(folder, t) })}
      submit={t('rename')}
      busy={busy}
      onSubmit={() => submit({ kind: 'rename', mailbox: folder.name, label })}
      onClose={() => manager.ask(null)}
    >
      <SpecialUse folder={folder} />
      <NameField value={label} error={error} onChange={setLabel} />
    </AskDialog>
  );
}

function MoveDialog({ manager, folder }: OneFolder) {
  const t = useTranslations('folders');
  const [parent, setParent] = useState(folder.parent);
  const { busy, error, submit } = useSubmit(manager);
  return (
    <AskDialog
      title={t('moveTitle', { name: folderTitle(folder, t) })}
      submit={t('moveSubmit')}
      busy={busy}
      onSubmit={() => submit({ kind: 'move', mailbox: folder.name, parent })}
      onClose={() => manager.ask(null)}
    >
      <ParentField manager={manager} value={parent} onChange={setParent} without={folder.name} />
      <Failure error={error} />
    </AskDialog>
  );
}

function DeleteDialog({ manager, folder }: OneFolder) {
  const t = useTranslations('folders');
  const { busy, error, submit } = useSubmit(manager);
  const doomed = insideOf(manager.folders, folder.name);
  const inside = doomed.size - 1;
  const totals = manager.folders.filter(({ name, selectable }) => doomed.has(name) && selectable);
  const known = totals.every(({ total }) => total !== null);
  const count = totals.reduce((sum, { total }) => sum + (total ?? 0), 0);
  return (
    <AskDialog
      danger
      title={t('deleteTitle', { name: folderTitle(folder, t) })}
      submit={t('deleteSubmit')}
      busy={busy}
      onSubmit={() => submit({ kind: 'delete', mailbox: folder.name })}
      onClose={() => manager.ask(null)}
    >
      <SpecialUse folder={folder} />
      {inside > 0 && <p>{t('deleteInside', { count: inside })}</p>}
      <p className="font-medium text-ink">{known ? t('deleteMessages', { count }) : t('deleteUncounted')}</p>
      {!(known && count === 0) && <p>{t('deleteForGood')}</p>}
      <Failure error={error} />
    </AskDialog>
  );
}

function EmptyDialog({ manager, folder }: OneFolder) {
  const t = useTranslations('folders');
  const name = folderTitle(folder, t);
  return (
    <AskDialog
      danger
      title={t('emptyTitle', { name })}
      submit={t('emptySubmit', { name })}
      onSubmit={() => {
        manager.ask(null);
        manager.empty(folder);
      }}
      onClose={() => manager.ask(null)}
    >
      <p className="font-medium text-ink">
        {folder.total === null ? t('deleteUncounted') : t('deleteMessages', { count: folder.total })}
      </p>
      <p>{t('emptyForGood')}</p>
    </AskDialog>
  );
}

/** What a folder with a special use is for, before it is taken away from it. */
function SpecialUse({ folder }: { readonly folder: Folder }) {
  const t = useTranslations('folders');
  if (folder.role === null) return null;
  return (
    <Notice tone="danger" role="note">
      {t('specialUse', { role: t(`roles.${folder.role}`) })}
    </Notice>
  );
}

function NameField({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error: AppError | null;
  readonly onChange: (value: string) => void;
}) {
  const t = useTranslations('folders');
  const id = useId();
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-note font-medium text-ink">
        {t('name')}
      </label>
      <input
        id={id}
        className="field"
        dir="auto"
        autoComplete="off"
        value={value}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Failure id={`${id}-error`} error={error} />
    </div>
  );
}

/** Where a folder lies: the top level, or any folder that can hold others; never in itself. */
function ParentField({
  manager,
  value,
  without,
  onChange,
}: {
  readonly manager: FolderManager;
  readonly value: MailboxName | null;
  readonly without: MailboxName | null;
  readonly onChange: (parent: MailboxName | null) => void;
}) {
  const t = useTranslations('folders');
  const id = useId();
  const left: ReadonlySet<MailboxName> = without === null ? new Set() : insideOf(manager.folders, without);
  const options: ReactNode[] = manager.folders
    .filter((folder) => canHold(folder) && !left.has(folder.name))
    .map((folder) => (
      <option key={folder.name} value={folder.name}>
        {'\u00a0\u00a0'.repeat(folder.depth) + folderTitle(folder, t)}
      </option>
    ));
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-note font-medium text-ink">
        {t('inside')}
      </label>
      <select
        id={id}
        className="field"
        value={value ?? ''}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === '' ? null : toMailboxName(currentTarget.value))
        }
      >
        <option value="">{t('topLevel')}</option>
        {options}
      </select>
    </div>
  );
}

function Failure({ id, error }: { readonly id?: string; readonly error: AppError | null }) {
  if (error === null) return null;
  return (
    <p id={id} role="alert" className="text-note text-danger wrap-anywhere">
      <ErrorText error={error} />
    </p>
  );
}

/** Sends the request; a refusal stays in the dialog, success closes it. Who closed it before is told of a refusal elsewhere. */
function useSubmit(manager: FolderManager): {
  readonly busy: boolean;
  readonly error: AppError | null;
  readonly submit: (request: FolderRequest) => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const left = useLeft();
  const submit = (request: FolderRequest) => {
    setBusy(true);
    setError(null);
    void manager.submit(request).then((failure) => {
      if (left.current) {
        if (failure !== null) manager.refused(failure);
        return;
      }
      setBusy(false);
      setError(failure);
      if (failure === null) manager.ask(null);
    });
  };
  return { busy, error, submit };
}
