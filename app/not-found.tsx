import type { Metadata } from 'next';
import { basePath } from '@/components/base-path';

export const metadata: Metadata = { title: 'Page not found - Tagline' };

/** Replaces Next's own page, whose inline styles the content security policy would block. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-sm px-4 py-16">
      <h1 className="text-2xl font-semibold">Page not found</h1>
      <p className="mt-2 text-ink-2">There is nothing at this address.</p>
      <p className="mt-4">
        <a className="text-accent underline" href={`${basePath}/`}>
          Go to sign-in
        </a>
      </p>
    </main>
  );
}
