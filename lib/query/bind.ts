/**
 * From the engine client to the query cache: what was touched in a frame is written once a key. The client decides
 * when a frame is; a person's own act is written at once.
 *
 * NOTE: queries other than `message` and `config` are never fetched: they hold what the client holds. Only this file
 * writes them.
 */
import type { QueryClient } from '@tanstack/react-query';
import { assertNever, type AccountId } from '../mail';
import type { EngineClient, Touched } from '../engine';
import { keys } from './keys';

/** Returns what ends the binding. */
export function bindEngine(engine: EngineClient, queries: QueryClient): () => void {
  const wasLive = new Map<AccountId, boolean>();
  // What happened before, or between two bindings.
  write(engine, queries, wasLive, { kind: 'status' });
  write(engine, queries, wasLive, { kind: 'accounts' });
  write(engine, queries, wasLive, { kind: 'ops' });
  return engine.subscribe((touched) => {
    for (const one of touched) write(engine, queries, wasLive, one);
  });
}

function write(
  engine: EngineClient,
  queries: QueryClient,
  wasLive: Map<AccountId, boolean>,
  touched: Touched,
): void {
  switch (touched.kind) {
    case 'status':
      return put(queries, keys.status, engine.status);
    case 'accounts':
      put(queries, keys.signOutReason, engine.signOutReason);
      return put(queries, keys.accounts, engine.accounts);
    case 'ops':
      for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: keys.standings })) {
        const account = queryKey[1];
        if (typeof account === 'string') put(queries, queryKey, engine.standingOps(account as AccountId));
      }
      return put(queries, keys.ops, engine.recentOps());
    case 'new-mail':
      return put(queries, keys.newMail, engine.newMail);
    case 'connection': {
      const { account } = touched;
      const connection = engine.connection(account);
      put(queries, keys.connection(account), connection);
      const live = connection.kind === 'live' || connection.kind === 'checked';
      // Messages that could not be opened while the connection was away are tried again.
      if (live && wasLive.get(account) === false) retryMessages(queries, account);
      wasLive.set(account, live);
      return;
    }
    case 'folders':
      return put(queries, keys.folders(touched.account), engine.folders(touched.account));
    case 'quota':
      return put(queries, keys.quota(touched.account), engine.folderDesk.quota(touched.account));
    case 'everywhere': {
      const { account } = touched;
      for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: keys.everywhereOf(account) })) {
        const key = queryKey[2];
        if (typeof key === 'string') put(queries, queryKey, engine.everywhere.snapshot(account, key));
      }
      return;
    }
    case 'list': {
      const { account, mailbox } = touched;
      put(queries, keys.list(account, mailbox), engine.list(account, mailbox));
      for (const { queryKey } of queries
        .getQueryCache()
        .findAll({ queryKey: keys.listsOf(account, mailbox) })) {
        const view = queryKey[3];
        if (typeof view === 'string' && view !== '')
          put(queries, queryKey, engine.list(account, mailbox, view));
      }
      return;
    }
    case 'mailbox-reborn':
      return void queries.resetQueries({ queryKey: keys.messagesOf(touched.account, touched.mailbox) });
    default:
      return assertNever(touched);
  }
}

function put(queries: QueryClient, key: readonly unknown[], value: unknown): void {
  queries.setQueryData([...key], value);
}

function retryMessages(queries: QueryClient, account: AccountId): void {
  void queries.refetchQueries({
    queryKey: ['message', account],
    type: 'active',
    predicate: (query) => query.state.status === 'error',
  });
}
