/** Lines as text for the clipboard, a file, a bug report: `C:` and `S:` as in the RFCs, with time and connection. */
import type { WireConnection, WireLine } from '@/lib/engine/port';

/** One line each: `12:00:00.123 [1] C: A1 NOOP`, and `(12 ms)` behind a completion. Times are UTC. */
export function exportText(lines: readonly WireLine[], connections: readonly WireConnection[]): string {
  const heads = connections
    .filter(({ id }) => lines.some((line) => line.connection === id))
    .map(({ id, mailbox }) => `# connection ${id}${mailbox === null ? '' : `: ${mailbox}`}\n`);
  return `${heads.join('')}${lines.map(exportLine).join('\n')}\n`;
}

/** As RFCs print them: direction and text only. */
export function plainText(lines: readonly WireLine[]): string {
  return lines.map(({ direction, text, cut }) => `${direction}: ${text}${cut ? '…' : ''}`).join('\n');
}

function exportLine(line: WireLine): string {
  const time = new Date(line.at).toISOString().slice(11, 23);
  const cut = line.cut ? `… (${line.octets} octets)` : '';
  const ms = line.ms === null ? '' : ` (${line.ms} ms)`;
  return `${time} [${line.connection}] ${line.direction}: ${line.text}${cut}${ms}`;
}
