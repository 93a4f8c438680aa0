const second = 1000;
const minute = 60 * second;
const kib = 1024;

/** Every number of the bridge's policy. Times are milliseconds, sizes are bytes unless the name says otherwise. */
export const defaultLimits = {
  /** Largest WebSocket frame, both ways. */
  frameBytes: 64 * kib,
  maxFragments: 16,
  maxBufferedChunks: 1024,
  /** Above `bufferHigh` waiting bytes the sender is paused; below `bufferLow` it goes on. */
  bufferHigh: 512 * kib,
  bufferLow: 128 * kib,
  /** Both directions together; above it the tunnel closes 4014. */
  bufferHard: 2048 * kib,
  helloMs: 5 * second,
  connectMs: 10 * second,
  tlsMs: 10 * second,
  /** Before STARTTLS is done: bytes each way, and the time it may take. */
  plainBytes: 8 * kib,
  plainMs: 15 * second,
  pingMs: 25 * second,
  /** No byte of the tunnel either way for this long closes it. */
  idleMs: 35 * minute,
  lifeMs: 24 * 60 * minute,
  /** How long a closing WebSocket may take to read what is still waiting. */
  closeMs: 30 * second,
  tunnels: 5000,
  tunnelsPerAddress: 300,
  /** Tunnels younger than `youngMs`. */
  youngTunnelsPerAddress: 100,
  youngMs: minute,
  opensPerMinute: 120,
  /** Thirty people of one class, three tunnels each, within seconds. */
  opensBurst: 120,
  /** Resident MiB of the process above which new tunnels are refused (503). */
  memoryMb: 1024,
  headersMs: 10 * second,
  requestMs: 30 * second,
  /** An HTTP connection on which nothing moves for this long is closed. */
  httpIdleMs: 75 * second,
  headerBytes: 8 * kib,
  bodyBytes: 16 * kib,
  drainMs: 30 * second,
  readyCacheMs: 5 * second,
  /** The dial at start and of /readyz. */
  probeMs: 5 * second,
} as const;

export type Limits = Readonly<Record<keyof typeof defaultLimits, number>>;
