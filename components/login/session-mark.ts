import { useEffect, useState } from 'react';

const MARK = 'tagline.here';

/**
 * Whether the tab was signed in before it was loaded again and is not any more: then the sign-in page says why it asks. The
 * tab's own storage remembers it; where the browser forbids that, nothing is said.
 */
export function useLostSession(ready: boolean, signedIn: boolean): boolean {
  const [before] = useState(marked);
  const [seen, setSeen] = useState(false);
  if (signedIn && !seen) setSeen(true);
  useEffect(() => {
    if (ready) setMark(signedIn);
  }, [ready, signedIn]);
  return ready && before && !signedIn && !seen;
}

function marked(): boolean {
  try {
    return globalThis.sessionStorage?.getItem(MARK) === '1';
  } catch {
    return false;
  }
}

function setMark(signedIn: boolean): void {
  try {
    if (signedIn) sessionStorage.setItem(MARK, '1');
    else sessionStorage.removeItem(MARK);
  } catch {
    // A browser that forbids storage: see above.
  }
}
