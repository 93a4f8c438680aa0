/** What the tests of the engine share. */
export { FakeSession } from './fake-session';
export { ana, anaId, INBOX, server, settle, VirtualClock } from './virtual';
export { createWorld, fakeVault, portPair, type TestTab, type World } from './world';
