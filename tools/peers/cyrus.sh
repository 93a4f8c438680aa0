#!/bin/bash
# cyrus.sh ROOT PORT TLS-PORT KEY CERT USER PASSWORD: Cyrus on loopback, one user with an empty mailbox. Called by run.sh.
set -e
root=$1 port=$2 tls_port=$3 key=$4 cert=$5 user=$6 password=$7

base=/srv/cyrus
# Without the folder for its socket idled starts and never tells anything.
mkdir -p "$root$base"/conf/{socket,proc,db,log,msg} "$root$base"/{spool,sieve}
cat "$key" > "$root$base/key.pem"
cat "$cert" > "$root$base/cert.pem"
cat > "$root/etc/imapd.conf" << END
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
sasl_mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
tls_server_cert: $base/cert.pem
tls_server_key: $base/key.pem
idlesocket: $base/conf/socket/idle
sievedir: $base/sieve
servername: localhost
failedloginpause: 0
END
cat > "$root/etc/cyrus.conf" << END
START {
  recover cmd="ctl_cyrusdb -r"
  idled cmd="idled"
}
SERVICES {
  imap cmd="imapd" listen="127.0.0.1:$port" prefork=1
  imaps cmd="imapd -s" listen="127.0.0.1:$tls_port" prefork=1
}
EVENTS {
}
END
printf '%s' "$password" | chroot "$root" /usr/sbin/saslpasswd2 -p -c -f $base/sasldb2 -u localhost "$user"
chown -R 5001:8 "$root$base"
exec chroot "$root" /usr/sbin/cyrmaster -p $base/master.pid -D
