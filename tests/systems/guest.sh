# shellcheck shell=bash disable=SC2154 # lib.sh assigns
# What guests are made of, for scripts that boot a kernel; to be sourced after lib.sh.

# Where kernels are kept.
kernels=$build/systems/kernel

# need_guest: what every guest is made of.
need_guest() {
	need /bin/busybox:busybox-static musl-gcc:musl-tools readelf:binutils cpio:cpio
	if readelf -l /bin/busybox | grep -q INTERP; then
		skip_all "install busybox-static: /bin/busybox is not static"
	fi
}

# Builds the static program, where musl.sh builds it too.
make_static() {
	local before=$failed
	static=$build/systems/musl/bindprobe-static
	ok "the static program builds" \
		build_in "$build/systems/musl" bindprobe-static CC=musl-gcc
	[ "$failed" = "$before" ] || finish
}

# guest_tree FOLDER: makes it the root of a guest, with busybox, the static program and
# guest_init.sh.
guest_tree() {
	local root=$1 applet
	rm -rf "$root"
	mkdir -p "$root"/{bin,dev,etc,lib/modules,proc,sys,tmp}
	cp /bin/busybox "$root/bin/busybox"
	for applet in $(/bin/busybox --list); do
		[ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
	done
	cp "$static" "$root/bin/bindprobe"
	cp "$here/guest_init.sh" "$root/init"
	chmod 755 "$root/init"
}

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
		apt-get -q -o DPkg::Lock::Timeout=600 update >"$kernels/apt.log" 2>&1 || true
		package=$(newest "$1")
	fi
	[ -n "$package" ] || skip_all "apt-get knows no linux-image of $1"
	mkdir -p "$kernels/deb"
	(cd "$kernels/deb" && timeout 300 apt-get -q download "$package") >"$kernels/apt.log" 2>&1 ||
		skip_all "apt-get cannot download $package"
	deb=$(find "$kernels/deb" -name "${package}_*.deb" | sort -V | tail -n 1)
}

# get_kernel VERSION|DEB|FILE: sets $vmlinuz, and unpacks its modules where there are any.
get_kernel() {
	deb=
	rm -rf "$kernels/image"
	mkdir -p "$kernels/image"
	case $1 in
	*/*.deb) deb=$1 ;;
	*/*) vmlinuz=$1 ;;
	*) download "$1" ;;
	esac
	if [ -n "$deb" ]; then
		dpkg-deb -x "$deb" "$kernels/image"
		vmlinuz=$(find "$kernels/image/boot" -name 'vmlinuz*')
	fi
	[ -e "$vmlinuz" ] || skip_all "there is no $vmlinuz"
}

# The image of the first root: busybox, the program, and the module that makes eth0. Sets
# $initramfs.
make_initramfs() {
	initramfs=$work/initramfs
	guest_tree "$work/root"
	find "$kernels/image" -name 'dummy.ko*' -exec cp {} "$work/root/lib/modules/" \;
	(cd "$work/root" && find . | cpio --quiet -o -H newc -R 0:0) | gzip -1 >"$initramfs"
}

# keep_as NAME: reports and what is said of them are for this name from now on.
keep_as() {
	name=$1
	json=$build/systems/$name.json
	rm -f "$json"
}

# report_from CONSOLE: takes the report out of what the console showed.
report_from() {
	tr -d '\r' <"$1" | sed -n '/^report begins$/,/^report ends/p' | sed '1d;$d' |
		base64 -d | gzip -dc >"$json"
	grep -q 'report ends with status 0' "$1" || {
		tail -n 20 "$1"
		return 1
	}
}

# no_ipv6: every case with an IPv6 socket says that there is none, or has no address to try.
no_ipv6() {
	says '(all(c["outcome"] in ("socket:EAFNOSUPPORT", "n/a")
		for c in r["cases"] if "any6" in c["id"])
		and all(outcome("%s/any4" % s) == "ok" for s in ("tcp", "udp"))
		and all(outcome("%s/any6" % s) == "socket:EAFNOSUPPORT" for s in ("tcp", "udp"))
		and r["verdict"].startswith("There is no IPv6 here (socket:EAFNOSUPPORT)"))'
}
