import { deviceEn } from './device-en';
import type { Translated } from './en';

/** Around the sentence of a fault (`errors`): what is safe, what to do next, and a word to whoever runs the server. */
export const faults = {
  safe: {
    'not-sent': 'Your password was not sent.',
    untouched: 'Nothing on the server was changed.',
    waits: 'Nothing was lost.',
    'taken-back': 'Nothing was changed.',
    'read-again': 'The folder was read again: what you see is what the server has.',
    partly: 'What was done stays done. The rest is as it was.',
    ...deviceEn.safe,
  },
  waiting:
    '{count, plural, =0 {Nothing was lost. What you do now is kept and sent later.} one {Nothing was lost. # change waits to be sent.} other {Nothing was lost. # changes wait to be sent.}}',
  kept: '{count, plural, one {# change was not sent yet. It is kept while this page stays open, and sent when you sign in again.} other {# changes were not sent yet. They are kept while this page stays open, and sent when you sign in again.}}',
  next: {
    retry: 'Try again',
    password: 'Type the password again',
    reload: 'Load the page again',
    'other-folder': 'Open another folder',
    back: 'Back to the list',
    'allowed-address': 'Open {address}',
    report: 'Copy for the administrator',
    correct: 'Please type it differently.',
    choose: 'Please choose other files, or fewer.',
    check: 'Please look at the list, and do it again if it is still needed.',
    ...deviceEn.next,
  },
  retryIn: 'Try again in {seconds}\u00a0s',
  showWire: 'Show the wire',
  serverSays: 'The server says',
  code: 'Fault',
  copied: 'Copied',
  copyFailed: 'This browser did not allow copying.',
  hintFor: 'For whoever runs Tagline:',
  hint: {
    'login-disabled':
      'the server forbids passwords on this kind of connection. With Dovecot, see disable_plaintext_auth; or connect by TLS.',
    'no-mechanism': 'offer SCRAM-SHA-256, SCRAM-SHA-1, PLAIN or LOGIN.',
    'too-many-connections':
      'one account uses up to three connections. With Dovecot, raise mail_max_userip_connections, or turn on PROXY protocol so that people are told apart.',
    'mailbox-crashes':
      'the mail server’s log says why its process ended; often a memory limit (Dovecot: vsz_limit) or a damaged index.',
    'bridge-origin': 'set PUBLIC_URL to the address people open.',
    'bridge-rate': 'TAGLINE_MAX_TUNNELS_PER_ADDRESS and TAGLINE_OPENS_PER_MINUTE set these limits.',
    'target-refused': 'the “access” rules decide who may connect, by network.',
    'dns-failed': 'check the spelling of IMAP_HOST, and this machine’s resolver.',
    'connect-failed': 'check that the mail server runs, IMAP_PORT, and the firewall between both machines.',
    'connect-timeout':
      'a firewall that drops packets looks like this; so does a port that does not speak TLS at once.',
    'tls-failed': 'is this port for TLS from the first byte? If not, set IMAP_TLS=starttls.',
    'tls-expired': 'renew the mail server’s certificate, and check this machine’s clock.',
    'tls-name': 'IMAP_HOST must be a name that the certificate holds.',
    'tls-self-signed': 'name the certificate in IMAP_CA_FILE, or its fingerprint as “pin”.',
    'tls-untrusted':
      'name the authority’s PEM file in IMAP_CA_FILE. A missing intermediate certificate looks like this too.',
    'tls-pin': 'after a planned renewal, “tagline check” prints the new fingerprint for “pin”.',
    'tls-version': 'the mail server must speak TLS 1.2 or newer.',
    'starttls-refused': 'if the server has a port for TLS from the first byte, set IMAP_TLS=implicit.',
  },
};

export type FaultMessages = Translated<typeof faults>;
