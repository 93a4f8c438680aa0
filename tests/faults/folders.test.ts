/** @module-tag deep */
import { holdThroughCuts } from './holds';
import { folders } from './scenarios/folders';

holdThroughCuts(folders);
