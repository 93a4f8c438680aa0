import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePorts } from './temp';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Against hanging. */
const READY_TIMEOUT_MS = 60_000;
const OURS = /^(?:(?:IMAP|SMTP|SIEVE|POP3|TAGLINE|TLS)_.*|PUBLIC_URL|BASE_PATH|LISTEN|PORT|TRUSTED_PROXIES)$/;

export interface AppServerOptions {
  /** The mail server; absent = demo. `tls: 'none'` is for the counting proxy on loopback. */
  readonly imap?: {
    readonly port: number;
    readonly host?: string;
    readonly tls?: 'implicit' | 'starttls' | 'none';
    readonly caFile?: string;
  };
  /** PUBLIC_URL's host, on plain http and the port of the listener; the browser must know where it is. */
  readonly publicHost?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** Starts the built server on a free port of loopback; it answers /healthz on return. */
export async function startAppServer(options: AppServerOptions = {}): Promise<AppServer> {
  if (!existsSync(`${ROOT}dist/server.mjs`))
    throw new Error('dist/server.mjs is missing: npm run build makes it');
  const [port = 0, demoPort = 0] = await freePorts(2);
  const server = new AppServer(port, demoPort, options);
  await server.start();
  return server;
}

export class AppServer {
  readonly port: number;
  readonly url: string;
  /** Where the demo's own IMAP server listens, plain; nobody does outside the demo. */
  readonly demoPort: number;
  private readonly options: AppServerOptions;
  private child: ChildProcess | undefined;
  private output = '';
  private readonly endWithUs = () => this.child?.kill('SIGKILL');

  constructor(port: number, demoPort: number, options: AppServerOptions) {
    this.port = port;
    this.demoPort = demoPort;
    this.url = `http://${options.publicHost ?? 'localhost'}:${port}`;
    this.options = options;
  }

  /** Starts, or starts again on the same port. */
  async start(): Promise<void> {
    const args = ['dist/server.mjs', ...(this.options.args ?? [])];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...this.environment(), NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child = child;
    process.once('exit', this.endWithUs);
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (!(await this.answers())) {
      if (child.exitCode !== null || performance.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error(`the server did not start: ${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it at once, as a power cut would; `start` makes another one of it. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    process.removeListener('exit', this.endWithUs);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** SIGTERM, and SIGKILL if it is not gone after 5 s. Open tunnels end with it. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    process.removeListener('exit', this.endWithUs);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(timer);
  }

  /** Both outputs since the first start. */
  log(): string {
    return this.output;
  }

  private environment(): Readonly<Record<string, string | undefined>> {
    const inherited = Object.entries(process.env).filter(([name]) => !OURS.test(name));
    const imap = this.options.imap;
    const target =
      imap === undefined
        ? { TAGLINE_DEMO_PORT: String(this.demoPort) }
        : {
            IMAP_HOST: imap.host ?? 'localhost',
            IMAP_PORT: String(imap.port),
            IMAP_TLS: imap.tls ?? 'implicit',
            ...(imap.caFile === undefined ? {} : { IMAP_CA_FILE: imap.caFile }),
          };
    const place = this.options.publicHost === undefined ? {} : { PUBLIC_URL: this.url };
    return {
      ...Object.fromEntries(inherited),
      ...target,
      ...place,
      PORT: String(this.port),
      ...this.options.env,
    };
  }

  private async answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://localhost:${this.port}/healthz`, {
        signal: AbortSignal.timeout(2_000),
      });
      // 421: PUBLIC_URL gives it another name than the one asked here; it is up all the same.
      return response.ok || response.status === 421;
    } catch {
      return false;
    }
  }
}
