/** One JSON object a line. Values are names, numbers and fixed texts: no payload, no full address, no user name. */
export type Log = (entry: Readonly<Record<string, string | number | null>>) => void;

export function createLog(write: (line: string) => void): Log {
  return (entry) => write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}
