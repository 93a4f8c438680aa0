/** Bounds of what a server may ask of a SASL mechanism (RFC 7677 section 4; security.md A22 says why). */
export const MIN_ITERATIONS = 4_096;
/** Above it a hostile server only burns the reader's battery. */
export const MAX_ITERATIONS = 1_000_000;
/** Octets of one server challenge. */
export const MAX_CHALLENGE = 8_192;
export const MAX_SALT = 1_024;
/** Octets of randomness in our nonce; 24 make 32 base64 characters. */
export const NONCE_BYTES = 24;
