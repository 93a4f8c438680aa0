/** The matrix against Dovecot. */
import { readFileSync } from 'node:fs';
import { startDovecot } from '../support/dovecot';
import { matrix } from './matrix/run';

const dovecot = await startDovecot({
  extra: [
    'mail_attribute_dict = file:%h/attributes',
    'protocol imap {\n  imap_metadata = yes\n  mail_plugins = $mail_plugins acl imap_acl imap_zlib\n}',
    'plugin {\n  acl = vfile\n}',
  ].join('\n'),
});
const { address, password } = dovecot.user('matrix');
await matrix({
  name: 'dovecot',
  plainPort: dovecot.ports.imap,
  tlsPort: dovecot.ports.imaps,
  ca: readFileSync(dovecot.caFile, 'utf8'),
  user: address,
  password,
  stop: () => dovecot.dispose(),
});
