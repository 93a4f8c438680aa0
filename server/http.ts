import type { IncomingMessage, ServerResponse } from 'node:http';
import { withinBase } from './base-path';
import type { Bridge } from './bridge';
import type { HeaderSets } from './headers';
import type { Limits } from './limits';
import { createMailFrame } from './mail-frame';
import type { OriginRules } from './origin';
import type { Readiness } from './readiness';
import type { Sessions } from './session';
import type { StaticFiles } from './static';

export interface HttpOptions {
  readonly basePath: string;
  readonly rules: OriginRules;
  readonly sets: HeaderSets;
  readonly files: StaticFiles;
  readonly sessions: Sessions;
  readonly bridge: Bridge;
  readonly ready: () => Promise<Readiness>;
  /** The answer of /config.json. */
  readonly pageConfig: unknown;
  readonly limits: Pick<Limits, 'bodyBytes'>;
}

type Handler = (req: IncomingMessage, res: ServerResponse, query: string) => void;
type Methods = Readonly<Partial<Record<string, Handler>>>;

/** Asked by whoever runs the process, who need not know the base path. */
const probes = new Set(['/healthz', '/readyz']);

/** Every HTTP response but the refused upgrade (bridge.ts). */
export function createHttpHandler(options: HttpOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const { rules, sets, files, sessions, bridge } = options;
  const mailFrame = createMailFrame(sets);

  const json = (
    res: ServerResponse,
    status: number,
    body: unknown,
    extra: Record<string, string> = {},
  ): void => {
    const text = JSON.stringify(body);
    res.writeHead(status, {
      ...sets.data,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
      ...extra,
    });
    res.end(res.req.method === 'HEAD' ? undefined : text);
  };

  /**
   * A page of another origin can neither set X-Tagline without a preflight, which nobody answers, nor forge what the browser says
   * of the request. On plain http off this machine browsers leave Sec-Fetch-Site out, so there it may be missing.
   */
  const ownPage = (handler: Handler): Handler => {
    return (req, res, query) => {
      const site = req.headers['sec-fetch-site'] ?? (rules.secure ? 'unknown' : 'same-origin');
      const own = req.headers['x-tagline'] === '1' && site === 'same-origin';
      if (!own || (req.headers.origin !== undefined && !rules.originAllowed(req))) {
        return json(res, 403, { error: 'not-same-origin' });
      }
      return handler(req, res, query);
    };
  };

  const routes: ReadonlyMap<string, Methods> = new Map<string, Methods>([
    ['/healthz', { GET: (_req, res) => json(res, 200, { ok: true, build: files.build }) }],
    [
      '/readyz',
      {
        GET: (_req, res) => {
          void options.ready().then((state) => json(res, state.ready ? 200 : 503, state));
        },
      },
    ],
    ['/config.json', { GET: (_req, res) => json(res, 200, options.pageConfig) }],
    ['/bridge', { GET: (req, res) => json(res, 200, bridge.explain(req)) }],
    [
      '/mail-frame',
      {
        GET: (req, res, query) => {
          const frame = mailFrame(query);
          if (frame === undefined) return json(res, 404, { error: 'not-found' });
          res.writeHead(200, { ...frame.headers, 'Content-Length': Buffer.byteLength(frame.body) });
          res.end(req.method === 'HEAD' ? undefined : frame.body);
        },
      },
    ],
    [
      '/session',
      {
        GET: ownPage((req, res) => {
          const share = sessions.read(req.headers.cookie);
          if (share === undefined) return json(res, 401, { error: 'no-session' });
          json(res, 200, share);
        }),
        POST: ownPage((_req, res) => {
          const { cookie, ...share } = sessions.create();
          json(res, 200, share, { 'Set-Cookie': cookie });
        }),
      },
    ],
    [
      '/logout',
      {
        POST: ownPage((_req, res) => {
          json(
            res,
            200,
            { ok: true },
            {
              'Set-Cookie': sessions.clear,
              // Not "storage": under a base path the origin may hold other apps' data. The page deletes its own.
              ...(rules.secure ? { 'Clear-Site-Data': '"cache"' } : {}),
            },
          );
        }),
      },
    ],
  ]);

  return (req, res) => {
    req.on('error', () => res.destroy());
    res.on('error', () => res.destroy());
    const [rawPath = '', query = ''] = (req.url ?? '').split('?', 2);
    if (!rules.hostAllowed(req)) {
      const body = rawPath === `${options.basePath}/bridge` ? bridge.explain(req) : { error: 'host' };
      return json(res, 421, body);
    }
    if (!bodyFits(req, options.limits.bodyBytes)) {
      return json(res, 413, { error: 'body-too-large' }, { Connection: 'close' });
    }
    const whole = decodePath(rawPath);
    if (whole === undefined) return json(res, 400, { error: 'bad-path' });
    const path = withinBase(options.basePath, whole) ?? (probes.has(whole) ? whole : undefined);
    if (path === undefined) {
      if (whole === '/')
        return json(res, 307, { see: `${options.basePath}/` }, { Location: `${options.basePath}/` });
      return json(res, 404, { error: 'not-found' });
    }
    const methods = routes.get(path) ?? { GET: (request, response) => files.serve(request, response, path) };
    const handler = methods[req.method === 'HEAD' ? 'GET' : (req.method ?? '')];
    if (handler === undefined) {
      const allow = Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
      return json(res, 405, { error: 'method' }, { Allow: allow.join(', ') });
    }
    return handler(req, res, query);
  };
}

/** No request of ours has a body worth reading; Node throws away what was not read. */
function bodyFits(req: IncomingMessage, limit: number): boolean {
  if (req.headers['transfer-encoding'] !== undefined) return false;
  return Number(req.headers['content-length'] ?? 0) <= limit;
}

function decodePath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
