#!/bin/bash
# courier.sh PORT KEY CERT USER PASSWORD: Courier IMAP with TLS on loopback, one user with an empty mailbox. Inside enter.sh only.
set -e
port=$1 key=$2 cert=$3 user=$4 password=$5
. "$(dirname "$0")/install.sh"
command -v couriertcpd > /dev/null || install courier-imap courier-authdaemon courier-authlib-userdb > /dev/null

home=/srv/mail/$user
rm -rf /srv/mail
mkdir -p "$home" /run/courier/authdaemon
$(command -v maildirmake.courier || command -v maildirmake) "$home/Maildir"
chown -R 5000:5000 "$home"
cat "$key" "$cert" > /srv/both.pem

rm -f /etc/courier/userdb*
userdb "$user" set uid=5000 gid=5000 home="$home" mail="$home/Maildir"
printf '%s\n%s\n' "$password" "$password" | userdbpw -md5 2> /dev/null | userdb "$user" set systempw
chmod 700 /etc/courier/userdb
makeuserdb
sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' /etc/courier/authdaemonrc
/usr/lib/courier/courier-authlib/authdaemond &

set -a
. /etc/courier/imapd
. /etc/courier/imapd-ssl
# Without gamin its IDLE looks once in so many seconds; 60 is the default.
IMAP_IDLE_TIMEOUT=2
TLS_CERTFILE=/srv/both.pem TLS_DHPARAMS= TLS_CACHEFILE= IMAP_TLS=1 PROTOCOL=IMAP IMAP_CAPABILITY=$IMAP_CAPABILITY_TLS
set +a
exec couriertcpd -address=127.0.0.1 -nodnslookup -noidentlookup -maxprocs=40 -maxperip=40 "$port" \
  /usr/bin/couriertls -server -tcpd /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
