'use client';

import clsx from 'clsx';
import { PanelLeftOpen } from 'lucide-react';
import { useWireDock } from '@/components/console/wire-dock';
import { useFolderPane, type FolderPaneProps } from '@/components/folders/folder-pane';
import { FolderTree } from '@/components/folders/folder-tree';
import { RailTip } from '@/components/folders/rail-tip';
import { CONNECTION_DOTS, useConnectionWords } from '@/components/shell/connection-line';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useConnection } from '@/lib/query';

interface FolderRailProps extends FolderPaneProps {
  /** Shows the folders with their names. */
  readonly onExpand: () => void;
}

/** The folder pane where there is no room for names: icons with their counts, and the connection's dot. */
export function FolderRail(props: FolderRailProps) {
  const { account, managers, mailbox, onOpen, onExpand } = props;
  const t = useTranslations();
  const { groups, loading, menuOf } = useFolderPane(props);
  return (
    <div className="flex h-full min-h-0 flex-col items-center">
      <div className="flex h-14 shrink-0 items-center">
        <IconButton
          icon={PanelLeftOpen}
          label={t('folders.open')}
          aria-haspopup="dialog"
          onClick={onExpand}
        />
      </div>
      <nav
        aria-label={t('folders.label')}
        className="flex min-h-0 flex-1 flex-col items-center overflow-x-hidden overflow-y-auto px-1.5 py-1"
      >
        {loading ? (
          <div aria-busy="true" aria-label={t('folders.loading')} role="status" className="space-y-6 pt-3">
            {[0, 1, 2, 3, 4].map((index) => (
              <div key={index} className="skeleton size-5" />
            ))}
          </div>
        ) : (
          <FolderTree
            rail
            groups={groups}
            managerOf={managers.of}
            selected={{ account: account.account, mailbox }}
            onOpen={onOpen}
            menuOf={menuOf}
          />
        )}
      </nav>
      <RailConnection account={account.account} />
    </div>
  );
}

function RailConnection({ account }: { readonly account: AccountId }) {
  const t = useTranslations('connection');
  const status = useConnection(account);
  const { word } = useConnectionWords(status);
  const dock = useWireDock();
  return (
    <button
      type="button"
      aria-expanded={dock?.open ?? false}
      aria-label={`${word}. ${t(dock?.open === true ? 'hideWire' : 'showWire')}`}
      onClick={() => dock?.toggle()}
      data-slot="rail-connection"
      className="group mb-1 flex size-10 shrink-0 items-center justify-center rounded-control hover:bg-hover pointer-coarse:size-11"
    >
      <span className={clsx('size-2.5 rounded-full', CONNECTION_DOTS[status.kind])} />
      <RailTip>{word}</RailTip>
    </button>
  );
}
