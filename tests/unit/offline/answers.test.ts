import { describe, expect, it } from 'vitest';
import { answerTo, type Answer } from '../../../lib/offline/answers';

const ORIGIN = 'https://mail.example.org';
const PATHS: ReadonlySet<string> = new Set([
  '/',
  '/mail',
  '/icon.svg',
  '/mail-frame',
  '/mail-frame?remote=1',
  '/_next/static/chunks/a.js',
]);
const ask = (path: string, mode = 'cors', method = 'GET', base = ''): Answer =>
  answerTo({ method, mode, url: path.startsWith('http') ? path : ORIGIN + path }, ORIGIN, base, PATHS);

describe('what the service worker answers', () => {
  it.each([
    ['/session', 'cors', 'GET'],
    ['/session', 'cors', 'POST'],
    ['/logout', 'cors', 'POST'],
    ['/bridge', 'cors', 'GET'],
    ['/bridge', 'websocket', 'GET'],
    ['/healthz', 'cors', 'GET'],
    ['/sw.js', 'same-origin', 'GET'],
    ['/config.json', 'cors', 'POST'],
    ['/gallery', 'navigate', 'GET'],
    ['/nothing', 'navigate', 'GET'],
    ['/mail-frame?remote=2', 'navigate', 'GET'],
    ['/', 'navigate', 'POST'],
    ['https://elsewhere.example.com/mail', 'cors', 'GET'],
    ['https://mail.example.org:444/mail', 'cors', 'GET'],
  ])('leaves %s alone (%s, %s)', (path, mode, method) => {
    expect(ask(path, mode, method)).toEqual({ kind: 'leave' });
  });

  it('asks the network first for pages, frames and the icon', () => {
    expect(ask('/', 'navigate')).toEqual({ kind: 'fresh', path: '/' });
    expect(ask('/index.html', 'navigate')).toEqual({ kind: 'fresh', path: '/' });
    expect(ask('/mail?x=1#f=INBOX', 'navigate')).toEqual({ kind: 'fresh', path: '/mail' });
    expect(ask('/mail-frame?remote=1', 'navigate')).toEqual({ kind: 'fresh', path: '/mail-frame?remote=1' });
    expect(ask('/icon.svg?icon.123', 'no-cors')).toEqual({ kind: 'fresh', path: '/icon.svg' });
  });

  it('gives what is named by its bytes without asking, this build’s and older ones’', () => {
    expect(ask('/_next/static/chunks/a.js')).toEqual({ kind: 'kept', path: '/_next/static/chunks/a.js' });
    expect(ask('/_next/static/chunks/old.js')).toEqual({ kind: 'kept', path: '/_next/static/chunks/old.js' });
  });

  it('keeps the last word of the server’s settings', () => {
    expect(ask('/config.json')).toEqual({ kind: 'last-word', path: '/config.json' });
  });

  it('below a path knows its own and leaves the neighbours alone', () => {
    expect(ask('/tools/mail', 'navigate', 'GET', '/tools')).toEqual({ kind: 'fresh', path: '/mail' });
    expect(ask('/tools/', 'navigate', 'GET', '/tools')).toEqual({ kind: 'fresh', path: '/' });
    expect(ask('/mail', 'navigate', 'GET', '/tools')).toEqual({ kind: 'leave' });
    expect(ask('/toolshed/mail', 'navigate', 'GET', '/tools')).toEqual({ kind: 'leave' });
  });
});
