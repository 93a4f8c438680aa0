'use client';

import { Info } from 'lucide-react';
import { useCallback, useEffect, useId, useState } from 'react';
import { useSaveWaiting } from '@/components/device/use-save-waiting';
import { FaultCode } from '@/components/faults/fault-panel';
import { useFaultWords } from '@/components/faults/fault-words';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { useEngine, type AccountSnapshot, type DeviceFacts, type DeviceRoom } from '@/lib/query';

interface DeviceDialogProps {
  readonly accounts: readonly AccountSnapshot[];
  readonly onClose: () => void;
}

/** What this device keeps and of whom, how long the browser keeps it, and the ways to change that. */
export function DeviceDialog({ accounts, onClose }: DeviceDialogProps) {
  const t = useTranslations('device');
  return (
    <Dialog title={t('title')} slot="device-dialog" className="max-w-lg" onClose={onClose}>
      {() => (
        <div className="min-h-0 space-y-5 overflow-y-auto px-4 pt-2 pb-4 text-sm">
          <ul className="space-y-3">
            {accounts.map((account, index) => (
              <AccountPart key={account.account} account={account} isFirst={index === 0} />
            ))}
          </ul>
          <BrowserPart accounts={accounts} />
        </div>
      )}
    </Dialog>
  );
}

function AccountPart({ account, isFirst }: { readonly account: AccountSnapshot; readonly isFirst: boolean }) {
  const t = useTranslations('device');
  const engine = useEngine();
  const id = useId();
  const words = useFaultWords();
  const save = useSaveWaiting(account.account);
  const [failed, setFailed] = useState(false);
  const facts = useFacts(account);
  const change = (kept: boolean) => {
    engine.keep(account.account, kept).then(
      (done) => setFailed(!done),
      () => setFailed(true),
    );
  };
  const waits = facts === null ? 0 : facts.outbox + facts.drafts;
  return (
    <li className="rounded-card border border-line bg-sheet px-3.5 pt-2.5 pb-3">
      <h3 className="truncate font-semibold" title={account.user}>
        <bdi>{account.user}</bdi>
      </h3>
      {engine.canKeep && (
        <label className="mt-2 flex min-h-6 gap-2.5 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={account.kept}
            data-autofocus={isFirst ? true : undefined}
            aria-labelledby={`${id}-name`}
            aria-describedby={`${id}-hint`}
            onChange={(event) => change(event.target.checked)}
            className="mt-0.5 size-4 shrink-0 accent-accent pointer-coarse:size-6"
          />
          <span className="min-w-0">
            <span id={`${id}-name`} className="block leading-5 pointer-coarse:leading-6">
              {t('keeps')}
            </span>
            <span id={`${id}-hint`} className="block text-note text-ink-3">
              {t('keepsHint')}
            </span>
          </span>
        </label>
      )}
      <div role="status" className="mt-2 space-y-0.5 text-note text-ink-2 tabular-nums">
        {failed && <p className="text-danger">{t('changeFailed')}</p>}
        <Facts facts={facts} kept={account.kept} />
        {save.said !== '' && <p>{save.said}</p>}
      </div>
      {waits > 0 && (
        <Button onClick={save.run} className="mt-2 h-auto! min-h-8 py-1 whitespace-normal!">
          {t('export')}
        </Button>
      )}
      {account.storage.map((code) => {
        const said = words({ code });
        return (
          <div
            key={code}
            className="mt-2.5 flex items-start gap-2 rounded-control bg-sunken px-2.5 py-2 text-note"
          >
            <Info size={16} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0 text-ink-3" />
            <div className="min-w-0 flex-1 wrap-anywhere">
              <p>
                {said.sentence}{' '}
                <span className="text-ink-2">
                  {said.safe} {said.advice}
                </span>
              </p>
              <FaultCode error={{ code }} />
            </div>
          </div>
        );
      })}
    </li>
  );
}

