/** Whose manners the server can have. */
import { courier } from './courier';
import { exchange } from './exchange';
import { gmail } from './gmail';
import { icloud } from './icloud';
import type { Personality } from './types';
import { yahoo } from './yahoo';

export const personalities: readonly Personality[] = [gmail, exchange, yahoo, icloud, courier];

/** In any case; undefined: there is none of that name. */
export const personalityNamed = (name: string): Personality | undefined =>
  personalities.find((one) => one.name === name.trim().toLowerCase());
