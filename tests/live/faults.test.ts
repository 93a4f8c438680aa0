/** What a person does over a line that breaks, against Dovecot. */
import { holdAtDovecot } from '../faults/at-dovecot';

holdAtDovecot(10, ['close', 'reset'], 60_000);
