'use client';

import { useId } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Keys } from '@/components/ui/kbd';
import { ACTIONS, COMMANDS, type CommandGroup } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import { useSingleKeys } from './keyboard';

const GROUPS: readonly CommandGroup[] = ['read', 'select', 'act', 'go', 'app'];

interface Line {
  readonly id: string;
  readonly label: string;
  readonly keys: readonly string[];
}

/** Every shortcut there is, made from the registry, and the switch for those of one character (WCAG 2.1.4). */
export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations();
  const [on, setOn] = useSingleKeys();
  const linesOf = (group: CommandGroup): readonly Line[] =>
    [
      ...(group === 'act'
        ? ACTIONS.map((action) => ({
            id: action.id,
            label: t(`actions.${action.label}`),
            keys: action.keys,
          }))
        : []),
      ...COMMANDS.filter((command) => command.group === group).map((command) => ({
        id: command.id,
        label: t(`triage.commands.${command.id}`),
        keys: command.shownKey === undefined ? command.keys : [command.shownKey],
      })),
    ].filter(({ keys }) => keys.length > 0);
  return (
    <Dialog title={t('triage.helpTitle')} className="max-w-3xl" onClose={onClose}>
      {() => (
        <div className="min-h-0 overflow-y-auto px-4 pb-4" tabIndex={-1}>
          <SingleKeysSwitch on={on} onChange={setOn} />
          <div className="gap-x-10 sm:columns-2">
            {GROUPS.map((group) => (
              <section key={group} className="mb-5 break-inside-avoid">
                <h3 className="mb-1 text-fine font-medium text-ink-3">{t(`triage.groups.${group}`)}</h3>
                <dl>
                  {linesOf(group).map((line) => (
                    <div
                      key={line.id}
                      className="flex min-h-8 items-center justify-between gap-4 border-b border-line/60 py-1 text-note"
                    >
                      <dt>{line.label}</dt>
                      <dd className="flex shrink-0 items-center gap-2">
                        {line.keys.map((name) => (
                          <Keys key={name} name={name} />
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
            <p className="text-note text-ink-3">{t('triage.helpArrows')}</p>
            <p className="mt-2 text-note text-ink-3">{t('shell.helpTree')}</p>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function SingleKeysSwitch({
  on,
  onChange,
}: {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const t = useTranslations('triage');
  const id = useId();
  return (
    <label className="mt-1 mb-4 flex min-h-11 items-center gap-3 rounded-control border border-line bg-sunken px-3 py-2">
      <input
        type="checkbox"
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent pointer-coarse:size-5"
      />
      <span className="leading-snug">
        <span id={`${id}-name`} className="block text-sm font-medium">
          {t('singleKeys')}
        </span>
        <span id={`${id}-hint`} className="block text-note text-ink-2">
          {t('singleKeysHint')}
        </span>
      </span>
    </label>
  );
}
