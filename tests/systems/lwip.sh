#!/bin/bash
# lwIP: the program as it is, with lwIP's network stack preloaded. It has loopback alone.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

library=$(cc -print-multiarch 2>/dev/null || true)
need cc:gcc /usr/include/lwip/lwipopts.h:liblwip-dev "/usr/lib/$library/liblwip.so.0:liblwip0"
need_namespace
ok "it builds" cc -O2 -Wall -Wextra -Werror -fPIC -shared -I/usr/include/lwip -o "$work/lwip.so" \
	"$here/lwip_shim.c" -llwip -lpthread
[ "$failed" = 0 ] || finish
ok "it probes" report lo env LD_PRELOAD="$work/lwip.so" "$native"
ok "the report says that this is another stack, and of what library" says \
	'host["environment"] == "preloaded stack" and "lwip.so" in host["evidence"]'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
for id in tcp/any4,reuseaddr/any6,v6only=off,reuseaddr tcp/any6,v6only=off,reuseaddr/any4,reuseaddr; do
	ok "$id: ok" says "outcome(\"$id\") == \"ok\""
done
ok "there is no SO_REUSEPORT" says '"ENOPROTOOPT" in outcome("tcp/any4,reuseport")'
# Of two listeners on wildcards lwIP takes the one it found last, or the other, by the moment.
# shellcheck disable=SC2034 # for check_profile
of_the_moment=('--ignore=tcp*/any*,reuseaddr/any*,reuseaddr')
check_profile
finish
