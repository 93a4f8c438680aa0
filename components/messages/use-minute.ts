'use client';

import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/** Now, to the minute: row dates change at midnight, and a row must not redraw more often than that asks. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
