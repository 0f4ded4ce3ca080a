#!/bin/bash
# dietlibc: a small C library, which lacks some of C11 and POSIX and says so in configure.
# Without getifaddrs(3) the host's own addresses are not known. Its getaddrinfo(3) gives :: first.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

need diet:dietlibc-dev
need_namespace
make_program bindprobe --build=x86_64-pc-linux-gnu CC='diet gcc' --disable-werror
ok "configure says what is missing" grep -q 'C library lacks.* getifaddrs' "$work/configure.log"
ok "it probes" report lo "$work/bindprobe"
ok "the report says that addresses are not known" says \
	'"getifaddrs(3) is not defined here" in host["warning"] and not host["interfaces"]'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
ok "with glibc the machine answers too" native_report lo
# Cases on addresses of the host are n/a in both, for other reasons.
ok "every answer is the one with glibc, but for the order of getaddrinfo" \
	same_as "$build/systems/native-lo.json" --but-ids 'walk-*' --but-ids getaddrinfo-order \
	--but-key reason
ok "options are read as elsewhere" timeout 60 "$work/bindprobe" try tcp/any4 --quiet --po 7020
check_profile
finish
