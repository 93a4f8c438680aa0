/** The index's end of the port, in its own worker: takes what it is given batch by batch and answers in between. */
import { assertNever, type AccountId } from '../../mail';
import type { FromIndex, IndexOrder, ToIndex } from './messages';
import { TextIndex, type IndexLimits } from './text-index';

export interface IndexServerPort {
  post(message: FromIndex, transfer: readonly Transferable[]): void;
  onMessage(handler: (message: ToIndex) => void): void;
}

/** Accounts know nothing of each other: each has an index of its own. */
export function serveIndex(port: IndexServerPort, limits: Partial<IndexLimits> = {}): void {
  const indexes = new Map<AccountId, TextIndex>();
  const indexOf = (account: AccountId): TextIndex => {
    const known = indexes.get(account) ?? new TextIndex(limits);
    indexes.set(account, known);
    return known;
  };
  port.onMessage((message) => {
    if (message.kind === 'forget') return void indexes.delete(message.account);
    if (message.kind === 'find') {
      const found = indexes.get(message.account)?.find(message.mailbox, message.search) ?? [];
      const buffers = found.flatMap(({ candidates, leaves, read }) =>
        [candidates, ...leaves, read].map(({ buffer }) => buffer),
      );
      return port.post({ kind: 'found', id: message.id, found }, buffers as ArrayBuffer[]);
    }
    take(indexOf(message.account), message);
    return port.post({ kind: 'taken' }, []);
  });
}

function take(index: TextIndex, order: IndexOrder): void {
  switch (order.kind) {
    case 'rows':
      return index.addRows(order.mailbox, order.uidValidity, order.rows);
    case 'texts':
      return index.addTexts(order.mailbox, order.uidValidity, order.texts);
    case 'drop':
      return index.drop(order.mailbox, order.uidValidity, order.uids);
    case 'keep-only':
      return index.keepOnly(order.mailbox, order.uidValidity);
    case 'rename':
      return index.rename(order.from, order.to);
    case 'folders':
      return index.keepFolders(order.names);
    default:
      return assertNever(order);
  }
}
