'use client';

import { Archive, FolderInput, Star, Trash2 } from 'lucide-react';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { ErrorText } from '@/components/ui/error-text';
import { IconButton } from '@/components/ui/icon-button';
import { Keys } from '@/components/ui/kbd';
import { Logo } from '@/components/ui/logo';
import { Notice } from '@/components/ui/notice';
import { Picker } from '@/components/ui/picker';
import { Toolbar } from '@/components/ui/toolbar';
import { useTranslations } from '@/lib/i18n';
import { en } from '@/lib/i18n/messages/en';
import type { ErrorCode } from '@/lib/mail/types';
import { Section, Specimen } from './specimen';

const nothing = () => undefined;
const ROW = 'flex flex-wrap items-center gap-2';

/** Buttons, key caps, faces, the search field with its choices. */
export function ControlsSection() {
  const t = useTranslations();
  return (
    <Section id="controls" title="Controls">
      <Specimen of="ui/button" name="Button: primary, secondary, danger, ghost, disabled" className={ROW}>
        <Button variant="primary">{t('login.submit')}</Button>
        <Button>{t('actions.cancel')}</Button>
        <Button variant="danger">{t('folders.deleteSubmit')}</Button>
        <Button variant="ghost">{t('reader.plain')}</Button>
        <Button variant="primary" disabled>
          {t('login.busy')}
        </Button>
      </Specimen>
      <Specimen
        of="ui/icon-button"
        name="IconButton: plain, pressed, with text, disabled"
        className={`@container ${ROW}`}
      >
        <IconButton icon={FolderInput} label={t('triage.moveTo')} shortcut="V" />
        <IconButton
          icon={Star}
          label={t('actions.star')}
          filled
          aria-pressed
          className="text-star! hover:text-star!"
        />
        <IconButton icon={Archive} label={t('actions.archive')} text />
        <IconButton icon={Trash2} label={t('actions.delete')} disabled />
      </Specimen>
      <Specimen
        of="ui/toolbar"
        name="Toolbar: what does not fit is in its menu"
        className="@container w-40 bg-sheet"
      >
        <Toolbar
          label={t('reader.toolbar')}
          moreLabel={t('triage.commands.more')}
          items={[
            { id: 'archive', icon: Archive, label: t('actions.archive'), onSelect: nothing },
            { id: 'delete', icon: Trash2, label: t('actions.delete'), onSelect: nothing },
            { id: 'star', icon: Star, label: t('actions.star'), pressed: true, rank: 2, onSelect: nothing },
            { id: 'move', icon: FolderInput, label: t('triage.moveTo'), rank: 1, onSelect: nothing },
          ]}
        />
      </Specimen>
      <Specimen of="ui/kbd" name="Keys: one, a sequence, with a modifier" className={ROW}>
        <Keys name="j" />
        <Keys name="g i" />
        <Keys name="mod+k" />
        <Keys name="U" />
      </Specimen>
      <Specimen of="ui/avatar" name="Avatar: sizes, scripts, nobody" className={ROW}>
        <Avatar name="Nora Feld" address="nora@example.org" size={24} />
        <Avatar name="Élodie Ünal" address="elodie@example.org" />
        <Avatar name="" address="kim@example.com" size={40} />
        <Avatar name="دينا منصور" address="dina@example.org" size={44} />
        <Avatar name="" address="" />
      </Specimen>
      <Specimen of="ui/logo" name="Logo" className={ROW}>
        <Logo />
        <Logo size={36} />
      </Specimen>
      <Specimen of="ui/empty" name="Empty: tray with action" className="border border-line">
        <Empty
          drawing="tray"
          title={t('list.emptyInbox')}
          hint={t('list.emptyHint')}
          action={<Button>{t('folders.newFolder')}</Button>}
        />
      </Specimen>
      <Specimen
        of="ui/picker"
        name="Picker"
        className="flex h-64 flex-col rounded-card border border-line bg-raised"
      >
        <Picker
          label={t('triage.moveField')}
          listLabel={t('triage.folders')}
          none={t('triage.noFolder')}
          items={(['inbox', 'drafts', 'sent', 'archive'] as const).map((role) => ({
            id: role,
            label: t(`folders.roles.${role}`),
            icon: FolderInput,
            hint: t('triage.goTo'),
            keys: `g ${role.charAt(0)}`,
            group: t('triage.folders'),
            onPick: () => undefined,
          }))}
          onPick={() => undefined}
        />
      </Specimen>
      <Specimen of="ui/empty" name="Empty: letter" className="border border-line">
        <Empty drawing="letter" title={t('reader.none')} hint={t('reader.noneHint')} />
      </Specimen>
    </Section>
  );
}

const CODES = Object.keys(en.errors) as ErrorCode[];
const VALUES: Readonly<Record<string, string | number>> = {
  expected: 'https://mail.example.org',
  seconds: 30,
  delimiter: '/',
  limit: '25 MB',
  max: '2 GB',
  name: 'holiday.png',
  host: 'mail.example.org',
};

/** Something for every place the sentence leaves open. */
const valuesOf = (code: ErrorCode) =>
  Object.fromEntries(
    Array.from(en.errors[code].matchAll(/\{(\w+)/gu), ([, name = '']) => [name, VALUES[name] ?? 12]),
  );

/** Boxed sentences, and the sentence of every fault. */
export function NoticesSection() {
  const t = useTranslations();
  return (
    <Section id="notices" title="Notices and faults">
      <Specimen of="ui/notice" name="Notice: with an action">
        <Notice action={<Button>{t('reader.showRemote')}</Button>}>{t('reader.remoteHint')}</Notice>
      </Specimen>
      <Specimen of="ui/notice" name="Notice: danger">
        <Notice tone="danger" role="note">
          {t('reader.mixedScript')}
        </Notice>
      </Specimen>
      <Specimen of="ui/error-text" name="ErrorText: what the server said beside it">
        <Notice tone="danger">
          <ErrorText error={{ code: 'server-refused', serverText: 'NO [LIMIT] Too many folders' }} />
        </Notice>
      </Specimen>
      <Specimen of="ui/error-text" name="ErrorText: every fault" wide>
        <ul className="columns-1 gap-x-6 text-note lg:columns-2">
          {CODES.map((code) => (
            <li key={code} className="break-inside-avoid border-b border-line/60 py-1.5">
              <ErrorText error={{ code, values: valuesOf(code) }} />
            </li>
          ))}
        </ul>
      </Specimen>
    </Section>
  );
}
