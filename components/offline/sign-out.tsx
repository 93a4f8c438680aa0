'use client';

import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { SignOutDialog } from '@/components/offline/sign-out-dialog';
import type { AccountId, Op } from '@/lib/mail/types';
import { useEngine, useOps, useUnsent, type AccountSnapshot, type RecentOp } from '@/lib/query';

type SignOut = (accounts: readonly AccountSnapshot[]) => void;

const SignOutContext = createContext<SignOut | null>(null);

/** Signs out; whoever has changes that the server has not heard of is asked first, where there is a provider to ask. */
export function useSignOut(): SignOut {
  const engine = useEngine();
  const ask = useContext(SignOutContext);
  return (
    ask ??
    ((accounts) => {
      for (const { account } of accounts) void engine.signOut(account);
    })
  );
}

export function SignOutProvider({ children }: { readonly children: ReactNode }) {
  const engine = useEngine();
  /** Those that have something unsent, one question after the other. */
  const [asked, setAsked] = useState<readonly AccountSnapshot[]>([]);
  const signOut = useCallback<SignOut>(
    (accounts) => {
      const hasUnsent = ({ account }: AccountSnapshot): boolean => {
        const status = engine.connection(account);
        const queued = 'queued' in status ? status.queued : 0;
        return queued > 0 || unsentOf(engine.recentOps(), account).length > 0;
      };
      for (const one of accounts) if (!hasUnsent(one)) void engine.signOut(one.account);
      setAsked(accounts.filter(hasUnsent));
    },
    [engine],
  );
  const [first] = asked;
  const next = () => setAsked((rest) => rest.slice(1));
  return (
    <SignOutContext value={signOut}>
      {children}
      {/* What holds the mail gives its parts their height: a question has its own. */}
      <div className="contents">
        {first !== undefined && <Question key={first.account} account={first} onDone={next} />}
      </div>
    </SignOutContext>
  );
}

function Question({ account, onDone }: { readonly account: AccountSnapshot; readonly onDone: () => void }) {
  const engine = useEngine();
  const unsent = useUnsent([account]);
  const ops = unsentOf(useOps(), account.account);
  return (
    <SignOutDialog
      user={account.user}
      // While a connection is being made its state tells no number.
      count={Math.max(unsent.all, ops.length)}
      ops={ops}
      sending={unsent.sending > 0}
      onSignOut={() => {
        onDone();
        void engine.signOut(account.account);
      }}
      onClose={onDone}
    />
  );
}

const unsentOf = (ops: readonly RecentOp[], account: AccountId): readonly Op[] =>
  ops
    .filter(
      ({ op, state }) => op.account === account && (state.kind === 'queued' || state.kind === 'running'),
    )
    .map(({ op }) => op);
