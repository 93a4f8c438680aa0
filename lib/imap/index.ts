/** The protocol layer: what other layers may import. */
export * from './types';
