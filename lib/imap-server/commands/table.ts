import { anyState, type CommandSpec, selectedOnly, signedIn } from '../command';
import type { SessionState } from '../session';
import { append } from './append';
import { capability, enable, id, idle, logout, namespace, noop } from './basics';
import { copyOrMove } from './copy';
import { expunge } from './expunge';
import { fetch } from './fetch';
import { list, lsub } from './list';
import { authenticate, login } from './login';
import { create, remove, rename, subscribe, unsubscribe } from './mailboxes';
import { multisearch } from './multisearch';
import { notify } from './notify';
import { getQuota, getQuotaRoot } from './quota';
import { search } from './search';
import { close, select, unselect } from './select';
import { sort } from './sort';
import { status } from './status';
import { store } from './store';
import { thread } from './thread';

const before: readonly SessionState[] = ['not-authenticated'];

/** Every command: where it is allowed, what must be offered, and who runs it. */
export const commandByName: ReadonlyMap<string, CommandSpec> = new Map<string, CommandSpec>([
  ['CAPABILITY', { states: anyState, run: capability }],
  ['NOOP', { states: anyState, run: noop }],
  ['LOGOUT', { states: anyState, run: logout }],
  ['ID', { states: anyState, run: id, needs: 'ID' }],
  ['LOGIN', { states: before, run: login }],
  ['AUTHENTICATE', { states: before, run: authenticate }],
  ['ENABLE', { states: signedIn, run: enable, needs: 'ENABLE', inRev2: true }],
  ['NAMESPACE', { states: signedIn, run: namespace, needs: 'NAMESPACE', inRev2: true }],
  ['SELECT', { states: signedIn, run: select }],
  ['EXAMINE', { states: signedIn, run: select }],
  ['CREATE', { states: signedIn, run: create }],
  ['DELETE', { states: signedIn, run: remove }],
  ['RENAME', { states: signedIn, run: rename }],
  ['SUBSCRIBE', { states: signedIn, run: subscribe }],
  ['UNSUBSCRIBE', { states: signedIn, run: unsubscribe }],
  ['LIST', { states: signedIn, run: list }],
  ['LSUB', { states: signedIn, run: lsub }],
  ['STATUS', { states: signedIn, run: status }],
  ['APPEND', { states: signedIn, run: append }],
  ['IDLE', { states: signedIn, run: idle, needs: 'IDLE', inRev2: true }],
  ['ESEARCH', { states: signedIn, run: multisearch, needs: 'MULTISEARCH' }],
  ['NOTIFY', { states: signedIn, run: notify, needs: 'NOTIFY' }],
  ['GETQUOTA', { states: signedIn, run: getQuota, needs: 'QUOTA' }],
  ['GETQUOTAROOT', { states: signedIn, run: getQuotaRoot, needs: 'QUOTA' }],
  ['CHECK', { states: selectedOnly, run: noop }],
  ['CLOSE', { states: selectedOnly, run: close }],
  ['UNSELECT', { states: selectedOnly, run: unselect, needs: 'UNSELECT', inRev2: true }],
  ['EXPUNGE', { states: selectedOnly, run: expunge, uid: true, alsoPlain: true }],
  ['SEARCH', { states: selectedOnly, run: search, uid: true, usesNumbers: true }],
  ['SORT', { states: selectedOnly, run: sort, uid: true, usesNumbers: true, needs: 'SORT' }],
  ['THREAD', { states: selectedOnly, run: thread, uid: true, usesNumbers: true, needs: 'THREAD=REFERENCES' }],
  ['FETCH', { states: selectedOnly, run: fetch, uid: true, usesNumbers: true }],
  ['STORE', { states: selectedOnly, run: store, uid: true, usesNumbers: true }],
  ['COPY', { states: selectedOnly, run: copyOrMove, uid: true }],
  ['MOVE', { states: selectedOnly, run: copyOrMove, uid: true, needs: 'MOVE', inRev2: true }],
]);
