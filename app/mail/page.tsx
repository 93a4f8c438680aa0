import { TaglineApp } from '@/components/shell/tagline-app';
import { Providers } from '../providers';

/** `/mail`: the mailbox. The place inside it lives in the URL's hash, so there is one route for all of it. */
export default function MailPage() {
  return (
    <>
      <title>Tagline</title>
      <Providers>
        <TaglineApp />
      </Providers>
    </>
  );
}
