import type { Socket } from 'node:net';
import type { CloseKey, TlsReason } from '../lib/net/close-codes';

/** Why a target was not reached; `reason` comes with `tls-failed` only. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly key: CloseKey;
  readonly reason: TlsReason | undefined;

  constructor(key: CloseKey, reason?: TlsReason) {
    super(reason === undefined ? key : `${key}: ${reason}`);
    this.key = key;
    this.reason = reason;
  }
}

export interface Settling {
  readonly success: 'connect' | 'secureConnect';
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly error: (error: unknown) => DialError;
}

const ignore = (): void => undefined;

/** One promise for what a socket may do next. The socket keeps an error handler for life: none may end the process. */
export function settled(socket: Socket, steps: Settling): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      steps.signal.removeEventListener('abort', onAbort);
      socket.removeListener('close', onClose);
      socket.on('error', ignore);
      socket.removeListener('error', onError);
    };
    const giveUp = (error: DialError): void => {
      finish();
      socket.destroy();
      reject(error);
    };
    const onError = (error: Error): void => giveUp(steps.error(error));
    const onClose = (): void => giveUp(steps.error(undefined));
    const onAbort = (): void => giveUp(new DialError('connect-failed'));
    const timer = setTimeout(() => giveUp(new DialError('connect-timeout')), steps.timeoutMs);
    socket.on('error', onError);
    socket.once('close', onClose);
    socket.once(steps.success, () => {
      finish();
      resolve();
    });
    if (steps.signal.aborted) onAbort();
    else steps.signal.addEventListener('abort', onAbort, { once: true });
  });
}

export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : '';
}
