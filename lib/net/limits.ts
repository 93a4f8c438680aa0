/** Bounds of the record of what went over the wires. */

/** Octets kept of a line. */
export const MAX_LINE_OCTETS = 512;
/** Lines kept of all connections together. */
export const MAX_LINES = 2_000;
/** Connections remembered; the ones that ended longest ago give way. */
export const MAX_CONNECTIONS_KEPT = 64;
/** Commands of one connection whose completion is awaited. */
export const MAX_PENDING_TAGS = 256;
