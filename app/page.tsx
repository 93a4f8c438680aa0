import { TaglineApp } from '@/components/shell/tagline-app';

/** `/`: sign in, or the mailbox of who is signed in. */
export default function SignInPage() {
  return <TaglineApp />;
}
