'use client';

import { useEffect, useState, type ComponentType } from 'react';
import { loadFonts } from '@/components/shell/fonts';
import { parseTheme, ThemeKeeper, THEMES, useThemeChoice } from '@/components/shell/theme';
import { Logo } from '@/components/ui/logo';
import { I18nProvider } from '@/lib/i18n';
import { EngineProvider, useEngineStatus } from '@/lib/query';
import { ConversationSection } from './conversation-section';
import { ControlsSection, NoticesSection } from './controls-section';
import { DialogsSection } from './dialogs-section';
import { FaultsSection } from './faults-section';
import { FoldersSection } from './folders-section';
import { ListSection } from './list-section';
import { MessageSection } from './message-section';
import { ShellSection } from './shell-section';
import { SignInSection } from './sign-in-section';
import { Specimen } from './specimen';
import { openStillPlatform } from './still-engine';
import { LanguageSwitch } from '@/components/login/language-switch';
import { WireSection } from './wire-section';

/** Every component in every state, with invented mail. Drawn after mounting: much of it measures itself. */
export function Gallery() {
  const [mounted, setMounted] = useState(false);
  useEffect(() => {
    loadFonts();
    setMounted(true);
  }, []);
  return (
    <I18nProvider>
      <EngineProvider platform={openStillPlatform}>
        <ThemeKeeper />
        <header className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-4">
          <Logo />
          <h1 data-gallery="label" className="text-2xl font-semibold">
            Gallery
          </h1>
          <ThemeSwitch />
          <Switch label="Direction" choices={['ltr', 'rtl']} onChoose={setDirection} />
          <Specimen of="login/language-switch" name="language">
            <LanguageSwitch />
          </Specimen>
        </header>
        <main>{mounted && <Sections />}</main>
      </EngineProvider>
    </I18nProvider>
  );
}

const SECTIONS: Readonly<Record<string, ComponentType>> = {
  controls: ControlsSection,
  notices: NoticesSection,
  faults: FaultsSection,
  folders: FoldersSection,
  list: ListSection,
  message: MessageSection,
  conversations: ConversationSection,
  shell: ShellSection,
  'sign-in': SignInSection,
  wire: WireSection,
  dialogs: DialogsSection,
};

function ThemeSwitch() {
  const [, setTheme] = useThemeChoice();
  return <Switch label="Theme" choices={THEMES} onChoose={(choice) => setTheme(parseTheme(choice))} />;
}

/** All of them, or the one the address names: `/gallery#list`. */
function Sections() {
  // What asks the engine before it answers would be refused.
  if (useEngineStatus() !== 'ready') return null;
  const Only = SECTIONS[location.hash.slice(1)];
  if (Only !== undefined) return <Only />;
  return Object.entries(SECTIONS).map(([id, Each]) => <Each key={id} />);
}

function Switch({
  label,
  choices,
  onChoose,
}: {
  readonly label: string;
  readonly choices: readonly string[];
  readonly onChoose: (choice: string) => void;
}) {
  return (
    <label data-gallery="label" className="flex items-center gap-2 text-note">
      {label}
      <select className="field h-8! w-auto!" onChange={(event) => onChoose(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}

function setDirection(direction: string): void {
  document.documentElement.dir = direction;
}
