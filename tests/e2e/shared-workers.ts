import type { Browser, CDPSession } from '@playwright/test';

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

interface ConsoleCall {
  readonly type: string;
  readonly args: readonly { readonly value?: unknown; readonly description?: string }[];
}

interface Thrown {
  readonly exceptionDetails: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

interface LogEntry {
  readonly entry: { readonly level: string; readonly text: string; readonly url?: string };
}

const GONE = /No target|Target closed|has been closed|Session/;

/**
 * Shared workers have no page, so Playwright does not show them: this listens by the DevTools protocol to their console,
 * their uncaught errors and the browser's own log (policy violations). Chromium only.
 */
export class SharedWorkerWatch {
  private readonly session: CDPSession;
  private readonly report: (problem: string) => void;
  private readonly urlBySession = new Map<string, string>();
  private nextId = 1;

  private constructor(session: CDPSession, report: (problem: string) => void) {
    this.session = session;
    this.report = report;
  }

  static async start(browser: Browser, report: (problem: string) => void): Promise<SharedWorkerWatch> {
    const session = await browser.newBrowserCDPSession();
    const watch = new SharedWorkerWatch(session, report);
    // Those of the test before may still be on their way out, and would tell all over again what was theirs to tell.
    const { targetInfos } = await session.send('Target.getTargets');
    const others = new Set(targetInfos.map(({ targetId }) => targetId));
    session.on('Target.targetCreated', ({ targetInfo }) => {
      if (!others.has(targetInfo.targetId)) void watch.attach(targetInfo);
    });
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) =>
      watch.receive(sessionId, message),
    );
    await session.send('Target.setDiscoverTargets', { discover: true });
    return watch;
  }

  async stop(): Promise<void> {
    await this.session.detach();
  }

  private async attach({ targetId, type, url }: TargetInfo): Promise<void> {
    if (type !== 'shared_worker') return;
    try {
      const { sessionId } = await this.session.send('Target.attachToTarget', { targetId, flatten: false });
      this.urlBySession.set(sessionId, url);
      // Both replay what happened before they were enabled.
      for (const method of ['Runtime.enable', 'Log.enable']) await this.tell(sessionId, method);
    } catch (error) {
      if (!GONE.test(String(error)))
        this.report(`shared worker ${url} could not be watched: ${String(error)}`);
    }
  }

  private async resume(sessionId: string): Promise<void> {
    try {
      for (const method of ['Runtime.enable', 'Log.enable', 'Runtime.runIfWaitingForDebugger'])
        await this.tell(sessionId, method);
    } catch (error) {
      if (!GONE.test(String(error))) this.report(`a shared worker could not go on: ${String(error)}`);
    }
  }

  private async tell(sessionId: string, method: string): Promise<void> {
    const message = JSON.stringify({ id: this.nextId, method });
    this.nextId += 1;
    await this.session.send('Target.sendMessageToTarget', { sessionId, message });
  }

  private receive(sessionId: string, message: string): void {
    const { method, params } = JSON.parse(message) as { readonly method?: string; readonly params: unknown };
    const where = `shared worker ${this.urlBySession.get(sessionId) ?? ''}`;
    // One that takes the place of another that was watched waits for whoever watches.
    if (method === 'Inspector.targetReloadedAfterCrash') void this.resume(sessionId);
    if (method === 'Runtime.consoleAPICalled') {
      const { type, args } = params as ConsoleCall;
      const text = args.map(({ value, description }) => description ?? String(value)).join(' ');
      if (type === 'error') this.report(`${where}: console: ${text}`);
    } else if (method === 'Runtime.exceptionThrown') {
      const { text, exception } = (params as Thrown).exceptionDetails;
      this.report(`${where}: uncaught: ${text} ${exception?.description ?? ''}`);
    } else if (method === 'Log.entryAdded') {
      const { level, text } = (params as LogEntry).entry;
      if (level === 'error') this.report(`${where}: log: ${text}`);
    }
  }
}
