/** @module-tag deep */
import { holdThroughCuts } from './holds';
import { acting } from './scenarios/acting';

holdThroughCuts(acting);
