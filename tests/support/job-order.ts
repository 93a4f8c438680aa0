import type { FolderJob, JobOrder } from '../../lib/mail';

let orders = 0;

/** Long work as a page asks for it. */
export const orderOf = (job: FolderJob): JobOrder => ({ id: `order ${(orders += 1)}`, says: 'moved', job });
