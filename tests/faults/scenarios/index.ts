import { acting } from './acting';
import { folders } from './folders';
import { meanwhile } from './meanwhile';
import { moving } from './moving';
import { reading } from './reading';

export const scenarios = [...reading, ...acting, ...moving, ...folders, ...meanwhile];
