import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingError } from './setting-error';

/** Made by the build: what the service worker keeps, by paths inside the app. Not for serving. */
export const offlineListPath = '/offline-files.json';
export const workerPath = '/sw.js';
/** The worker that takes the other one's place where the operator wants none. */
export const retiredWorkerPath = '/sw-off.js';

/** Stand in the bundled workers where they are read; the build's bundler leaves them as they are. */
const filesPlaceholder = 'TAGLINE_FILES';
const basePlaceholder = 'TAGLINE_BASE';

/** Path to the bytes that are served there, for every entry of the build's list. */
type BytesAt = (path: string) => Buffer | undefined;

/**
 * The service worker's script as it is served: with the place of the app and the hash of every file it keeps, computed from the very
 * bytes that leave this process.
 * @throws SettingError when the build lists a file that is not there
 */
export function placeWorker(script: string, out: string, basePath: string, bytesAt: BytesAt): Buffer {
  const files = readList(out).map((path) => {
    const bytes = bytesAt(path);
    if (bytes === undefined)
      throw new SettingError(
        `The built app is not whole: ${path} is missing in ${out}; run npm run build again.`,
      );
    return { path, hash: createHash('sha256').update(bytes).digest('base64') };
  });
  return fill(script, basePath, JSON.stringify(files));
}

/** The worker that removes itself and what the other kept. */
export const placeRetiredWorker = (script: string, basePath: string): Buffer => fill(script, basePath, '[]');

function fill(script: string, basePath: string, files: string): Buffer {
  return Buffer.from(
    script
      .replaceAll(filesPlaceholder, () => files)
      .replaceAll(basePlaceholder, () => JSON.stringify(basePath)),
  );
}

function readList(out: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(readFileSync(join(out, offlineListPath), 'utf8'));
    return Array.isArray(list) ? list.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}
