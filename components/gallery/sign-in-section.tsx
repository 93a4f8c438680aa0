'use client';

import { KeepBox } from '@/components/login/keep-box';
import { SignInForm } from '@/components/login/sign-in-form';
import { Section, Specimen } from './specimen';
import { CONFIG } from './still-engine';

const one = { ...CONFIG, servers: CONFIG.servers.slice(0, 1) };

/** The form; its errors come by pressing, the screen around it is photographed by the accessibility tests. */
export function SignInSection() {
  return (
    <Section id="sign-in" title="Sign-in">
      <Specimen of="login/sign-in-form" name="SignInForm: one server" className="max-w-100">
        <SignInForm config={one} />
      </Specimen>
      <Specimen of="login/sign-in-form" name="SignInForm: several servers" className="max-w-100">
        <SignInForm config={CONFIG} />
      </Specimen>
      <Specimen of="login/keep-box" name="KeepBox: on" className="max-w-100">
        <KeepBox on onChange={() => undefined} />
      </Specimen>
    </Section>
  );
}
