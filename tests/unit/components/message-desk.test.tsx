/** Keys come between two drawings of the screen: what they act on is asked for when they come. */
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { SelectionControl } from '../../../components/messages/use-selection';
import { useMessageDesk, type MessageDesk } from '../../../components/shell/use-message-desk';
import type { Transfers } from '../../../components/transfer/use-transfers';
import type { Triage } from '../../../components/shell/use-triage';
import { I18nProvider } from '../../../lib/i18n';
import { toMailboxName, toUid, type Uid } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail';
import { EngineProvider } from '../../../lib/query';
import { emptyList } from '../../../lib/engine/page-list';

const nothing = () => undefined;
const no = () => false;
const selection: SelectionControl = {
  has: no,
  count: 0,
  skipped: 0,
  chosen: null,
  targets: () => ({ rows: [], chosen: null }),
  toggle: nothing,
  extendTo: nothing,
  selectLoaded: nothing,
  choose: nothing,
  clear: nothing,
};

function draw() {
  const active: { current: MessageRow | undefined } = { current: undefined };
  const undoable = { current: false };
  const toggled: Uid[] = [];
  const triage: Triage = {
    saying: null,
    announcement: '',
    perform: no,
    move: no,
    work: nothing,
    undo: no,
    canUndo: () => undoable.current,
    nextUndo: () => null,
    announce: nothing,
    say: nothing,
    dismiss: nothing,
  };
  const handle = {
    current: {
      move: nothing,
      toggle: (uid: Uid) => void toggled.push(uid),
      stepOff: () => nothing,
      focus: nothing,
      menuPlace: () => ({ x: 0, y: 0 }),
      goTo: nothing,
    },
  };
  let desk: MessageDesk | undefined;
  function Screen() {
    desk = useMessageDesk({
      account: 'a',
      folders: [],
      mailbox: toMailboxName('INBOX'),
      list: emptyList,
      layout: 'three',
      selection,
      opened: { uid: null, focusHeading: 0, open: nothing, openAt: nothing, close: nothing },
      triage,
      handle,
      hasDates: true,
      active,
      show: nothing,
      openFolder: nothing,
      selectFolder: no,
      search: no,
      expungeNow: no,
      beforeUndo: nothing,
      toggleWire: null,
      folder: undefined,
      title: '',
      transfers: {} as Transfers,
      conversations: no,
      column: { current: null },
      older: null,
    });
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
  if (desk === undefined) throw new Error('nothing was drawn');
  return { desk: desk.desk, active, undoable, toggled };
}

describe('the desk', () => {
  it('acts on the row the list tells after the screen was drawn', () => {
    const { desk, active, toggled } = draw();
    expect(desk.hasTarget).toBe(false);
    active.current = { uid: toUid(7) } as MessageRow;
    expect(desk.hasTarget).toBe(true);
    expect(desk.toggle()).toBe(true);
    expect(toggled).toEqual([7]);
  });

  it('takes back what was done after the screen was drawn', () => {
    const { desk, undoable } = draw();
    expect(desk.canUndo).toBe(false);
    undoable.current = true;
    expect(desk.canUndo).toBe(true);
  });
});
