/** @module-tag deep */
import { holdThroughCuts } from './holds';
import { first } from './scenarios/first';

holdThroughCuts(first);
