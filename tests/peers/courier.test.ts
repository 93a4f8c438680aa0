/** A session on Courier, then the matrix against it. */
import { startOtherServer } from '../support/other-servers';
import { matrix } from './matrix/run';
import { sessionTest } from './session';

const server = await startOtherServer('courier');
sessionTest(server, {
  mechanism: 'PLAIN',
  folder: 'INBOX.Work',
  archive: 'INBOX.Archive',
  hasArchive: false,
  uses: [],
});
await matrix({ ...server, name: 'courier', tlsPort: server.port });
