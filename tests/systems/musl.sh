#!/bin/bash
# shellcheck disable=SC2317 # ok calls the functions
# musl: one static file, which needs nothing of the host it is copied to.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

in_empty_root() {
	rm -rf "$work/root"
	mkdir -p "$work/root"
	cp "$program" "$work/root/bindprobe"
	in_namespace host timeout 120 chroot "$work/root" /bindprobe -f json >"$work/empty.json"
	python3 -m json.tool "$work/empty.json" >"$work/log"
}

is_static() {
	file "$program" | grep -q 'statically linked\|static-pie linked'
	readelf -d "$program" | grep NEEDED && return 1
	return 0
}

need musl-gcc:musl-tools file:file readelf:binutils
need_namespace
make_program bindprobe-static CC=musl-gcc
program=$work/bindprobe-static
ok "the program is static" is_static
ok "it probes" report host "$program"
ok "with glibc the machine answers too" native_report host
ok "every answer is the one with glibc" same_as "$build/systems/native-host.json"
if [ "$(id -u)" = 0 ]; then
	ok "it probes where there is no other file" in_empty_root
else
	skip "it probes where there is no other file" "chroot needs root"
fi
check_profile
finish
