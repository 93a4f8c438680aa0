'use client';

import { useState } from 'react';
import { WireDetail } from '@/components/console/wire-detail';
import { WireDrawer } from '@/components/console/wire-drawer';
import { WireRow } from '@/components/console/wire-row';
import { WireTools } from '@/components/console/wire-tools';
import { WireI18nProvider } from '@/lib/i18n/wire-provider';
import { useEngine } from '@/lib/query';
import { LINES } from './invented-wire';
import { OnPress, Section, Specimen } from './specimen';
import { ACCOUNT } from './still-engine';

const nothing = () => undefined;
const ROW_HEIGHT = 24;
const BOX = '@container relative overflow-hidden border border-line bg-sunken';

/** The protocol drawer and its parts. */
export function WireSection() {
  const [filter, setFilter] = useState('');
  const engine = useEngine();
  return (
    <Section id="wire" title="Protocol">
      <WireI18nProvider>
        <Specimen
          of="console/wire-row"
          name="WireRow: every kind; active, selected, paired"
          wide
          className={BOX}
        >
          <div
            role="listbox"
            aria-label="Specimen"
            className="relative font-mono text-[0.75rem] leading-6"
            style={{ height: ROW_HEIGHT * LINES.length }}
          >
            {LINES.map((line, index) => (
              <WireRow
                key={line.id}
                line={line}
                index={index}
                count={LINES.length}
                y={index * ROW_HEIGHT}
                height={ROW_HEIGHT}
                locale="en"
                showConnection
                active={index === 4}
                selected={index === 2 || index === 3}
                paired={index === 6}
                describedBy={undefined}
                onSelect={nothing}
                onHover={nothing}
              />
            ))}
          </div>
        </Specimen>
        <Specimen of="console/wire-detail" name="WireDetail: a refusal" className={`${BOX} max-w-88`}>
          <WireDetail id="refused" line={LINES.at(-1)} connection={undefined} />
        </Specimen>
        <Specimen of="console/wire-detail" name="WireDetail: nothing chosen" className={`${BOX} max-w-88`}>
          <WireDetail id="nothing" line={undefined} connection={undefined} />
        </Specimen>
        <Specimen of="console/wire-tools" name="WireTools" wide className={BOX}>
          <WireTools
            connections={[
              { id: '1', name: 'Connection 1', hint: '', account: ACCOUNT, user: 'ana.ruiz@example.org' },
              { id: '2', name: 'Connection 2', hint: '', account: 'office', user: 'ana@office.example.com' },
            ]}
            connection={null}
            onConnection={nothing}
            filter={filter}
            onFilter={setFilter}
            count="11"
            saying=""
            selected={0}
            empty={false}
            onCopy={nothing}
            onDownload={nothing}
            onClear={nothing}
            onClose={nothing}
          />
        </Specimen>
      </WireI18nProvider>
      <OnPress of="console/wire-drawer" name="WireDrawer">
        {(close) => (
          <div className="fixed inset-x-0 bottom-0 z-30">
            <WireDrawer
              accounts={engine.accounts.filter(({ account }) => account === ACCOUNT)}
              onClose={close}
            />
          </div>
        )}
      </OnPress>
    </Section>
  );
}
