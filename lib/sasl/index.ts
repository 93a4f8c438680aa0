export * from './choose';
export * from './limits';
export { login } from './login';
export { plain } from './plain';
export { saslPrep } from './saslprep';
export { scram, type ScramHash, type ScramOptions } from './scram';
