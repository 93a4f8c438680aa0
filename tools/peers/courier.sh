#!/bin/bash
# courier.sh ROOT PORT TLS-PORT KEY CERT USER PASSWORD: Courier IMAP on loopback, one user with an empty mailbox. Called by run.sh.
set -e
root=$1 port=$2 tls_port=$3 key=$4 cert=$5 user=$6 password=$7

home=/srv/mail/$user
mkdir -p "$root$home" "$root/run/courier/authdaemon"
chroot "$root" /usr/bin/maildirmake.courier "$home/Maildir"
chown -R 5002:8 "$root$home"
cat "$key" "$cert" > "$root/srv/both.pem"

# What makeuserdb does, without Perl: one database of accounts, one of their secrets.
libexec=/usr/lib/courier/courier-authlib
plain=$(printf '%s' "$password" | openssl passwd -1 -stdin)
hmac=$(printf '%s\n%s\n' "$password" "$password" | chroot "$root" /usr/sbin/userdbpw -hmac-md5 2> /dev/null)
database() { printf '%s\t%s\n.\n' "$user" "$2" | chroot "$root" $libexec/makedatprog - "/srv/$1" "/etc/courier/$1.dat"; }
database userdb "uid=5002|gid=8|home=$home|mail=$home/Maildir|_="
database userdbshadow "systempw=$plain|hmac-md5pw=$hmac"
chmod 600 "$root/etc/courier/userdbshadow.dat"
cat > "$root/etc/courier/authdaemonrc" << END
authmodulelist="authuserdb"
daemons=5
authdaemonvar=/run/courier/authdaemon
END
chroot "$root" $libexec/authdaemond &

set -a
. "$root/etc/courier/imapd"
. "$root/etc/courier/imapd-ssl"
# Without gamin its IDLE looks once in so many seconds; 60 is the default.
IMAP_IDLE_TIMEOUT=2
TLS_CERTFILE=/srv/both.pem TLS_DHPARAMS='' TLS_CACHEFILE='' TLS_TRUSTCERTS='' PROTOCOL=IMAP
IMAP_CAPABILITY="$IMAP_CAPABILITY AUTH=CRAM-MD5" IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY_TLS AUTH=CRAM-MD5"
set +a
listen() {
  exec chroot "$root" /usr/sbin/couriertcpd -address=127.0.0.1 -nodnslookup -noidentlookup -maxprocs=40 -maxperip=40 "$@"
}
login=(/usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir)
(IMAP_STARTTLS=YES listen "$port" "${login[@]}") &
IMAP_TLS=1 IMAP_CAPABILITY=$IMAP_CAPABILITY_TLS listen "$tls_port" /usr/bin/couriertls -server -tcpd "${login[@]}"
