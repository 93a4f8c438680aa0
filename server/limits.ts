/** Every number of the bridge's policy. Times are milliseconds, sizes are bytes. */
export interface Limits {
  /** Largest WebSocket frame, both ways. */
  readonly frameBytes: number;
  readonly maxFragments: number;
  readonly maxBufferedChunks: number;
  /** Above this many waiting bytes the sender is paused; below `bufferLow` it goes on. */
  readonly bufferHigh: number;
  readonly bufferLow: number;
  /** Both directions together; above it the tunnel closes 4014. */
  readonly bufferHard: number;
  readonly helloMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly pingMs: number;
  /** No byte of the tunnel either way for this long closes it. */
  readonly idleMs: number;
  readonly lifeMs: number;
  /** How long a closing WebSocket may take to read what is still waiting. */
  readonly closeMs: number;
  readonly tunnels: number;
  readonly tunnelsPerAddress: number;
  readonly youngTunnelsPerAddress: number;
  readonly youngMs: number;
  readonly opensPerMinute: number;
  readonly opensBurst: number;
  /** Resident memory of the process above which new tunnels are refused (503). */
  readonly memoryBytes: number;
  readonly headersMs: number;
  readonly requestMs: number;
  /** An HTTP connection on which nothing moves for this long is closed. */
  readonly httpIdleMs: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly drainMs: number;
  readonly readyCacheMs: number;
  /** The dial at start and of /readyz. */
  readonly probeMs: number;
}

const second = 1000;
const minute = 60 * second;
const kib = 1024;

export const defaultLimits: Limits = {
  frameBytes: 64 * kib,
  maxFragments: 16,
  maxBufferedChunks: 1024,
  bufferHigh: 512 * kib,
  bufferLow: 128 * kib,
  bufferHard: 2048 * kib,
  helloMs: 5 * second,
  connectMs: 10 * second,
  tlsMs: 10 * second,
  pingMs: 25 * second,
  idleMs: 35 * minute,
  lifeMs: 24 * 60 * minute,
  closeMs: 30 * second,
  tunnels: 5000,
  tunnelsPerAddress: 300,
  youngTunnelsPerAddress: 100,
  youngMs: minute,
  opensPerMinute: 120,
  opensBurst: 60,
  memoryBytes: 1024 * kib * kib,
  headersMs: 10 * second,
  requestMs: 30 * second,
  httpIdleMs: 75 * second,
  headerBytes: 8 * kib,
  bodyBytes: 16 * kib,
  drainMs: 30 * second,
  readyCacheMs: 5 * second,
  probeMs: 5 * second,
};
