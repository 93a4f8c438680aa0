/** @module-tag deep */
import { holdThroughCuts } from './holds';
import { moving } from './scenarios/moving';

holdThroughCuts(moving);
