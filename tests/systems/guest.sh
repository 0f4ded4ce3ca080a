# shellcheck shell=bash disable=SC2154 # lib.sh assigns
# What guests are made of, for scripts that boot a kernel; to be sourced after lib.sh.

# need_guest: what every guest is made of.
need_guest() {
	need /bin/busybox:busybox-static musl-gcc:musl-tools readelf:binutils
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
