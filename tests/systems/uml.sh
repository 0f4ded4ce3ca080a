#!/bin/bash
# User-mode Linux: a kernel that is a program. Its IPv6 is a module, so that it can be left
# out: one boot without, one with it, one with net.ipv6.bindv6only=1.
# shellcheck disable=SC2317 # ok calls the functions
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/systems/guest.sh
. "$(dirname "$0")/guest.sh"

# boot NAME [ARGUMENT]...: keeps the report of a guest whose kernel has these arguments.
boot() {
	keep_as "$1"
	shift
	local console=$work/$name.console
	timeout 120 linux.uml mem=96M quiet rootfstype=hostfs rootflags="$work/root" rw \
		init=/init guest_modules=/usr/lib/uml/modules "$@" \
		con=null con0=null,fd:1 uml_dir="$work/run/" umid="$name" >"$console" 2>&1
	provenance linux.uml "$@"
	report_from "$console"
}

setting_is_named() {
	"$native" show "$json" | grep -F 'on by default (net.ipv6.bindv6only=1)'
}

need linux.uml:user-mode-linux
need_guest
make_static
guest_tree "$work/root"
mkdir -p "$work/run"

ok "it boots and probes" boot uml
ok "the environment is named" says '(host["environment"] == "user-mode Linux"
	and "User Mode Linux" in host["evidence"])'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
check_profile

ok "it boots and probes without IPv6" boot uml-noipv6 guest_ipv6=absent
ok "without IPv6, every socket and the verdict say so" no_ipv6
check_profile

ok "it boots and probes with net.ipv6.bindv6only=1" boot uml-v6only guest_ipv6=only
headline on EADDRINUSE EADDRINUSE ok ok ok ok
if reads_reports; then
	ok "the setting is named" setting_is_named
else
	skip "the setting is named" "$native reads no reports"
fi
check_profile
name=uml
finish
