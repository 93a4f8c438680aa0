/** What is done to a conversation goes on with what is found of it, and is one thing to take back. */
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { useTriage, type Triage } from '../../../components/shell/use-triage';
import type { ActionContext, ActionResult, MailAction } from '../../../lib/actions';
import { I18nProvider } from '../../../lib/i18n';
import { toMailboxName, type UidValidity } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail';
import { EngineProvider, useEngine, type EngineClient, type Gathered } from '../../../lib/query';
import { row } from '../mail/support';

const INBOX = toMailboxName('INBOX');
const uidValidity = 1 as UidValidity;

function draw() {
  const undone: string[] = [];
  const done: (readonly number[])[] = [];
  const drawn: { triage?: Triage; engine?: EngineClient } = {};
  function Screen() {
    drawn.engine = useEngine();
    drawn.triage = useTriage(() => undefined);
    return null;
  }
  const platform = (): never => {
    throw new Error('no effect runs while prerendering');
  };
  renderToString(
    <I18nProvider>
      <EngineProvider platform={platform}>
        <Screen />
      </EngineProvider>
    </I18nProvider>,
  );
  const { triage, engine } = drawn;
  if (triage === undefined || engine === undefined) throw new Error('nothing was drawn');
  engine.undo = (id) => void undone.push(id);
  Object.defineProperty(engine, 'accounts', { value: [{ account: 'a' }] });
  const archive: MailAction = {
    id: 'archive',
    label: 'archive',
    icon: () => null,
    keys: [],
    shortcut: '',
    removes: true,
    enabled: () => true,
    perform: ({ targets }: ActionContext): ActionResult => {
      const uids = targets.map(({ uid }) => uid);
      done.push(uids);
      const action = { kind: 'move', to: toMailboxName('Archive'), purpose: 'archive' } as const;
      const op = { id: `op${done.length}`, account: 'a', mailbox: INBOX, uidValidity, uids, action };
      return { ok: true, kind: 'op', op, saying: { key: 'archived', undo: true, toast: true } };
    },
  } as unknown as MailAction;
  const context = { targets: [row(9)], chosen: null, readOnly: false } as unknown as ActionContext;
  const found = (rows: readonly MessageRow[], isWhole = true): Gathered => ({ rows, isWhole, error: null });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i += 1) await Promise.resolve();
  };
  return { triage, archive, context, found, settle, undone, done };
}

describe('what is done to a conversation', () => {
  it('is done to what is here at once, to the rest when it is found, and taken back as one', async () => {
    const { triage, archive, context, found, settle, undone, done } = draw();
    expect(triage.perform(archive, context, Promise.resolve(found([row(2), row(1)])))).toBe(true);
    expect(done).toEqual([[9]]);
    expect(triage.nextUndo()).toBe('Archived');
    await settle();
    expect(done).toEqual([[9], [2, 1]]);
    expect(triage.nextUndo()).toBe('3 messages archived');
    expect(triage.undo()).toBe(true);
    expect(undone).toEqual(['op2', 'op1']);
    expect(triage.canUndo()).toBe(false);
  });

  it('is not gone on with once it was taken back', async () => {
    const { triage, archive, context, found, settle, undone, done } = draw();
    let tell: (found: Gathered) => void = () => undefined;
    triage.perform(archive, context, new Promise<Gathered>((resolve) => (tell = resolve)));
    triage.undo();
    tell(found([row(2)]));
    await settle();
    expect(done).toEqual([[9]]);
    expect(undone).toEqual(['op1']);
  });

  it('is what it was where nothing more is found', async () => {
    const { triage, archive, context, found, settle, done } = draw();
    triage.perform(archive, context, Promise.resolve(found([], false)));
    await settle();
    expect(done).toEqual([[9]]);
    expect(triage.nextUndo()).toBe('Archived');
  });
});