function Facts({ facts, kept }: { readonly facts: DeviceFacts | null; readonly kept: boolean }) {
  const t = useTranslations('device');
  const { region } = useLocaleChoice();
  if (facts === null) return <p className="text-ink-3">{t('loading')}</p>;
  const { mailboxes, bodies, octets, outbox, drafts, sealed } = facts;
  const what = [
    ...(mailboxes > 0 ? [t('lists', { count: mailboxes })] : []),
    ...(bodies > 0 ? [t('bodies', { count: bodies, size: formatSize(region, octets) })] : []),
  ];
  return (
    <>
      <p>{kept && what.length > 0 ? t('kept', { what: what.join(', ') }) : t('nothing')}</p>
      <p>{t('waits', { count: outbox })}</p>
      {drafts > 0 && <p>{t('drafts', { count: drafts })}</p>}
      {sealed > 0 && <p>{t('sealed', { count: sealed })}</p>}
    </>
  );
}

/** Null until they are known; asked anew when something of it changes. */
function useFacts({ account, kept, storage }: AccountSnapshot): DeviceFacts | null {
  const engine = useEngine();
  const [facts, setFacts] = useState<DeviceFacts | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void engine.device.facts(account).then((result) => {
      if (isCurrent && result.ok) setFacts(result.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, account, kept, storage]);
  return facts;
}

/** What is the browser's to say and to do, for all accounts together. */
function BrowserPart({ accounts }: { readonly accounts: readonly AccountSnapshot[] }) {
  const t = useTranslations('device');
  const engine = useEngine();
  const { region } = useLocaleChoice();
  const [room, setRoom] = useState<DeviceRoom | null>(null);
  const [durable, setDurable] = useState<boolean | null | 'refused'>(null);
  const [forgetting, setForgetting] = useState<'no' | 'asked' | 'done' | 'failed'>('no');
  const kept = accounts.some((account) => account.kept);
  const look = useCallback(() => {
    void engine.device.room().then(setRoom);
    void engine.device.durable().then((is) => setDurable(is));
  }, [engine]);
  useEffect(look, [look, kept]);
  const ask = () => void engine.device.makeDurable().then((is) => setDurable(is || 'refused'));
  const forget = () => {
    const all = accounts.filter((one) => one.kept).map((one) => engine.keep(one.account, false));
    void Promise.allSettled(all).then((ends) => {
      setForgetting(ends.every((end) => end.status === 'fulfilled' && end.value) ? 'done' : 'failed');
      look();
    });
  };
  return (
    <div className="space-y-3 text-note text-ink-2">
      <div className="space-y-1">
        {room !== null && (
          <p className="tabular-nums">
            {room.quota === null
              ? t('totalOnly', { used: formatSize(region, room.used) })
              : t('total', { used: formatSize(region, room.used), quota: formatSize(region, room.quota) })}
          </p>
        )}
        <p role="status">
          {durable === true
            ? t('durable')
            : durable === null
              ? t('unknown')
              : t(durable === 'refused' ? 'refused' : 'clearable')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {durable === false && kept && <Button onClick={ask}>{t('ask')}</Button>}
        {kept && forgetting !== 'asked' && (
          <Button onClick={() => setForgetting('asked')}>{t('forget')}</Button>
        )}
      </div>
      {forgetting === 'asked' && (
        <div
          ref={intoView}
          role="group"
          aria-label={t('forget')}
          className="rounded-card border border-line bg-sunken p-3.5"
        >
          <p className="text-ink">{t('forgetLead')}</p>
          <div className="mt-3 flex flex-wrap justify-end gap-2">
            <Button onClick={() => setForgetting('no')}>{t('forgetNo')}</Button>
            <Button variant="danger" onClick={forget}>
              {t('forgetYes')}
            </Button>
          </div>
        </div>
      )}
      <p role="status" className="empty:hidden">
        {forgetting === 'done' ? t('forgotten') : forgetting === 'failed' ? t('forgetFailed') : ''}
      </p>
    </div>
  );
}

/** A question that begins below what can be seen is no question. */
const intoView = (element: HTMLElement | null): void => {
  element?.scrollIntoView({ block: 'nearest' });
  element?.querySelector('button')?.focus({ preventScroll: true });
};
