'use client';

import './globals.css';

/** Replaces Next's own page, whose inline styles and innerHTML the content security policy would block. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto max-w-sm px-4 py-16">
          <h1 className="text-2xl font-semibold">Something went wrong</h1>
          <p className="mt-2 text-ink-2">
            This page could not be shown. Nothing was sent or deleted because of it.
          </p>
          <p className="mt-4">
            <button
              type="button"
              className="h-8 rounded-control bg-accent px-3 text-on-accent"
              onClick={() => location.reload()}
            >
              Load the page again
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
