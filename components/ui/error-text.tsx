'use client';

import { useFaultWords } from '@/components/faults/fault-words';
import { ServerWords } from '@/components/faults/server-words';
import type { AppError } from '@/lib/mail/types';

/** The sentence of an error code and what the server said beside it, for where a whole fault panel has no room. */
export function ErrorText({ error }: { readonly error: AppError }) {
  const { sentence } = useFaultWords()(error);
  return (
    <>
      <span>{sentence}</span>
      <ServerWords error={error} />
    </>
  );
}
