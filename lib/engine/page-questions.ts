/** What a page asks of the engine once, and waits for: a message, a part of it, what belongs to it, when mail came. */
import type { Result } from '../mail';
import type { EngineClient } from './engine-client';
import { fetchBlob } from './page-part';
import type { EngineReplies, EngineRequest } from './port';
import type { Progress } from './requests';

/** Sends one request; aborting drops the answer. */
export type Ask = <Kind extends keyof EngineReplies>(
  request: Extract<EngineRequest, { kind: Kind }>,
  onProgress?: Progress,
  signal?: AbortSignal,
) => Promise<Result<EngineReplies[Kind]>>;

export type PageQuestions = Pick<
  EngineClient,
  'openMessage' | 'related' | 'folderDates' | 'findDate' | 'threads' | 'fetchPart'
>;

export const pageQuestions = (ask: Ask): PageQuestions => ({
  openMessage: (account, mailbox, uid, formatted, signal) =>
    ask<'open-message'>({ kind: 'open-message', account, mailbox, uid, formatted }, undefined, signal),
  related: (account, request, signal) =>
    ask<'related'>({ kind: 'related', account, ...request }, undefined, signal),
  folderDates: (account, mailbox) => ask<'folder-dates'>({ kind: 'folder-dates', account, mailbox }),
  findDate: (account, mailbox, before) => ask<'find-date'>({ kind: 'find-date', account, mailbox, before }),
  threads: (account, mailbox, onShare, signal) =>
    ask<'threads'>(
      { kind: 'threads', account, mailbox },
      (loaded, total) => onShare(loaded / Math.max(1, total)),
      signal,
    ),
  fetchPart: (account, mailbox, uid, section, { onProgress, signal } = {}) =>
    fetchBlob(
      (progress) =>
        ask<'fetch-part'>({ kind: 'fetch-part', account, mailbox, uid, section }, progress, signal),
      onProgress,
    ),
});
