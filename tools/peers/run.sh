#!/bin/bash
# run.sh SERVER ARGUMENT...: a mail server (SERVER.sh beside this) in a root folder of its own, made from what setup-peers.mjs has
# unpacked. Takes root's rights to chroot and to change owners, and nothing else: no mounts, no namespaces. It lives as long
# as our standard input is open, so that nothing stays behind however a test ends.
set -euo pipefail
tools=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$tools/../.." && pwd)/node_modules/.cache/peers
root=$folder/run-$$
server=$1
shift

# belongs PROCESS SESSION: by the sixth field of its stat, of which the second may hold anything in parentheses.
belongs() {
  local stat fields
  read -r stat < "/proc/$1/stat" && read -ra fields <<< "${stat##*) }" && [ "${fields[3]}" = "$2" ]
} 2> /dev/null

# One session for all that is started: none of the servers leaves it, and who is in it can be read without special rights.
belongs $$ $$ || exec setsid --wait "$0" "$server" "$@"

# clear_away SESSION: ends its processes (but us), then removes its folder.
clear_away() {
  trap '' TERM INT HUP
  local round process
  for round in 1 2 3 4 5; do
    for process in $(cd /proc && echo [0-9]*); do
      if [ "$process" != $$ ] && belongs "$process" "$1"; then kill -KILL "$process" || true; fi
    done
    if rm -rf "$folder/run-$1" 2> /dev/null; then return; fi
  done
}

for left in "$folder"/run-*; do
  if [ -e "$left" ] && ! kill -0 "${left##*-}" 2> /dev/null; then clear_away "${left##*-}"; fi
done
trap 'clear_away $$ 2> /dev/null' EXIT
trap 'exit 1' TERM INT HUP

cp -a "$folder/unpacked" "$root"
mkdir -p "$root"/{dev,etc,proc,run,srv,tmp,var/tmp,var/log}
chmod 1777 "$root"/{tmp,var/tmp}
printf 'root:x:0:0::/:/bin/false\ncyrus:x:5001:8::/srv:/bin/false\nmailbox:x:5002:8::/srv:/bin/false\ncourier:x:5003:5003::/:/bin/false\n' > "$root/etc/passwd"
printf 'root:x:0:\nmail:x:8:\ncourier:x:5003:\n' > "$root/etc/group"
printf '127.0.0.1 localhost\n' > "$root/etc/hosts"
# Where devices are forbidden, an empty file does for what is read from this one, and a growing one for what is written.
mknod -m 666 "$root/dev/null" c 1 3 2> /dev/null && : > "$root/dev/null" 2> /dev/null ||
  { rm -f "$root/dev/null" && : > "$root/dev/null" && chmod 666 "$root/dev/null"; }

(
  bash "$tools/$server.sh" "$root" "$@" < /dev/null || echo "$server ended with code $?"
  kill -TERM $$
) &
read -r _ || true
