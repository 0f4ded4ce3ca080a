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

wanted=${KERNEL:-6.1}
tree=$work/root

# The name of Debian's newest image of a version.
newest() {
	apt-cache search --names-only "^linux-image-$1[.][-+.a-z0-9]*-cloud-amd64\$" |
		cut -d ' ' -f 1 | sort -V | tail -n 1
}

# download VERSION: sets $deb to its newest image, which it downloads.
download() {
	local package
	is_there apt-get || skip_all "there is no apt-get; give KERNEL=/path/vmlinuz"
	package=$(newest "$1")
	if [ -z "$package" ] && [ "$(id -u)" = 0 ]; then
		apt-get -q -o DPkg::Lock::Timeout=600 update >"$work/apt.log" 2>&1 || true
		package=$(newest "$1")
	fi
	[ -n "$package" ] || skip_all "apt-get knows no linux-image of $1"
	mkdir -p "$work/deb"
	(cd "$work/deb" && timeout 300 apt-get -q download "$package") >"$work/apt.log" 2>&1 ||
		skip_all "apt-get cannot download $package"
	deb=$(find "$work/deb" -name "${package}_*.deb" | sort -V | tail -n 1)
}

# Sets $vmlinuz, and unpacks its modules where there are any.
get_kernel() {
	deb=
	rm -rf "$work/image"
	mkdir -p "$work/image"
	case $wanted in
	*/*.deb) deb=$wanted ;;
	*/*) vmlinuz=$wanted ;;
	*) download "$wanted" ;;
	esac
	if [ -n "$deb" ]; then
		dpkg-deb -x "$deb" "$work/image"
		vmlinuz=$(find "$work/image/boot" -name 'vmlinuz*')
	fi
	[ -e "$vmlinuz" ] || skip_all "there is no $vmlinuz"
}

# The image of the first root: busybox, the program, and the module that makes eth0.
make_initramfs() {
	guest_tree "$tree"
	find "$work/image" -name 'dummy.ko*' -exec cp {} "$tree/lib/modules/" \;
	(cd "$tree" && find . | cpio --quiet -o -H newc -R 0:0) | gzip -1 >"$work/initramfs"
}

# boot NAME [ARGUMENT]...: keeps the report of a guest whose kernel has these arguments.
boot() {
	keep_as "$1"
	shift
	local console=$work/$name.console
	# Emulated alike on every machine; some kernels do not boot with cx16 emulated.
	timeout 180 qemu-system-x86_64 -accel tcg -cpu qemu64,-cx16 -m 256 -no-reboot \
		-nodefaults -display none -serial stdio -kernel "$vmlinuz" \
		-initrd "$work/initramfs" -append "console=ttyS0 quiet panic=-1 $*" \
		>"$console" 2>&1
	provenance qemu-system-x86_64 -accel tcg -cpu qemu64,-cx16 -kernel "${vmlinuz##*/}" \
		-append "'$*'"
	echo "image: ${deb##*/}" >>"$build/systems/$name.provenance"
	report_from "$console"
}

need qemu-system-x86_64:qemu-system-x86 cpio:cpio
need_guest
get_kernel
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
