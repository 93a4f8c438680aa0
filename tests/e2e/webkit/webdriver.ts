/** The few calls of W3C WebDriver that the smoke tests need, by fetch. */
export class WebDriverSession {
  private readonly base: string;

  private constructor(base: string) {
    this.base = base;
  }

  static async open(driver: string, capabilities: object): Promise<WebDriverSession> {
    const { sessionId } = (await call('POST', `${driver}/session`, { capabilities })) as {
      readonly sessionId: string;
    };
    return new WebDriverSession(`${driver}/session/${sessionId}`);
  }

  async navigate(url: string): Promise<void> {
    await call('POST', `${this.base}/url`, { url });
  }

  /** Runs a function body in the page; promises are not awaited. */
  execute(script: string): Promise<unknown> {
    return call('POST', `${this.base}/execute/sync`, { script, args: [] });
  }

  /** The element a function body returns, as a reference for the calls below. */
  async element(script: string): Promise<string> {
    const reference = (await this.execute(script)) as Readonly<Record<string, string>> | null;
    const id = reference === null ? undefined : Object.values(reference)[0];
    if (id === undefined) throw new Error(`no element: ${script.slice(-120)}`);
    return id;
  }

  async sendKeys(element: string, text: string): Promise<void> {
    await call('POST', `${this.base}/element/${element}/value`, { text });
  }

  async click(element: string): Promise<void> {
    await call('POST', `${this.base}/element/${element}/click`, {});
  }

  async close(): Promise<void> {
    await call('DELETE', this.base);
  }
}

const CALL_TIMEOUT_MS = 60_000;

async function call(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { value } = (await response.json()) as { readonly value: unknown };
  if (!response.ok)
    throw new Error(`${method} ${new URL(url).pathname}: ${JSON.stringify(value).slice(0, 400)}`);
  return value;
}
