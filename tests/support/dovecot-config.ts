import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

export interface DovecotPorts {
  /** Plain and STARTTLS. */
  readonly imap: number;
  /** TLS from the first byte. */
  readonly imaps: number;
  readonly lmtp: number;
}

export interface DovecotSettings {
  readonly dir: string;
  readonly ports: DovecotPorts;
  readonly certFile: string;
  readonly keyFile: string;
  readonly mechanisms: readonly string[];
  readonly password: string;
  readonly storage: 'mdbox' | 'maildir';
  /** More lines for the end of the configuration; later settings win. */
  readonly extra: string;
}

const SPECIAL_FOLDERS = ['Drafts', 'Sent', 'Trash', 'Junk', 'Archive'];
const CHROOTED = ['service imap-login', 'service anvil', 'service stats'];

/**
 * A whole private configuration. Any user name is welcome with the one password, which is stored plain so that every
 * mechanism can check it; the user's home is named by the local part.
 */
export function dovecotConfig(settings: DovecotSettings): string {
  const { dir, ports } = settings;
  return [
    `base_dir = ${dir}/run`,
    `state_dir = ${dir}/state`,
    `log_path = ${dir}/dovecot.log`,
    `instance_name = tagline-${ports.imaps}`,
    'listen = 127.0.0.1',
    'protocols = imap lmtp',
    ...identities(),
    'first_valid_uid = 1',
    'first_valid_gid = 1',
    ...CHROOTED.map((service) => `${service} {\n  chroot =\n}`),
    ...mailStorage(settings),
    ...authentication(settings),
    ...quota(),
    `ssl = yes\nssl_cert = <${settings.certFile}\nssl_key = <${settings.keyFile}`,
    ...listeners(ports),
    'default_vsz_limit = 1G',
    'mail_max_userip_connections = 1000',
    'protocol lmtp {\n  postmaster_address = postmaster@example.org\n}',
    settings.extra,
    '',
  ].join('\n');
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Who owns the mail: Dovecot refuses to let root have any. */
export const ROOT_MAIL_OWNER = 'nobody:nogroup';

function identities(): string[] {
  if (isRoot()) {
    const [user, group] = ROOT_MAIL_OWNER.split(':');
    const internal = ['default_internal_user = dovecot', 'default_login_user = dovenull'];
    return [...internal, `mail_uid = ${user}`, `mail_gid = ${group}`];
  }
  const { username } = userInfo();
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const same = ['default_internal_user', 'default_login_user', 'mail_uid'].map(
    (key) => `${key} = ${username}`,
  );
  return [...same, `default_internal_group = ${group}`, `mail_gid = ${group}`];
}

function mailStorage({ dir, storage }: DovecotSettings): string[] {
  const location = storage === 'mdbox' ? 'mdbox:~/mdbox' : 'maildir:~/Maildir:LAYOUT=fs';
  const folders = SPECIAL_FOLDERS.map(
    (name) => `  mailbox ${name} {\n    auto = subscribe\n    special_use = \\${name}\n  }`,
  );
  return [
    `mail_home = ${dir}/mail/%Ln`,
    `mail_location = ${location}`,
    'mailbox_list_index = yes',
    'mdbox_rotate_size = 64M',
    // The mail is invented and the folder is thrown away: nothing has to survive a power cut.
    'mail_fsync = never',
    `namespace inbox {\n  inbox = yes\n  separator = /\n${folders.join('\n')}\n}`,
  ];
}

/** Far above what any test stores: nothing is refused for it. */
function quota(): string[] {
  return [
    'mail_plugins = $mail_plugins quota',
    'protocol imap {\n  mail_plugins = $mail_plugins imap_quota\n}',
    'plugin {\n  quota = count:User quota\n  quota_vsizes = yes\n  quota_rule = *:storage=1G\n}',
  ];
}

function authentication({ mechanisms, password, dir }: DovecotSettings): string[] {
  return [
    `auth_mechanisms = ${mechanisms.map((name) => name.toLowerCase()).join(' ')}`,
    'auth_failure_delay = 0',
    // Else the sign-ins that follow a wrong password wait four seconds and more.
    'service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}',
    'auth_username_format = %Ln',
    'disable_plaintext_auth = no',
    `passdb {\n  driver = static\n  args = password={PLAIN}${password}\n}`,
    `userdb {\n  driver = static\n  args = home=${dir}/mail/%Ln allow_all_users=yes\n}`,
  ];
}

function listeners(ports: DovecotPorts): string[] {
  return [
    `service imap-login {
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}`,
    'service imap {\n  process_min_avail = 2\n}',
    `service lmtp {
  unix_listener lmtp {
    mode = 0
  }
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}`,
  ];
}
