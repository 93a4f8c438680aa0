/** Messages on their way to another account: which originals go to Trash. */
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { useAcross } from '../../../components/transfer/use-across';
import type { ActionContext } from '../../../lib/actions';
import type { EngineClient, MboxPiece } from '../../../lib/engine';
import { I18nProvider } from '../../../lib/i18n';
import { toMailboxName, toUid, type Uid, type UidValidity } from '../../../lib/imap/types';
import type { Folder, ImportResult, MessageRow, OpInput, Result } from '../../../lib/mail';

const folder = (name: string, role: Folder['role']): Folder =>
  ({ name: toMailboxName(name), label: name, role, selectable: true }) as Folder;
const uids = [1, 2, 3].map(toUid);

/** Drags three messages; `given` are those the server gives, `imported` of them get there. */
async function drag(given: readonly Uid[], imported: number) {
  const dispatched: Omit<OpInput, 'id'>[] = [];
  const told: string[] = [];
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  async function* mbox(): AsyncGenerator<MboxPiece, void, undefined> {
    for (const [index, whole] of given.entries())
      yield {
        bytes: [new Uint8Array(10)],
        done: index + 1,
        gone: 0,
        whole: await Promise.resolve(whole),
      };
    yield { bytes: [], done: given.length, gone: uids.length - given.length };
  }
  const importFiles = (): Promise<Result<ImportResult>> =>
    Promise.resolve({
      ok: true,
      value: {
        imported,
        total: given.length,
        handled: given.length,
        failures: [],
        failed: given.length - imported,
        cancelled: false,
        stopped: null,
      },
    });
  const engine = {
    transfer: { mbox, importFiles },
    dispatch: (input: Omit<OpInput, 'id'>) => dispatched.push(input),
  } as unknown as EngineClient;
  const from: ActionContext = {
    engine,
    account: 'here',
    folders: [folder('INBOX', 'inbox'), folder('Trash', 'trash')],
    mailbox: toMailboxName('INBOX'),
    uidValidity: 7 as UidValidity,
    readOnly: false,
    targets: uids.map((uid) => ({ uid }) as MessageRow),
    chosen: null,
  };
  let move: ReturnType<typeof useAcross> | undefined;
  function Screen() {
    move = useAcross(
      (saying) => void told.push(saying.kind === 'told' ? saying.text : saying.kind),
      () => ({ signal: new AbortController().signal, change: () => undefined, end: () => ended() }),
    );
    return null;
  }
  renderToString(
    <I18nProvider>
      <Screen />
    </I18nProvider>,
  );
  move?.(from, { account: 'there', user: 'bo@example.org' }, folder('Keep', null));
  await end;
  return { dispatched, told };
}

describe('messages moved to another account', () => {
  it('go to Trash here when all of them are there', async () => {
    const { dispatched, told } = await drag(uids, 3);
    expect(dispatched.map((op) => op.uids)).toEqual([uids]);
    expect(told).toEqual(['3 messages are in Keep of bo@example.org now. The originals are in Trash.']);
  });

  it('stay where they are as far as the server did not give them', async () => {
    const { dispatched, told } = await drag(uids.slice(0, 2), 2);
    expect(dispatched.map((op) => op.uids)).toEqual([uids.slice(0, 2)]);
    expect(told).toEqual(['2 messages are in Keep of bo@example.org now. The originals are in Trash.']);
  });

  it('all stay when one of them did not get there', async () => {
    const { dispatched, told } = await drag(uids, 2);
    expect(dispatched).toEqual([]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('All originals stay where they are.');
  });
});
