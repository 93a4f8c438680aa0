import type { Headers, HeaderSets } from './headers';

export interface MailFrame {
  readonly headers: Headers;
  readonly body: string;
}

/** Empty on purpose: the page fills it with sanitised nodes, and this response's policy is the second wall. */
export const mailFrameBody =
  '<!doctype html><html><head><meta charset="utf-8"><title>Message</title></head><body></body></html>';

const queries = ['', 'remote=1', 'print=1', 'print=1&remote=1'];

/** Every frame there is, as it is asked for. */
export const mailFramePaths: ReadonlySet<string> = new Set(
  queries.map((query) => (query === '' ? '/mail-frame' : `/mail-frame?${query}`)),
);

/**
 * `/mail-frame`; `?remote=1` once the reader has asked for remote images; `?print=1` for a sheet of paper, the one window that may
 * open the browser's print dialog; another query is none of them.
 */
export function createMailFrame(sets: HeaderSets): (query: string) => MailFrame | undefined {
  const frame = (query: string): readonly [string, MailFrame] => [
    query,
    {
      headers: {
        ...sets.mailFrame({ remoteImages: query.includes('remote'), print: query.includes('print') }),
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'private, max-age=600',
      },
      body: mailFrameBody,
    },
  ];
  const frames = new Map(queries.map(frame));
  return (query) => frames.get(query);
}
