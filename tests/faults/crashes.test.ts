/** @module-tag deep */
import { holdThroughCrashes } from './holds';
import { acting } from './scenarios/acting';
import { moving } from './scenarios/moving';

const ONE_OP = [
  'star a message',
  'remove for good in the trash',
  'archive a message',
  'move where MOVE is missing',
  'throw away where there is no trash yet',
];

holdThroughCrashes([...acting, ...moving].filter(({ name }) => ONE_OP.includes(name)));
