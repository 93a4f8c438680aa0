/** Bounds of the record of what went over the wires. */

/** Octets kept of a line. */
export const MAX_LINE_OCTETS = 512;
/** Lines kept of all connections together. */
export const MAX_LINES = 2_000;
/** Connections remembered; the ones that ended longest ago give way. */
export const MAX_CONNECTIONS_KEPT = 64;
/** Commands of one connection whose completion is awaited. */
export const MAX_PENDING_TAGS = 256;

/** Octets of compressed data that may wait to be inflated. */
export const INFLATE_BACKLOG = 64 * 1_048_576;
/** Octets one connection may inflate to whatever they were, and how many times its compressed octets beyond that. */
export const INFLATE_FREE = 64 * 1_048_576;
export const INFLATE_RATIO = 200;
/** Compressed octets fed at once: they may become a thousand times as many before anybody can look. */
export const INFLATE_PIECE = 4_096;
/** Inflated octets after which other work of the thread has its turn. */
export const INFLATE_TURN = 1_048_576;
