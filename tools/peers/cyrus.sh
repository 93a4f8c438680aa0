#!/bin/bash
# cyrus.sh PORT KEY CERT USER PASSWORD: Cyrus IMAP with TLS on loopback, one user with an empty mailbox. Inside enter.sh only.
set -e
port=$1 key=$2 cert=$3 user=$4 password=$5
. "$(dirname "$0")/install.sh"
command -v cyrmaster > /dev/null || install cyrus-imapd cyrus-common sasl2-bin libsasl2-modules > /dev/null

base=/srv/cyrus
rm -rf $base
# Without the folder for its socket idled starts and never tells anything.
mkdir -p $base/conf/{socket,proc,db,log,msg} $base/{spool,sieve}
cp "$key" $base/key.pem
cp "$cert" $base/cert.pem
cat > $base/imapd.conf << END
configdirectory: $base/conf
partition-default: $base/spool
defaultpartition: default
admins: cyrus
unixhierarchysep: yes
altnamespace: yes
autocreate_quota: 100000
autocreate_post: yes
autocreate_inbox_folders: Drafts|Sent|Trash|Archive
autocreate_subscribe_folders: Drafts|Sent|Trash|Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-archive: Archive
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $base/sasldb2
sasl_mech_list: PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256
tls_server_cert: $base/cert.pem
tls_server_key: $base/key.pem
idlesocket: $base/conf/socket/idle
sievedir: $base/sieve
servername: localhost
END
cat > $base/cyrus.conf << END
START {
  recover cmd="ctl_cyrusdb -C $base/imapd.conf -r"
  idled cmd="idled -C $base/imapd.conf"
}
SERVICES {
  imaps cmd="imapd -s -C $base/imapd.conf" listen="127.0.0.1:$port" prefork=1
}
EVENTS {
}
END
printf '%s' "$password" | saslpasswd2 -p -c -f $base/sasldb2 -u localhost "$user"
chown -R cyrus:mail $base
exec cyrmaster -C $base/imapd.conf -M $base/cyrus.conf -p $base/master.pid -D
