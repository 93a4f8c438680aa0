/** The session layer: what the engine may use. */
export type { WorkKeeper } from './kept-work';
export { createSession } from './session';
export * from './types';
