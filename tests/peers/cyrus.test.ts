/** The matrix against Cyrus. */
import { startOtherServer } from '../support/other-servers';
import { matrix } from './matrix/run';

await matrix(async () => {
  const server = await startOtherServer('cyrus');
  return { ...server, name: 'cyrus', tlsPort: server.port };
});
