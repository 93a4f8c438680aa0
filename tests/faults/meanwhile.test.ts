/** @module-tag deep */
import { holdThroughCuts } from './holds';
import { meanwhile } from './scenarios/meanwhile';

holdThroughCuts(meanwhile);
