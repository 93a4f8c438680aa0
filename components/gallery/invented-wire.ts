import type { WireConnection, WireLine } from '@/lib/engine/port';
import { NOW } from './invented-mail';

export const CONNECTIONS: readonly WireConnection[] = [
  { id: '1', account: 'live', mailbox: 'INBOX', role: 'watch', open: true },
  { id: '2', account: 'live', mailbox: null, role: 'work', open: false },
];

type Told = Pick<WireLine, 'direction' | 'text' | 'head'> & Partial<WireLine>;

const TOLD: readonly Told[] = [
  { direction: '*', text: 'dial mail.example.org', head: { kind: 'note', what: 'dial' } },
  {
    direction: 'S',
    text: '* OK [CAPABILITY IMAP4rev2 IDLE CONDSTORE] ready',
    head: { kind: 'greeting', status: 'ok', code: 'CAPABILITY' },
  },
  { direction: 'C', text: 'A1 LOGIN *** ***', tag: 'A1', head: { kind: 'command', name: 'LOGIN' } },
  {
    direction: 'S',
    text: 'A1 OK Logged in',
    tag: 'A1',
    ms: 24,
    head: { kind: 'tagged', status: 'ok', code: null, name: 'LOGIN' },
  },
  { direction: 'C', text: 'A2 SELECT "INBOX"', tag: 'A2', head: { kind: 'command', name: 'SELECT' } },
  { direction: 'S', text: '* 3214 EXISTS', head: { kind: 'untagged', event: 'exists' } },
  {
    direction: 'S',
    text: 'A2 OK [READ-WRITE] Select completed',
    tag: 'A2',
    ms: 1_840,
    head: { kind: 'tagged', status: 'ok', code: 'READ-WRITE', name: 'SELECT' },
  },
  {
    direction: 'C',
    text: 'A3 UID FETCH 900:912 (FLAGS ENVELOPE)',
    tag: 'A3',
    head: { kind: 'command', name: 'UID FETCH' },
  },
  {
    direction: 'S',
    text: '* 1 FETCH (UID 900 FLAGS (\\Seen $Forwarded) ENVELOPE ("Tue, 12 May 2026 08:42:00 +0000" "Budget for spring"',
    cut: true,
    head: { kind: 'untagged', event: 'fetch' },
  },
  {
    direction: 'C',
    text: 'A4 UID MOVE 900 "Archive"',
    tag: 'A4',
    head: { kind: 'command', name: 'UID MOVE' },
  },
  {
    direction: 'S',
    text: 'A4 NO [OVERQUOTA] Quota exceeded',
    tag: 'A4',
    ms: 31,
    head: { kind: 'tagged', status: 'no', code: 'OVERQUOTA', name: 'UID MOVE' },
  },
];

export const LINES: readonly WireLine[] = TOLD.map((told, index) => ({
  id: index + 1,
  connection: told.direction === '*' ? '2' : '1',
  at: NOW + index * 37,
  octets: told.text.length + 2,
  cut: false,
  tag: null,
  ms: null,
  ...told,
}));
