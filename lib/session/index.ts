/** The session layer: what the engine may use. */
export { createSession } from './session';
export * from './types';
