/** Plays a recorded conversation: what the server said, and what the client must say in between. */
import type { TransportSecurity } from '../imap/types';
import type { Transport, TransportHandlers } from './transport';

export type ReplayStep =
  | { readonly server: string }
  /** Exact octets, one character each; they may come in any number of sends. */
  | { readonly client: string };

export interface ReplayOptions {
  readonly security?: TransportSecurity;
  readonly schedule?: (fn: () => void) => void;
  /** Told once when the client leaves the record. */
  readonly onMismatch?: (expected: string, got: string) => void;
}

/** A transport that plays `steps` in order and closes after the last, or at the first octet that differs. */
export function dialReplay(
  steps: readonly ReplayStep[],
  handlers: TransportHandlers,
  options: ReplayOptions = {},
): Transport {
  const schedule = options.schedule ?? queueMicrotask;
  let at = 0;
  let got = '';
  let ended = false;
  const end = (error: Parameters<TransportHandlers['onClose']>[0]): void => {
    if (ended) return;
    ended = true;
    handlers.onClose(error);
  };
  const play = (): void => {
    while (!ended) {
      const step = steps[at];
      if (step === undefined) {
        end({ code: 'server-bye' });
      } else if ('server' in step) {
        at += 1;
        handlers.onBytes(Uint8Array.from(step.server, (character) => character.charCodeAt(0) & 0xff));
      } else if (got.startsWith(step.client)) {
        got = got.slice(step.client.length);
        at += 1;
      } else {
        if (step.client.startsWith(got)) return;
        options.onMismatch?.(step.client, got);
        end({ code: 'server-protocol' });
      }
    }
  };
  schedule(() => {
    if (ended) return;
    handlers.onOpen({ security: options.security ?? 'memory', host: 'replay', port: 0, tls: null });
    play();
  });
  return {
    send(bytes) {
      for (const byte of bytes) got += String.fromCharCode(byte);
      schedule(play);
    },
    buffered: 0,
    close: () => schedule(() => end(null)),
  };
}
