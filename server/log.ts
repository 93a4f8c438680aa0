/** One JSON object a line. Values are names, numbers and fixed texts: no payload, no user name; addresses see below. */
export type Log = (entry: Readonly<Record<string, string | number | null>>) => void;

export function createLog(write: (line: string) => void): Log {
  return (entry) => write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}

const linesPerSecond = 20;

/**
 * The one line that names a whole address: a client that was refused, so that fail2ban can ban it (docs/self-hosting.md).
 * A flood of refusals writes no flood of lines.
 */
export function createRefusalLog(log: Log, now: () => number): (client: string, cause: string) => void {
  let second = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (client, cause) => {
    if (now() - second >= 1000) {
      second = now();
      lines = 0;
    }
    lines += 1;
    if (lines <= linesPerSecond) log({ kind: 'refused', client, cause });
  };
}
