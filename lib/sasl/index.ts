export { oauthBearer, xoauth2, type BearerOptions } from './bearer';
export * from './choose';
export { cramMd5 } from './cram-md5';
export * from './limits';
export { login } from './login';
export { plain } from './plain';
export { saslPrep } from './saslprep';
export { scram, type ScramHash, type ScramOptions } from './scram';
