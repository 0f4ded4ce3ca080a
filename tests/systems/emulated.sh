# shellcheck shell=bash
# Another architecture under qemu-user: its programs, this machine's kernel. To be sourced
# with the name of the architecture's compiler, qemu's, the package of the C library, and
# arguments of same.py for what this qemu is known to get wrong.
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

triplet=$1
emulator=$2
libc=$3
shift 3

need "$triplet-gcc:gcc-$triplet" "/usr/$triplet/include/sys/socket.h:$libc" \
	"$emulator:qemu-user-static"
need_namespace
make_program bindprobe --build=x86_64-pc-linux-gnu --host="$triplet"
ok "it probes" report host "$emulator" -L "/usr/$triplet" "$work/bindprobe"
ok "the machine itself answers too" native_report host
# qemu-user has no netlink that tells of sockets: the kernel's table is not asked.
ok "every answer is the machine's own" same_as "$build/systems/native-host.json" \
	--but-key kernel --but-ids kernel-table "$@"
ok "the report says that this is emulated" says \
	'host["environment"] == "user-mode emulation"'
check_profile
finish
