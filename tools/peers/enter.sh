#!/bin/bash
# enter.sh FOLDER COMMAND...: runs COMMAND in a private copy-on-write view of this system; its changes stay in FOLDER. Debian's
# mail servers exclude one another, so those that are not installed here live in such views. Needs root. What was started inside
# ends with the command.
set -euo pipefail
folder=$1
shift
mkdir -p "$folder"
exec unshare --mount --pid --fork --kill-child --propagation private bash -c '
  set -euo pipefail
  folder=$1
  shift
  mkdir -p "$folder"/{upper,work,root}
  if ! mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root" 2>/dev/null; then
    # Where the folder lies on an overlay itself (a container), memory takes the changes, and they are gone afterwards.
    mount -t tmpfs tmpfs "$folder"
    mkdir -p "$folder"/{upper,work,root}
    mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
  fi
  mount -t proc proc "$folder/root/proc"
  mount --rbind /dev "$folder/root/dev"
  exec chroot "$folder/root" "$@"' enter "$folder" "$@"
