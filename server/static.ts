import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { compressNow, placeAt, requirePlaceable } from './base-path';
import { type Headers, type HeaderSets, inlineScriptHashes } from './headers';
import { mailFrameBody, mailFramePaths } from './mail-frame';
import { offlineListPath, placeRetiredWorker, placeWorker, retiredWorkerPath, workerPath } from './offline';
import { SettingError } from './setting-error';

export interface StaticFiles {
  /** Name of the build, for the handshake between page and worker. */
  readonly build: string;
  /** Answers a GET or HEAD for `path` (decoded, without query); 404 with the exported page when there is no such file. */
  serve(req: IncomingMessage, res: ServerResponse, path: string): void;
}

interface BuiltFile {
  readonly headers: Headers;
  readonly etag: string;
  readonly bodies: ReadonlyMap<Encoding, Buffer>;
}

type Encoding = 'br' | 'gzip' | 'identity';

/** Only files of these kinds are part of a built app; source maps, TypeScript and dotfiles are not. */
const typeByExtension: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);

/**
 * Serves the exported client from memory. The list of built files is the allow-list: a request is looked up in a
 * map, so no path can leave the folder, and pages always agree with the script hashes computed from the same bytes,
 * even while a new build replaces the folder. A client that stops reading holds a reference, not a file descriptor.
 * @throws SettingError when the folder holds no built app
 */
export function createStaticFiles(
  out: string,
  sets: HeaderSets,
  basePath = '',
  serviceWorker = true,
): StaticFiles {
  const paths = builtPaths(out);
  const files = new Map<string, BuiltFile>();
  if (paths.has('/index.html')) requirePlaceable(basePath, readFileSync(join(out, 'index.html')));
  for (const path of paths) {
    const type = typeByExtension.get(extname(path));
    if (type === undefined || notServed.has(path)) continue;
    files.set(path, readBuiltFile(out, path, type, paths, sets, basePath));
  }
  if (!files.has('/index.html')) {
    throw new SettingError(
      `The built app is missing: there is no index.html in ${out}; run npm run build first.`,
    );
  }
  const identityAt = (path: string): Buffer | undefined =>
    files
      .get(path === '/' ? '/index.html' : path === '/mail' ? '/mail.html' : path)
      ?.bodies.get('identity') ?? (mailFramePaths.has(path) ? Buffer.from(mailFrameBody) : undefined);
  if (paths.has(workerPath) && paths.has(retiredWorkerPath)) {
    const script = (path: string): string => readFileSync(join(out, path), 'utf8');
    const placed = serviceWorker
      ? placeWorker(script(workerPath), out, basePath, identityAt)
      : placeRetiredWorker(script(retiredWorkerPath), basePath);
    files.set(workerPath, builtFile(placed, 'text/javascript; charset=utf-8', sets.asset, 'no-cache'));
  }
  const notFound = files.get('/404.html');
  return {
    build: files.get('/build-id.txt')?.bodies.get('identity')?.toString('utf8').trim() ?? 'dev',
    serve: (req, res, path) => {
      const name = path === '/' ? '/index.html' : path;
      const file = files.get(name) ?? (extname(name) === '' ? files.get(`${name}.html`) : undefined);
      if (file !== undefined) return send(req, res, 200, file);
      if (notFound !== undefined && !path.startsWith('/_next/') && !/\.(?!html$)/.test(path)) {
        return send(req, res, 404, notFound);
      }
      const body = 'Not found\n';
      res.writeHead(404, {
        ...sets.data,
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': body.length,
        'Cache-Control': 'no-store',
      });
      res.end(req.method === 'HEAD' ? undefined : body);
    },
  };
}

/** Parts of the build that the server reads itself. */
const notServed: ReadonlySet<string> = new Set([offlineListPath, retiredWorkerPath]);

/** A file that is made at start, with bodies compressed then. */
function builtFile(identity: Buffer, type: string, policy: Headers, cacheControl: string): BuiltFile {
  const { br, gzip } = compressNow(identity);
  return {
    etag: etagOf(identity),
    bodies: new Map<Encoding, Buffer>([
      ['identity', identity],
      ['br', br],
      ['gzip', gzip],
    ]),
    headers: { ...policy, 'Content-Type': type, 'Cache-Control': cacheControl, Vary: 'Accept-Encoding' },
  };
}

const etagOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

function builtPaths(out: string): ReadonlySet<string> {
  try {
    const entries = readdirSync(out, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length).replaceAll('\\', '/'))
      .map((path) => (path.startsWith('/') ? path : `/${path}`));
    return new Set(paths.filter((path) => !path.includes('/.')));
  } catch {
    return new Set();
  }
}

function readBuiltFile(
  out: string,
  path: string,
  type: string,
  paths: ReadonlySet<string>,
  sets: HeaderSets,
  basePath: string,
): BuiltFile {
  const built = readFileSync(join(out, path));
  const { bytes: identity, twinsFit } = /charset/.test(type)
    ? placeAt(basePath, built)
    : { bytes: built, twinsFit: true };
  const bodies = new Map<Encoding, Buffer>([['identity', identity]]);
  for (const [encoding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (!paths.has(path + suffix)) continue;
    bodies.set(encoding, twinsFit ? readFileSync(join(out, path + suffix)) : compressNow(identity)[encoding]);
  }
  const policy = type.startsWith('text/html')
    ? sets.page(inlineScriptHashes(identity.toString('utf8')))
    : sets.asset;
  const immutable = path.startsWith('/_next/static/');
  return {
    etag: etagOf(identity),
    bodies,
    headers: {
      ...policy,
      'Content-Type': type,
      'Cache-Control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(bodies.size > 1 ? { Vary: 'Accept-Encoding' } : {}),
    },
  };
}

function send(req: IncomingMessage, res: ServerResponse, status: number, file: BuiltFile): void {
  const encoding = chooseEncoding(req.headers['accept-encoding'] ?? '', file.bodies);
  const body = file.bodies.get(encoding) ?? Buffer.alloc(0);
  const etag = `W/"${file.etag}"`;
  if (status === 200 && req.headers['if-none-match'] === etag) {
    res.writeHead(304, { ...file.headers, ETag: etag });
    res.end();
    return;
  }
  res.writeHead(status, {
    ...file.headers,
    ...(status === 200 ? { ETag: etag } : { 'Cache-Control': 'no-store' }),
    ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    'Content-Length': body.length,
  });
  res.end(req.method === 'HEAD' ? undefined : body);
}

function chooseEncoding(accepted: string, bodies: ReadonlyMap<Encoding, Buffer>): Encoding {
  const wanted = new Set(
    accepted
      .split(',')
      .filter((entry) => !/;\s*q=0(\.0*)?\s*$/.test(entry))
      .map((entry) => entry.split(';', 1)[0]?.trim()),
  );
  return (
    (['br', 'gzip'] as const).find((encoding) => wanted.has(encoding) && bodies.has(encoding)) ?? 'identity'
  );
}
