#!/bin/bash
# shellcheck disable=SC2317 # ok calls the functions
# gVisor: the static program on the network stack of its own that runsc(8) gives it.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

# Its answers come through a pipe, as runsc may hang on a terminal. The stack has loopback
# alone, whatever the machine has.
run_in_gvisor() {
	timeout 120 runsc --rootless --network=none --platform=ptrace "do" "$@" 2>"$work/runsc.log" | cat
}

report_in_gvisor() {
	run_in_gvisor "$program" -f json -s core,reuse >"$json"
	python3 -m json.tool "$json" >"$work/pretty.json" || {
		head -n 5 "$json" "$work/runsc.log"
		return 1
	}
	provenance runsc --rootless --network=none --platform=ptrace \
		"do" "$program" -f json -s core,reuse
}

# Its namespaces are real, its interfaces are loopback alone, and that is told.
isolate_in_gvisor() {
	run_in_gvisor "$program" try --isolate -f json tcp/any4/any6,v6only=on >"$work/isolated.json"
	grep -q '"namespaces":"network namespace"' "$work/isolated.json" &&
		grep -q '"outcome":"ok"' "$work/isolated.json"
}

need musl-gcc:musl-tools runsc:runsc
program=$build/systems/musl/bindprobe-static
ok "it builds" build_in "$build/systems/musl" bindprobe-static CC=musl-gcc
[ "$failed" = 0 ] || finish
run_in_gvisor "$program" --version >"$work/version"
grep -q '^bindprobe' "$work/version" ||
	skip_all "runsc cannot run a program here: $(head -n 1 "$work/runsc.log")"
ok "it probes" report_in_gvisor
ok "the report says that this is gVisor" says 'host["environment"] == "gVisor"'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
ok "a listener on the specific address stands beside one on the wildcard" says \
	'outcome("tcp/any4,reuseaddr/loop4,reuseaddr") == "ok"'
ok "an IPv4-mapped address with V6ONLY on is EHOSTUNREACH" says \
	'"EHOSTUNREACH" in outcome("tcp/maploop,v6only=on")'
ok "it has a network of its own there too" isolate_in_gvisor
check_profile
finish
