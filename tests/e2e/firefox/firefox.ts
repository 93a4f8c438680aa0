import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core';
import { FIND_BY_NAME, type SmokeBrowser } from '../smoke/browser';

const VIOLATION = 'policy violation:';

/** Debian's Firefox ESR over WebDriver BiDi; Playwright would need a build of its own. */
export async function launchFirefox(): Promise<SmokeBrowser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
    headless: true,
    // The tests' own internet speaks https with a certificate of its own.
    acceptInsecureCerts: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB, en' },
  });
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const problems: string[] = [];
  page.on('console', (entry) => {
    if (entry.type() === 'error') problems.push(`console: ${entry.text()}`);
  });
  page.on('pageerror', (error) =>
    problems.push(`uncaught: ${error instanceof Error ? error.message : String(error)}`),
  );
  page.on('requestfailed', (request) => {
    if (!request.url().startsWith('blob:')) problems.push(`request failed: ${request.url()}`);
  });
  await page.evaluateOnNewDocument((prefix) => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // BiDi reports the console, but no violations.
      console.error(prefix, event.effectiveDirective, event.blockedURI, event.sample);
    });
  }, VIOLATION);

  return {
    async open(url) {
      problems.length = 0;
      // Puppeteer's goto waits for ever where the page left behind had frames of its own.
      await page.evaluate((to) => location.assign(to), url);
      await page.waitForFunction(
        (to) => location.href.startsWith(to) && document.readyState === 'complete',
        {},
        url,
      );
    },
    evaluate: (expression) => page.evaluate(expression),
    async type(label, text) {
      await (await find(page, 'input, textarea', label)).type(text);
    },
    async press(name) {
      await (await find(page, 'button', name)).click();
    },
    problems: () => Promise.resolve([...problems]),
    close: () => browser.close(),
  };
}

async function find(page: Page, kind: string, name: string): Promise<ElementHandle> {
  const handle = await page.evaluateHandle(
    `(${FIND_BY_NAME})(${JSON.stringify(kind)}, ${JSON.stringify(name)})`,
  );
  const element = handle.asElement();
  if (element === null) throw new Error(`there is no ${kind} named ${name}`);
  return element as ElementHandle;
}
