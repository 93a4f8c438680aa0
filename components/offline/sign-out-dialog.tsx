'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useTranslations } from '@/lib/i18n';
import type { Op } from '@/lib/mail/types';

/** Lines of what is unsent; of more, their number. */
const MOST_LINES = 5;

/** What no server will ever hear of, and signing out removes. */
export interface OnlyHere {
  readonly drafts: number;
  /** Of an earlier session, and not to be opened. */
  readonly sealed: number;
}

interface SignOutDialogProps {
  /** Whose changes they are. */
  readonly user: string;
  /** Changes the server has not heard of. */
  readonly count: number;
  /** Those of them this page knows by name. */
  readonly ops: readonly Op[];
  readonly here: OnlyHere;
  /** The server is being told: nothing needs to be asked. */
  readonly sending: boolean;
  readonly onSignOut: () => void;
  readonly onClose: () => void;
}

/** What signing out would lose, and the ways out: once the server has it, without it, or not at all. */
export function SignOutDialog({ user, count, ops, here, sending, onSignOut, onClose }: SignOutDialogProps) {
  const t = useTranslations('offline');
  const body = useId();
  const [first, setFirst] = useState(sending && here.drafts + here.sealed === 0);
  const signOut = useRef(onSignOut);
  signOut.current = onSignOut;
  const onlyHere = here.drafts + here.sealed > 0;
  // Once the server has it all, signing out loses nothing; what is only here is asked about.
  const done = count === 0 && !onlyHere;
  useEffect(() => {
    if (done) signOut.current();
  }, [done]);
  const lines = useUnsentLines(ops);
  const shown = lines.slice(0, MOST_LINES);
  const more = lines.length - shown.length;
  return (
    <Dialog
      title={t('outTitle')}
      kind="question"
      slot="ask-dialog"
      className="max-w-128!"
      describedBy={body}
      onClose={onClose}
    >
      {(close) => (
        <div className="min-h-0 space-y-4 overflow-y-auto p-5 pt-4">
          <div id={body} className="space-y-3 text-sm text-ink-2">
            {count > 0 && <p className="wrap-anywhere">{t('outLead', { count, account: user })}</p>}
            {shown.length > 0 && (
              <ul className="list-disc space-y-1 ps-5 text-ink">
                {shown.map(([key, text]) => (
                  <li key={key} className="wrap-anywhere">
                    {text}
                  </li>
                ))}
                {more > 0 && <li className="text-ink-2">{t('outMore', { count: more })}</li>}
              </ul>
            )}
            {onlyHere && (
              <div className="wrap-anywhere">
                <p>{t('outHere')}</p>
                <ul className="mt-1.5 list-disc space-y-1 ps-5 text-ink">
                  {here.drafts > 0 && <li>{t('outDrafts', { count: here.drafts })}</li>}
                  {here.sealed > 0 && <li>{t('outSealed', { count: here.sealed })}</li>}
                </ul>
              </div>
            )}
            {first && count > 0 && <p role="status">{t('outWaiting')}</p>}
          </div>
          <div className="flex flex-wrap justify-end gap-2 pt-1 max-sm:*:grow">
            <Button onClick={close} data-autofocus>
              {t('outStay')}
            </Button>
            <Button variant={count > 0 ? 'quiet-danger' : 'danger'} onClick={onSignOut}>
              {t('outDiscard')}
            </Button>
            {count > 0 && (
              <Button variant="primary" disabled={first} onClick={() => setFirst(true)}>
                {t(first ? 'outSending' : 'outSend')}
              </Button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** One line a kind of change, in the order they were made; with what names it, so that it keeps its place. */
function useUnsentLines(ops: readonly Op[]): readonly (readonly [string, string])[] {
  const t = useTranslations('offline.unsent');
  const counts = new Map<string, { readonly kind: UnsentKind; readonly folder: string; count: number }>();
  for (const op of ops) {
    const kind = kindOf(op.action);
    const folder = op.action.kind === 'move' ? op.action.to : '';
    const key = `${kind} ${folder}`;
    const known = counts.get(key) ?? { kind, folder, count: 0 };
    known.count += op.uids.length;
    counts.set(key, known);
  }
  return Array.from(counts, ([key, { kind, folder, count }]) => [key, t(kind, { count, folder })] as const);
}

type UnsentKind =
  | 'archive'
  | 'trash'
  | 'junk'
  | 'move'
  | 'expunge'
  | 'star'
  | 'unstar'
  | 'read'
  | 'unread'
  | 'undelete';

function kindOf(action: Op['action']): UnsentKind {
  switch (action.kind) {
    case 'move':
      return action.purpose;
    case 'expunge':
      return 'expunge';
    case 'flag': {
      if (action.flag === '\\Deleted') return action.add ? 'trash' : 'undelete';
      if (action.flag === '\\Seen') return action.add ? 'read' : 'unread';
      return action.add ? 'star' : 'unstar';
    }
    default:
      return action satisfies never;
  }
}
