#!/bin/bash
# A kernel of Debian's, booted in an emulated machine: Linux 6.1, or another one:
#
#   KERNEL=6.12 tests/systems/kernel.sh             the newest of that version
#   KERNEL=/path/linux-image.deb tests/systems/kernel.sh
#   KERNEL=/path/vmlinuz tests/systems/kernel.sh    any, with IPv6 and ttyS0 built in
#
# The report of another one is kernel-RELEASE.json, by the name of the file. Each is booted
# without IPv6 too.
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
	# Emulated alike on every machine; some kernels do not boot with cx16 emulated.
	timeout 180 qemu-system-x86_64 -accel tcg -cpu qemu64,-cx16 -m 256 -no-reboot \
		-nodefaults -display none -serial stdio -kernel "$vmlinuz" \
		-initrd "$initramfs" -append "console=ttyS0 quiet panic=-1 $*" \
		>"$console" 2>&1
	provenance qemu-system-x86_64 -accel tcg -cpu qemu64,-cx16 -kernel "${vmlinuz##*/}" \
		-append "'$*'"
	echo "image: ${deb##*/}" >>"$build/systems/$name.provenance"
	report_from "$console"
}

need qemu-system-x86_64:qemu-system-x86
need_guest
get_kernel "${KERNEL:-6.1}"
make_static
make_initramfs
[ -z "${KERNEL:-}" ] || name=kernel-$(basename "$vmlinuz" | sed 's/^vmlinu[xz]-//')

ok "it boots and probes" boot "$name"
ok "the environment is named" says '(host["environment"] == "full virtual machine"
	and host["evidence"].endswith("has QEMU in it"))'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
check_profile

ok "it boots and probes without IPv6" boot "$name-noipv6" ipv6.disable=1
ok "without IPv6, every socket and the verdict say so" no_ipv6
check_profile
name=kernel
finish
