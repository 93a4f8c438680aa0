'use client';

import clsx from 'clsx';
import { Eye, EyeOff } from 'lucide-react';
import { startTransition, useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { FaultPanel } from '@/components/faults/fault-panel';
import { Button } from '@/components/ui/button';
import { isFocusStill } from '@/components/shell/focus-list';
import { fetchFonts } from '@/components/shell/fonts';
import { KeepBox, useKeepChoice } from '@/components/login/keep-box';
import { loginName, serverOfAddress } from '@/components/login/which-server';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, AppError } from '@/lib/mail/types';
import { accountIdOf, toServerTarget, useEngine, type AccountSnapshot, type SiteConfig } from '@/lib/query';

/** The form is opened from the mail, for one account more. */
export interface AddingAccount {
  /** Who is here already. */
  readonly users: readonly string[];
  readonly onAdded: (account: AccountSnapshot) => void;
  readonly onCancel: () => void;
}

interface SignInFormProps {
  readonly config: SiteConfig;
  readonly adding?: AddingAccount;
  /** The form stands in the place of something that had the focus. */
  readonly again?: boolean;
  /** Who may be signed in in a moment, as soon as a password is typed; null: nobody any more. */
  readonly onTry?: (coming: AccountSnapshot | null) => void;
}

/** Address and password. The connection is made while they are typed, so that signing in costs few round trips. */
export function SignInForm({ config, adding, again = false, onTry }: SignInFormProps) {
  const t = useTranslations();
  const engine = useEngine();
  const ids = {
    user: useId(),
    password: useId(),
    server: useId(),
    userError: useId(),
    passwordError: useId(),
  };
  const form = useRef<HTMLFormElement>(null);
  const userField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (again && document.activeElement === document.body) userField.current?.focus();
  }, [again]);
  /** Null: nobody has chosen, so the domain of the address does. */
  const [chosen, setChosen] = useState<string | null>(null);
  const [byDomain, setByDomain] = useState<string | null>(null);
  const [missing, setMissing] = useState<'user' | 'password' | null>(null);
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  /** Whose mail's screen is being made, or is. */
  const coming = useRef<AccountSnapshot | null>(null);
  const keep = useKeepChoice();
  const server = config.servers.find(({ id }) => id === (chosen ?? byDomain)) ?? config.servers[0];
  if (server === undefined) return null;
  const target = toServerTarget(server);

  const typeAgain = () => {
    passwordField.current?.focus();
    passwordField.current?.select();
  };

  const expect = (user: string) => {
    const account = accountIdOf(target, loginName(server, user));
    if (coming.current?.account === account) return;
    coming.current = comingAccount(account, user, server.name);
    onTry?.(coming.current);
  };

  const signIn = async (user: string, password: string) => {
    setBusy(true);
    setError(null);
    const focusBefore = document.activeElement;
    const login = loginName(server, user);
    expect(user);
    const result = await engine.signIn(
      {
        server: target,
        user: login,
        password,
        ...(login === user ? {} : { address: user }),
      },
      keep.on,
    );
    coming.current = null;
    onTry?.(null);
    if (result.ok) {
      adding?.onAdded(result.value);
      return;
    }
    setBusy(false);
    setError(result.error);
    // Who mends the address already, or reads the wire, is left there.
    if (isFocusStill(focusBefore)) typeAgain();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const user = userField.current?.value.trim() ?? '';
    const password = passwordField.current?.value ?? '';
    const empty = user === '' ? 'user' : password === '' ? 'password' : null;
    setMissing(empty);
    if (empty === 'user') userField.current?.focus();
    else if (empty === 'password') passwordField.current?.focus();
    else void signIn(user, password);
  };

  const prepare = () => {
    fetchFonts();
    engine.prepare(target);
  };
  /** The screen is made while the password is typed, between two keys: nobody waits for it after the last one. */
  const typing = () => {
    const user = userField.current?.value.trim() ?? '';
    if (user !== '' && !busy) startTransition(() => expect(user));
  };
  const typed = (address: string) => {
    fetchFonts();
    const match = serverOfAddress(config.servers, address);
    if (match !== undefined) setByDomain(match.id);
    engine.prepare(chosen === null && match !== undefined ? toServerTarget(match) : target);
  };

  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      aria-busy={busy}
      className={clsx('space-y-4', adding === undefined ? 'mt-6' : 'mt-4')}
    >
      {error !== null && (
        <FaultPanel
          calm
          wire={adding === undefined}
          error={error}
          acts={
            error.code === 'wrong-password'
              ? { password: typeAgain }
              : { retry: () => form.current?.requestSubmit() }
          }
        />
      )}
      {config.servers.length > 1 && (
        <div className="space-y-1.5">
          <label htmlFor={ids.server} className="block text-note font-medium">
            {t('login.server')}
          </label>
          <select
            id={ids.server}
            value={server.id}
            onChange={(event) => setChosen(event.target.value)}
            className="field"
          >
            {config.servers.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {entry.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <div className="space-y-1.5">
        <label htmlFor={ids.user} className="block text-note font-medium">
          {t('login.email')}
        </label>
        <input
          ref={userField}
          data-autofocus={adding === undefined ? undefined : true}
          id={ids.user}
          name="username"
          type="text"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          aria-invalid={missing === 'user'}
          aria-describedby={missing === 'user' ? ids.userError : undefined}
          onInput={(event) => typed(event.currentTarget.value)}
          className="field"
        />
        {missing === 'user' && <FieldError id={ids.userError} text={t('login.required')} />}
      </div>
      <div className="space-y-1.5">
        <label htmlFor={ids.password} className="block text-note font-medium">
          {t('login.password')}
        </label>
        <div className="relative">
          <input
            ref={passwordField}
            id={ids.password}
            name="password"
            type={shown ? 'text' : 'password'}
            autoComplete="current-password"
            aria-invalid={missing === 'password'}
            aria-describedby={missing === 'password' ? ids.passwordError : undefined}
            onFocus={prepare}
            onInput={typing}
            className="field pe-11"
          />
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? t('login.hidePassword') : t('login.showPassword')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-0.5 my-auto"
          />
        </div>
        {missing === 'password' && <FieldError id={ids.passwordError} text={t('login.required')} />}
      </div>
      {engine.canKeep && <KeepBox on={keep.on} onChange={keep.set} />}
      <div className="flex gap-2">
        {adding !== undefined && (
          <Button className="h-9 flex-1" onClick={adding.onCancel}>
            {t('actions.cancel')}
          </Button>
        )}
        <Button type="submit" variant="primary" className="h-9 flex-1" disabled={busy}>
          {busy ? t('login.busy') : t(adding === undefined ? 'login.submit' : 'accounts.addSubmit')}
        </Button>
      </div>
      <DemoOffer
        demo={config.demo}
        users={adding?.users ?? null}
        busy={busy}
        onSignIn={(user, password) => void signIn(user, password)}
      />
    </form>
  );
}

/** What is known of somebody before the server has answered. */
const comingAccount = (account: AccountId, user: string, serverName: string): AccountSnapshot => ({
  account,
  user,
  serverName,
  connection: { kind: 'connecting' },
  folders: [],
  quota: null,
  sealed: null,
  kept: false,
  storage: [],
  work: null,
});

interface DemoOfferProps {
  readonly demo: SiteConfig['demo'];
  /** Who is here already; null: nobody. */
  readonly users: readonly string[] | null;
  readonly busy: boolean;
  readonly onSignIn: (user: string, password: string) => void;
}

/** One press into the demo: its mailbox, or beside it the second one. */
function DemoOffer({ demo, users, busy, onSignIn }: DemoOfferProps) {
  const t = useTranslations();
  if (demo === false) return null;
  const first = users === null || !users.includes(demo.user);
  const offer = first ? demo : demo.second;
  if (offer === undefined || users?.includes(offer.user) === true) return null;
  const { user, password } = offer;
  return (
    <div className="space-y-2 pt-2">
      <Button
        className="h-auto! min-h-9 w-full py-1.5 whitespace-normal! pointer-coarse:min-h-11"
        disabled={busy}
        onClick={() => onSignIn(user, password)}
      >
        {t(first ? 'login.demo' : 'accounts.demo')}
      </Button>
      <p className="text-note text-ink-3">
        {first
          ? t('login.demoHint', { address: '127.0.0.1', port: String(demo.port), user, password })
          : t('accounts.demoHint', { user, password })}
      </p>
    </div>
  );
}

function FieldError({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <p id={id} className="text-note text-danger">
      {text}
    </p>
  );
}
