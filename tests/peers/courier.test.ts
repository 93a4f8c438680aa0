/** The matrix against Courier. */
import { startOtherServer } from '../support/other-servers';
import { matrix } from './matrix/run';

await matrix(async () => {
  const server = await startOtherServer('courier');
  return { ...server, name: 'courier', tlsPort: server.port };
});
