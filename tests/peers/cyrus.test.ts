/** A session on Cyrus, then the matrix against it. */
import { startOtherServer } from '../support/other-servers';
import { matrix } from './matrix/run';
import { sessionTest } from './session';

const server = await startOtherServer('cyrus');
sessionTest(server, {
  mechanism: 'SCRAM-SHA-256',
  folder: 'Work',
  archive: 'Archive',
  hasArchive: true,
  uses: ['\\archive', '\\drafts', '\\sent', '\\trash'],
});
await matrix({ ...server, name: 'cyrus', tlsPort: server.port });
