import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { freePort } from '../../support/temp';
import { FIND_BY_NAME, type SmokeBrowser } from '../smoke/browser';
import { WebDriverSession } from './webdriver';

const DRIVER = '/usr/bin/WebKitWebDriver';
const XVFB = '/usr/bin/Xvfb';
const START_TIMEOUT_MS = 20_000;

/**
 * WebDriver knows no console: the page keeps its own list, from its load event on. What happens before that is seen in
 * Chromium and Firefox only.
 */
const LISTEN = `
  window.__problems = [];
  const note = (text) => window.__problems.push(text);
  addEventListener('error', (event) => note('uncaught: ' + event.message));
  addEventListener('unhandledrejection', (event) => note('uncaught: ' + event.reason));
  document.addEventListener('securitypolicyviolation', (event) =>
    note('policy violation: ' + event.effectiveDirective + ' ' + event.blockedURI));`;

/** Debian's WebKitGTK on a virtual display, or undefined where it is not installed. */
export async function launchWebKit(): Promise<SmokeBrowser | undefined> {
  const miniBrowser = findMiniBrowser();
  if (miniBrowser === undefined || !existsSync(DRIVER) || !existsSync(XVFB)) return undefined;
  const display = await startDisplay();
  const port = await freePort();
  const driver = spawn(DRIVER, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display.name,
      LANGUAGE: 'en_GB',
      // Its sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {}),
    },
  });
  const children = [driver, display.server];
  const endChildren = () => children.forEach((child) => child.kill('SIGTERM'));
  process.once('exit', endChildren);
  const driverUrl = `http://127.0.0.1:${port}`;
  await waitForDriver(driverUrl, driver);
  const options = { binary: miniBrowser, args: ['--automation'] };
  const session = await WebDriverSession.open(driverUrl, {
    alwaysMatch: { acceptInsecureCerts: true, 'webkitgtk:browserOptions': options },
  });
  const find = (kind: string, name: string) =>
    session.element(`return (${FIND_BY_NAME})(${JSON.stringify(kind)}, ${JSON.stringify(name)})`);

  return {
    async open(url) {
      await session.navigate(url);
      await session.execute(LISTEN);
    },
    evaluate: (expression) => session.execute(`return (${expression})`),
    type: async (label, text) => session.sendKeys(await find('input, textarea', label), text),
    press: async (name) => session.click(await find('button', name)),
    // The list is gone when the page was left for another one; each page starts its own.
    problems: async () => (await session.execute('return window.__problems ?? []')) as readonly string[],
    async close() {
      await session.close();
      process.removeListener('exit', endChildren);
      endChildren();
    },
  };
}

function findMiniBrowser(): string | undefined {
  const folders = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))
    : [];
  return folders
    .flatMap((folder) =>
      ['4.1', '6.0', '4.0'].map((version) => `/usr/lib/${folder}/webkit2gtk-${version}/MiniBrowser`),
    )
    .find((path) => existsSync(path));
}

/** Xvfb picks a free display itself and names it on the descriptor it is given. */
function startDisplay(): Promise<{ readonly name: string; readonly server: ChildProcess }> {
  const server = spawn(XVFB, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    server.stdio[3]?.once('data', (chunk: Buffer) =>
      resolve({ name: `:${chunk.toString().trim()}`, server }),
    );
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
  });
}

async function waitForDriver(url: string, driver: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return;
    } catch {
      if (driver.exitCode !== null || performance.now() > deadline)
        throw new Error('WebKitWebDriver did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
