import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { SettingError } from './setting-error';

/** Stands in the built files where the base path belongs (tools/build.mjs writes it). */
export const basePlaceholder = '/__tagline_base__';

/** '' for the root, else segments of plain characters: what needs no escaping in a URL, HTML, JavaScript or a cookie. */
export const basePathPattern = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/;

/** The path inside the app; undefined for one outside of it. The base path itself is the app's front page. */
export function withinBase(basePath: string, path: string): string | undefined {
  if (path === basePath) return '/';
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
}

export interface Placed {
  readonly bytes: Buffer;
  /** The compressed twins on the disk belong to these bytes. */
  readonly twinsFit: boolean;
}

/** A built text file as it is served at `basePath`. Twins are made for the root by the build. */
export function placeAt(basePath: string, built: Buffer): Placed {
  if (!built.includes(basePlaceholder)) return { bytes: built, twinsFit: true };
  const bytes = Buffer.from(built.toString('utf8').replaceAll(basePlaceholder, basePath));
  return { bytes, twinsFit: basePath === '' };
}

/** @throws SettingError when the build was made for the root alone */
export function requirePlaceable(basePath: string, frontPage: Buffer): void {
  if (basePath === '' || frontPage.includes(basePlaceholder)) return;
  throw new SettingError(
    `BASE_PATH=${basePath} needs a client that can be moved, and the built one cannot: run npm run build again.`,
  );
}

/** At start, so quick rather than best: for a megabyte of script a tenth of a second. */
export function compressNow(bytes: Buffer): { readonly br: Buffer; readonly gzip: Buffer } {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 6,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return { br: brotliCompressSync(bytes, { params }), gzip: gzipSync(bytes) };
}
