# install PACKAGE...: from Debian, without starting anything. Read by the scripts beside it.
install() {
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  export DEBIAN_FRONTEND=noninteractive
  ls /var/lib/apt/lists/*_Packages > /dev/null 2>&1 || apt-get update -o Acquire::Retries=3
  apt-get install -y --no-install-recommends -o Acquire::Retries=3 "$@" ||
    { apt-get update -o Acquire::Retries=3 && apt-get install -y --no-install-recommends "$@"; }
}
