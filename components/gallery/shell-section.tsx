'use client';

import { useState } from 'react';
import { StartScreen } from '@/components/shell/start-screen';
import { UpdateOffer } from '@/components/offline/update-offer';
import { KeyHint } from '@/components/shell/mail-overlays';
import { Toast } from '@/components/shell/toast';
import { ErrorText } from '@/components/ui/error-text';
import { Separator } from '@/components/ui/separator';
import { useTranslations } from '@/lib/i18n';
import { Section, Specimen } from './specimen';
import { stillDesk } from './still-parts';

const nothing = () => undefined;

/** What floats over the mail or frames it. */
export function ShellSection() {
  const t = useTranslations();
  const [width, setWidth] = useState(240);
  return (
    <Section id="shell" title="Around the mail">
      <Specimen of="shell/toast" name="Toast: with a way back" screen>
        <Toast id={1} onUndo={nothing} onClose={nothing}>
          {t('done.archived', { count: 12 })}
        </Toast>
      </Specimen>
      <Specimen of="shell/toast" name="Toast: a refusal" screen>
        <Toast id={2} onUndo={null} onClose={nothing}>
          <ErrorText error={{ code: 'action-refused', serverText: '[NOPERM] Read only' }} />
        </Toast>
      </Specimen>
      <Specimen of="offline/update-offer" name="UpdateOffer" screen className="h-56!">
        <UpdateOffer sending={0} onReload={nothing} onLater={nothing} />
      </Specimen>
      <Specimen of="shell/mail-overlays" name="KeyHint: after g" screen className="h-56!">
        <KeyHint first="g" desk={stillDesk} />
      </Specimen>
      <Specimen
        of="ui/separator"
        name="Separator: between panes"
        className="relative h-24 max-w-full border border-line bg-sheet"
      >
        <div className="relative h-full" style={{ width }}>
          <Separator
            label={t('triage.listWidth')}
            orientation="vertical"
            value={width}
            min={200}
            max={320}
            step={16}
            onValue={setWidth}
            onDoubleClick={nothing}
            slot="specimen-separator"
          />
        </div>
      </Specimen>
      <Specimen of="shell/start-screen" name="StartScreen" screen className="h-64! *:min-h-full!">
        <StartScreen error={null} />
      </Specimen>
      <Specimen of="shell/start-screen" name="StartScreen: no engine" screen className="h-96! *:min-h-full!">
        <StartScreen error={{ code: 'engine-failed' }} />
      </Specimen>
    </Section>
  );
}
