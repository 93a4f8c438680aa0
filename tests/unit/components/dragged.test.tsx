/** Where messages go that are let go over a folder. */
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { useDragged } from '../../../components/shell/use-dragged';
import type { MessageDesk } from '../../../components/shell/use-message-desk';
import { I18nProvider } from '../../../lib/i18n';
import { toMailboxName } from '../../../lib/imap/types';
import type { Folder } from '../../../lib/mail';
import type { AccountSnapshot } from '../../../lib/query';

const account = (id: string): AccountSnapshot => ({ account: id, user: id }) as AccountSnapshot;
const folder = { name: toMailboxName('Keep'), label: 'Keep', role: null, selectable: true } as Folder;

/** What dropping on a folder of `of` does, with `accounts` signed in and `here` on screen. */
function drop(of: string, accounts: readonly string[]): readonly string[] {
  const done: string[] = [];
  const messages = {
    moveTargets: () => done.push('moved here'),
    clear: () => undefined,
    contextOf: () => ({}),
  } as unknown as MessageDesk;
  let dragged: ReturnType<typeof useDragged> | undefined;
  function Screen() {
    dragged = useDragged({
      accounts: accounts.map(account),
      account: account('here'),
      folders: [folder],
      mailbox: toMailboxName('INBOX'),
      messages,
      say: () => undefined,
      moveAcross: (_from, to) => void done.push(`moved to ${to.account}`),
    });
    return null;
  }
  renderToString(
    <I18nProvider>
      <Screen />
    </I18nProvider>,
  );
  dragged?.drop(of, folder);
  return done;
}

it('goes to the account of the folder, and nowhere when nobody is signed in to that any more', () => {
  expect(drop('here', ['here', 'there'])).toEqual(['moved here']);
  expect(drop('there', ['here', 'there'])).toEqual(['moved to there']);
  expect(drop('there', ['here'])).toEqual([]);
});
