/** @module-tag deep */
import { holdThroughCuts } from './holds';
import { reading } from './scenarios/reading';

holdThroughCuts(reading);
