#!/bin/bash
# A C library whose headers have no IPv6, nor getifaddrs(3): what configure finds missing is
# left out of the program, and named in its report.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2317 # ok calls it
# Cases with a socket of IPv6 are n/a with the reason, the others answer as they do with it.
of_inet() {
	says '(all(c["outcome"] == "n/a"
		for i, c in cases.items() if "/any6" in i or "/loop6" in i)
		and cases["tcp/any6"]["sockets"][0]["reason"] == "IPv6 is not defined here"
		and outcome("tcp/any4") == "ok" and outcome("udp/any4/loop4") == "bind:EADDRINUSE")'
}

need_namespace
make_program bindprobe CPPFLAGS="-I$here/no_inet6" ac_cv_func_getifaddrs=no
ok "configure says what is missing" grep -q 'C library lacks.* getifaddrs.* IPv6' \
	"$work/configure.log"
ok "it probes" report lo "$work/bindprobe"
ok "cases of IPv6 are n/a, and say why" of_inet
ok "the verdict says that nothing is known of IPv6" says \
	'r["verdict"].startswith("What IPv6 does on this host is not known (IPv6 is not defined")'
ok "nothing is claimed of IPv6" says \
	'all("6" not in f["id"] or f["status"] in ("n/a", "N/A") for f in r["findings"])'
ok "no other suite stumbles on it" timeout 120 "$work/bindprobe" -q \
	-s multicast,late,timewait,ephemeral,device,freebind,many
finish
