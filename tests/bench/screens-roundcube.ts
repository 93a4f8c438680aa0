/** Roundcube of Debian's packages in a private folder: nginx, php-fpm and SQLite, as its manual sets it up. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dovecot } from '../support/dovecot';
import { freePort, removeFolder, temporaryFolder } from '../support/temp';
import { startProgram } from './processes';
import type { Product } from './screens-products';

const DOCUMENTS = '/var/lib/roundcube/public_html';
const NGINX = '/usr/sbin/nginx';
const FPM = '/usr/sbin/php-fpm8.2';
const NEEDED = [DOCUMENTS, NGINX, FPM, '/usr/share/roundcube/SQL/sqlite.initial.sql'];
const OWNER = 'www-data';
const WORKERS = 4;
/** Messages on a page of its list, as it comes. */
const PAGE_ROWS = 50;

/** Undefined where one of the packages is missing, or when we are not root: Debian's files belong to www-data. */
export async function startRoundcube(
  dovecot: Dovecot,
): Promise<(Product & { stop(): Promise<void> }) | undefined> {
  if (process.getuid?.() !== 0 || NEEDED.some((path) => !existsSync(path))) return undefined;
  const folder = temporaryFolder('rc');
  const [port, fpmPort] = [await freePort(), await freePort()];
  writeConfig(folder, dovecot);
  writeFileSync(join(folder, 'fpm.conf'), fpmConfig(folder, fpmPort));
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, port, fpmPort));
  chmodSync(folder, 0o755);
  execFileSync('chown', ['-R', `${OWNER}:${OWNER}`, folder]);
  const fpm = await startProgram(FPM, ['-F', '-y', join(folder, 'fpm.conf')], fpmPort);
  const nginx = await startProgram(NGINX, ['-c', join(folder, 'nginx.conf'), '-p', folder], port);
  return {
    name: 'roundcube',
    version: /^[\d.]+/.exec(debianVersion('roundcube-core'))?.[0] ?? '?',
    url: `http://127.0.0.1:${port}/`,
    signInButton: '#rcmloginsubmit',
    list: '#messagelist',
    polls: true,
    fillIn: async (page, address, password) => {
      await page.locator('#rcmloginuser').fill(address);
      await page.locator('#rcmloginpwd').fill(password);
    },
    row: (page, subject) => page.locator('#messagelist tbody tr').filter({ hasText: subject }).first(),
    jump: (page, position) =>
      page.evaluate(
        ({ to, rows }) => {
          const { rcmail } = globalThis as unknown as { rcmail: { list_page(page: number): void } };
          const at = performance.timeOrigin + performance.now();
          rcmail.list_page(Math.floor(to / rows) + 1);
          return at;
        },
        { to: position, rows: PAGE_ROWS },
      ),
    stop: async () => {
      await nginx.stop();
      await fpm.stop();
      removeFolder(folder);
    },
  };
}

function writeConfig(folder: string, dovecot: Dovecot): void {
  for (const name of ['config', 'temp', 'logs']) mkdirSync(join(folder, name));
  for (const name of ['defaults.inc.php', 'mimetypes.php'])
    symlinkSync(`/etc/roundcube/${name}`, join(folder, 'config', name));
  const caFile = join(folder, 'ca.pem');
  copyFileSync(dovecot.caFile, caFile);
  const settings: Readonly<Record<string, string>> = {
    db_dsnw: `sqlite:///${folder}/roundcube.db?mode=0640`,
    imap_host: `ssl://localhost:${dovecot.ports.imaps}`,
    des_key: randomBytes(12).toString('hex'),
    temp_dir: join(folder, 'temp'),
    log_dir: join(folder, 'logs'),
    skin: 'elastic',
  };
  const lines = Object.entries(settings).map(([name, value]) => `$config['${name}'] = '${value}';`);
  const tls = `$config['imap_conn_options'] = ['ssl' => ['cafile' => '${caFile}', 'verify_peer' => true]];`;
  writeFileSync(
    join(folder, 'config', 'config.inc.php'),
    `<?php\n$config = [];\n${lines.join('\n')}\n${tls}\n$config['plugins'] = [];\n`,
  );
}

function fpmConfig(folder: string, port: number): string {
  return [
    `[global]\nerror_log = ${folder}/fpm.log\ndaemonize = no`,
    `[roundcube]\nuser = ${OWNER}\ngroup = ${OWNER}\nlisten = 127.0.0.1:${port}`,
    `pm = static\npm.max_children = ${WORKERS}`,
    `env[ROUNDCUBE_CONFIG_DIR] = ${folder}/config`,
    `php_admin_value[session.save_path] = ${folder}/temp`,
    '',
  ].join('\n');
}

function nginxConfig(folder: string, port: number, fpmPort: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/temp/${name};`,
  );
  return [
    `user ${OWNER};\ndaemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/nginx.log;\nworker_processes 1;`,
    'events { worker_connections 256; }',
    'http {\n  include /etc/nginx/mime.types;\n  access_log off;\n  gzip on;\n  gzip_types text/css application/javascript;',
    ...temporary,
    `  server {\n    listen 127.0.0.1:${port};\n    root ${DOCUMENTS};\n    index index.php;`,
    '    location ~ \\.php$ {\n      include /etc/nginx/fastcgi_params;',
    '      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;',
    `      fastcgi_pass 127.0.0.1:${fpmPort};\n    }`,
    '    location ~ ^/(?:skins|plugins|program)/ { expires 1d; }',
    '  }\n}\n',
  ].join('\n');
}

function debianVersion(name: string): string {
  return execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' });
}
