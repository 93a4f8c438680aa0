import type { Headers, HeaderSets } from './headers';

export interface MailFrame {
  readonly headers: Headers;
  readonly body: string;
}

/** Empty on purpose: the page fills it with sanitised nodes, and this response's policy is the second wall. */
const emptyDocument =
  '<!doctype html><html><head><meta charset="utf-8"><title>Message</title></head><body></body></html>';

/** `/mail-frame`, and `/mail-frame?remote=1` once the reader has asked for remote images; another query is neither. */
export function createMailFrame(sets: HeaderSets): (query: string) => MailFrame | undefined {
  const frame = (remote: boolean): MailFrame => ({
    headers: {
      ...sets.mailFrame(remote),
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, max-age=600',
    },
    body: emptyDocument,
  });
  const plain = frame(false);
  const remote = frame(true);
  return (query) => (query === '' ? plain : query === 'remote=1' ? remote : undefined);
}
