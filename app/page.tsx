import { TaglineApp } from '@/components/shell/tagline-app';
import { Providers } from './providers';

/** `/`: sign in, or the mailbox of who is signed in. */
export default function SignInPage() {
  return (
    <>
      <title>Tagline</title>
      <Providers>
        <TaglineApp />
      </Providers>
    </>
  );
}
