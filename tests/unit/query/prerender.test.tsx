import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap';
import {
  EngineProvider,
  useAccounts,
  useConnection,
  useEngineStatus,
  useFolders,
  useMessage,
  useMessageList,
  useNewMail,
  useOps,
  useWantRows,
} from '../../../lib/query';
import { anaId, INBOX } from '../engine/support';

function Everything() {
  useWantRows(anaId, INBOX);
  const shown = {
    status: useEngineStatus(),
    accounts: useAccounts(),
    connection: useConnection(anaId),
    folders: useFolders(anaId),
    list: useMessageList(anaId, INBOX),
    message: useMessage(anaId, INBOX, toUid(1), {}),
    ops: useOps(),
    newMail: useNewMail(),
  };
  return <p>{JSON.stringify(shown)}</p>;
}

describe('prerendering', () => {
  it('shows that everything is still to come, and touches nothing of a browser', () => {
    const platform = (): never => {
      throw new Error('no effect runs while prerendering');
    };
    const html = renderToString(
      <EngineProvider platform={platform}>
        <Everything />
      </EngineProvider>,
    );
    const shown: unknown = JSON.parse(html.replace(/<[^>]+>/g, '').replaceAll('&quot;', '"'));
    expect(shown).toMatchObject({
      status: 'starting',
      accounts: [],
      connection: { kind: 'signed-out' },
      folders: [],
      list: { status: 'loading', rowCount: 0 },
      message: { status: 'pending' },
      ops: [],
      newMail: null,
    });
  });

  it('says what is missing when there is no provider', () => {
    expect(() => renderToString(<Everything />)).toThrow('EngineProvider');
  });
});
