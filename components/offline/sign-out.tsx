'use client';

import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { SignOutDialog, type OnlyHere } from '@/components/offline/sign-out-dialog';
import type { AccountId, Op } from '@/lib/mail/types';
import {
  useEngine,
  useOps,
  useUnsent,
  type AccountSnapshot,
  type EngineClient,
  type RecentOp,
} from '@/lib/query';

type SignOut = (accounts: readonly AccountSnapshot[]) => void;

interface Asked {
  readonly account: AccountSnapshot;
  readonly here: OnlyHere;
}
const NOTHING_HERE: OnlyHere = { drafts: 0, sealed: 0 };
const PATIENCE_MS = 3_000;

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
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  const signOut = useCallback<SignOut>(
    (accounts) => {
      const ask = async (account: AccountSnapshot): Promise<void> => {
        const here = await Promise.race([onlyHere(engine, account.account), patience()]);
        const status = engine.connection(account.account);
        const queued = 'queued' in status ? status.queued : 0;
        const unsent = queued + unsentOf(engine.recentOps(), account.account).length;
        if (unsent + here.drafts + here.sealed === 0) void engine.signOut(account.account);
        else
          setAsked((rest) => [
            ...rest.filter((one) => one.account.account !== account.account),
            { account, here },
          ]);
      };
      for (const one of accounts) void ask(one);
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
        {first !== undefined && <Question key={first.account.account} {...first} onDone={next} />}
      </div>
    </SignOutContext>
  );
}

function Question({ account, here, onDone }: Asked & { readonly onDone: () => void }) {
  const engine = useEngine();
  const unsent = useUnsent([account]);
  const ops = unsentOf(useOps(), account.account);
  return (
    <SignOutDialog
      user={account.user}
      // While a connection is being made its state tells no number.
      count={Math.max(unsent.all, ops.length)}
      ops={ops}
      here={here}
      sending={unsent.sending > 0}
      onSignOut={() => {
        onDone();
        void engine.signOut(account.account);
      }}
      onClose={onDone}
    />
  );
}

async function onlyHere(engine: EngineClient, account: AccountId): Promise<OnlyHere> {
  const facts = await engine.device.facts(account);
  return facts.ok ? { drafts: facts.value.drafts, sealed: facts.value.sealed } : NOTHING_HERE;
}

/** Storage that hangs keeps nobody from signing out. */
const patience = (): Promise<OnlyHere> =>
  new Promise((resolve) => setTimeout(() => resolve(NOTHING_HERE), PATIENCE_MS));

const unsentOf = (ops: readonly RecentOp[], account: AccountId): readonly Op[] =>
  ops
    .filter(
      ({ op, state }) => op.account === account && (state.kind === 'queued' || state.kind === 'running'),
    )
    .map(({ op }) => op);
