/** The session layer: what the engine may use. */
export type { Unsent } from './outbox';
export { createSession } from './session';
export * from './types';
