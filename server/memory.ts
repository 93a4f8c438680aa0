/**
 * Resident bytes of the process. Reading them takes a file descriptor: when there is none left the answer is Infinity, since a
 * process without descriptors must refuse tunnels, and must not end over the question.
 */
export function residentBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
