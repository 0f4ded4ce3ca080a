#!/bin/bash
# vm.py, which probes the system on a disk image: on Linux with a shell on the serial line.
# shellcheck disable=SC2317 # ok calls the functions
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/systems/guest.sh
. "$(dirname "$0")/guest.sh"

# vm ARGUMENT-OF-THE-KERNEL: its report, of a guest without a disk.
vm() {
	timeout 300 python3 -B "$here/vm.py" --output="$json" --binary="$static" --accel=tcg \
		--memory=256 --minutes=4 -- \
		-kernel "$vmlinuz" -initrd "$initramfs" -append "console=ttyS0 quiet panic=-1 $1"
}

# Without a shell the guest powers off by itself, which vm.py has to say.
says_what_failed() {
	local status=0
	keep_as vm-ended
	vm guest_shell=no >"$work/out" 2>&1 || status=$?
	cat "$work/out"
	[ "$status" = 1 ] && [ ! -e "$json" ] && grep 'vm: qemu ended with status 0' "$work/out" &&
		grep 'has all of the console' "$work/out"
}

wrong_usage() {
	local status=0
	python3 -B "$here/vm.py" --binary="$static" "$work/no-such-image" || status=$?
	[ "$status" = 2 ]
}

need qemu-system-x86_64:qemu-system-x86
need_guest
get_kernel 6.1
make_static
make_initramfs

keep_as vm
ok "a report comes home over a serial line" vm guest_shell=yes
ok "it is of that machine" says '(host["environment"] == "full virtual machine"
	and [i["name"] for i in host["interfaces"]] == ["lo", "eth0"])'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
ok "what made it is told" grep '^program: bindprobe-static$' "$build/systems/vm.provenance"
ok "a machine that ends by itself is told" says_what_failed
name=vm
ok "an image that is not there is wrong usage" wrong_usage
finish
