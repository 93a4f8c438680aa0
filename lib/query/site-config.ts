/** What the server this page came from says about itself: asked once, shared by all that want to know. */
import { queryOptions } from '@tanstack/react-query';
import type { EngineClient } from '../engine';
import { keys } from './keys';

export const siteConfigQuery = (engine: EngineClient) =>
  queryOptions({ queryKey: keys.config, queryFn: () => engine.loadConfig(), staleTime: Infinity });
