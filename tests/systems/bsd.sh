#!/bin/bash
# FreeBSD, NetBSD and OpenBSD: built only, against their own headers. What reads their tables
# of sockets is also run on this machine, with what a made-up kernel says: see tables/. Only
# they can run the rest: see vm.py.
# shellcheck disable=SC2317 # ok calls the functions
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/systems/zig.sh
. "$(dirname "$0")/zig.sh"

# build_tables FOLDER SYSTEM: compiles for the system, and links with this machine's libc.
build_tables() {
	local files=("$here/tables/main.c" "$here/tables/$2.c") file
	for file in sys/{bsd,bsd_list,bsd_table,"$2_sockets",inet6,sockaddr} \
		model/{address,arena,case,entry}; do
		files+=("$source/src/$file.c")
	done
	mkdir -p "$1/tables"
	(
		cd "$1/tables" && rm -f ./*.o &&
			"$zig" cc -target "x86_64-$2" -c -O1 -fPIC -fno-stack-protector \
				-fno-sanitize=all -Wall -Wextra -Wno-missing-field-initializers \
				-Werror -DHAVE_CONFIG_H -I "$1" -iquote "$source/src" \
				-iquote "$here/tables" "${files[@]}" && cc -o tables ./*.o
	)
}

reads_tables() {
	"$1/tables/tables" | diff "$here/tables/$2.txt" -
}

need_zig
for system in FreeBSD NetBSD OpenBSD; do
	row=$system
	host=x86_64-unknown-${system,,}
	zig_builds "$host" "x86_64-${system,,}" "for $system" CFLAGS=-O0
	if [ "$(uname -m)" = x86_64 ] && is_there cc; then
		ok "the reading of its tables builds" build_tables "$work/$host" "${system,,}"
		ok "its tables are read right" reads_tables "$work/$host" "${system,,}"
	else
		skip "its tables are read right" "needs a compiler of x86-64"
	fi
done
finish
