'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useId, useRef, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { loginName, serverOfAddress } from '@/components/login/which-server';
import { ErrorText } from '@/components/ui/error-text';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { useTranslations } from '@/lib/i18n';
import type { AppError } from '@/lib/mail/types';
import { toServerTarget, useEngine, type SiteConfig } from '@/lib/query';

/** Address and password. The connection is made while they are typed, so that signing in costs few round trips. */
export function SignInForm({ config }: { readonly config: SiteConfig }) {
  const t = useTranslations('login');
  const engine = useEngine();
  const ids = {
    user: useId(),
    password: useId(),
    server: useId(),
    userError: useId(),
    passwordError: useId(),
  };
  const userField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  /** Null: nobody has chosen, so the domain of the address does. */
  const [chosen, setChosen] = useState<string | null>(null);
  const [byDomain, setByDomain] = useState<string | null>(null);
  const [missing, setMissing] = useState<'user' | 'password' | null>(null);
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const server = config.servers.find(({ id }) => id === (chosen ?? byDomain)) ?? config.servers[0];
  if (server === undefined) return null;
  const target = toServerTarget(server);

  const signIn = async (user: string, password: string) => {
    setBusy(true);
    setError(null);
    const result = await engine.signIn({ server: target, user: loginName(server, user), password });
    if (result.ok) return;
    setBusy(false);
    setError(result.error);
    passwordField.current?.select();
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

  const prepare = () => engine.prepare(target);
  const typed = (address: string) => {
    const match = serverOfAddress(config.servers, address);
    if (match !== undefined) setByDomain(match.id);
    engine.prepare(chosen === null && match !== undefined ? toServerTarget(match) : target);
  };
  const { demo } = config;

  return (
    <form noValidate onSubmit={submit} aria-busy={busy} className="mt-6 space-y-4">
      {error !== null && (
        <Notice tone="danger" role="alert">
          <ErrorText error={error} />
        </Notice>
      )}
      {config.servers.length > 1 && (
        <div className="space-y-1.5">
          <label htmlFor={ids.server} className="block text-[13px] font-medium">
            {t('server')}
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
        <label htmlFor={ids.user} className="block text-[13px] font-medium">
          {t('email')}
        </label>
        <input
          ref={userField}
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
        {missing === 'user' && <FieldError id={ids.userError} text={t('required')} />}
      </div>
      <div className="space-y-1.5">
        <label htmlFor={ids.password} className="block text-[13px] font-medium">
          {t('password')}
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
            className="field pe-11"
          />
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? t('hidePassword') : t('showPassword')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-0.5 my-auto"
          />
        </div>
        {missing === 'password' && <FieldError id={ids.passwordError} text={t('required')} />}
      </div>
      <Button type="submit" variant="primary" className="h-9 w-full" disabled={busy}>
        {busy ? t('busy') : t('submit')}
      </Button>
      {demo !== false && (
        <div className="space-y-2 pt-2">
          <Button
            className="h-9 w-full"
            disabled={busy}
            onClick={() => void signIn(demo.user, demo.password)}
          >
            {t('demo')}
          </Button>
          <p className="text-[13px] text-ink-3">
            {t('demoHint', {
              address: '127.0.0.1',
              port: String(demo.port),
              user: demo.user,
              password: demo.password,
            })}
          </p>
        </div>
      )}
    </form>
  );
}

function FieldError({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <p id={id} className="text-[13px] text-danger">
      {text}
    </p>
  );
}
