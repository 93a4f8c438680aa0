import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Share {
  /** 32 bytes, base64url: the half of the reload key that the bridge keeps for the browser. */
  readonly share: string;
  /** Epoch milliseconds. */
  readonly expires: number;
}

export interface Sessions {
  /** A fresh identity: the share, and the Set-Cookie value that fetches it again. */
  create(): Share & { readonly cookie: string };
  /** The share of a request's cookie; undefined when the cookie is missing, forged or expired. */
  read(cookieHeader: string | undefined): Share | undefined;
  /** Set-Cookie value that removes the cookie. */
  readonly clear: string;
}

export interface SessionOptions {
  /** Null: a random key, so shares end with the process. */
  readonly secret: string | null;
  readonly https: boolean;
  readonly basePath: string;
  readonly now: () => number;
}

const lifeMs = 7 * 24 * 60 * 60 * 1000;

/**
 * The reload key share, without state on the server (security.md 4.3): the cookie holds an id and an expiry under a
 * MAC, the share is another MAC over the same two. Alone, cookie, share and the browser's ciphertext are each useless.
 */
export function createSessions(options: SessionOptions): Sessions {
  const root = options.secret === null ? randomBytes(32) : Buffer.from(options.secret, 'utf8');
  const cookieKey = createHmac('sha256', root).update('tagline cookie').digest();
  const shareKey = createHmac('sha256', root).update('tagline share').digest();
  const place = createHash('sha256').update(options.basePath).digest('hex').slice(0, 8);
  const name = `${options.https ? '__Secure-' : ''}tagline-${place}`;
  const attributes = `Path=${options.basePath}/session; HttpOnly; SameSite=Strict${options.https ? '; Secure' : ''}`;

  const mac = (key: Buffer, id: string, expires: number): Buffer =>
    createHmac('sha256', key).update(`${id}.${expires}`).digest();
  const shareOf = (id: string, expires: number): Share => ({
    share: mac(shareKey, id, expires).toString('base64url'),
    expires,
  });

  return {
    clear: `${name}=; ${attributes}; Max-Age=0`,
    create: () => {
      const id = randomBytes(16).toString('base64url');
      const expires = options.now() + lifeMs;
      const value = `${id}.${expires}.${mac(cookieKey, id, expires).toString('base64url')}`;
      return { ...shareOf(id, expires), cookie: `${name}=${value}; ${attributes}; Max-Age=${lifeMs / 1000}` };
    },
    read: (header) => {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim());
      const values = pairs
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      const parts = /^([\w-]{22})\.([1-9]\d{0,15})\.([\w-]{43})$/.exec(
        values.length === 1 ? (values[0] ?? '') : '',
      );
      if (parts === null) return undefined;
      const [, id = '', expiry = '', given = ''] = parts;
      const expires = Number(expiry);
      const right = mac(cookieKey, id, expires);
      const claimed = Buffer.from(given, 'base64url');
      if (claimed.length !== right.length || !timingSafeEqual(claimed, right)) return undefined;
      return expires > options.now() ? shareOf(id, expires) : undefined;
    },
  };
}
