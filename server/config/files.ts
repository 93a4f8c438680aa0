import { createSecureContext } from 'node:tls';
import { type Env, fail } from './env';

export type ReadFile = (path: string) => string;

/** @throws SettingError naming the setting and the file */
export function readSettingFile(name: string, path: string, readFile: ReadFile): string {
  try {
    return readFile(path);
  } catch {
    return fail(`${name} names a file that cannot be read: ${path}`);
  }
}

/** @throws SettingError */
export function readCa(name: string, path: string, readFile: ReadFile): string {
  const pem = readSettingFile(name, path, readFile);
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) fail(`${name} holds no PEM certificate: ${path}`);
  return pem;
}

/** @throws SettingError for one that is missing twice, given twice, or guessable */
export function readSecret(env: Env, readFile: ReadFile): string | null {
  const { TAGLINE_SECRET: direct, TAGLINE_SECRET_FILE: file } = env;
  if (direct !== undefined && file !== undefined) {
    fail('TAGLINE_SECRET and TAGLINE_SECRET_FILE exclude each other; leave one of them out');
  }
  const secret = file === undefined ? direct : readSettingFile('TAGLINE_SECRET_FILE', file, readFile).trim();
  if (secret === undefined) return null;
  const name = file === undefined ? 'TAGLINE_SECRET' : 'TAGLINE_SECRET_FILE';
  if (secret.length < 32 || new Set(secret).size < 10) {
    fail(`${name} must hold at least 32 random characters; openssl rand -base64 48 makes some`);
  }
  return secret;
}

/** The listener's own certificate with its key, both PEM. */
export interface OwnTls {
  readonly cert: string;
  readonly key: string;
}

/** @throws SettingError when one is missing, unreadable, or the two do not belong together */
export function readOwnTls(env: Env, readFile: ReadFile): OwnTls | null {
  const { TLS_CERT: certFile, TLS_KEY: keyFile } = env;
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined || keyFile === undefined) {
    return fail(
      `TLS_CERT and TLS_KEY belong together; ${certFile === undefined ? 'TLS_CERT' : 'TLS_KEY'} is missing`,
    );
  }
  const cert = readCa('TLS_CERT', certFile, readFile);
  const key = readSettingFile('TLS_KEY', keyFile, readFile);
  try {
    createSecureContext({ cert, key });
  } catch {
    fail(`TLS_KEY does not belong to TLS_CERT, or one of them is no PEM file: ${keyFile}`);
  }
  return { cert, key };
}
