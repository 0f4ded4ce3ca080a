# shellcheck shell=bash
# Shared by the scripts of this folder; to be sourced. Each script builds the source as it
# is for one system, runs it there, and checks what it answers:
#
#   make check-systems                       every script
#   make check-systems SYSTEMS='musl gvisor' those
#   tests/systems/musl.sh                    one, from the build tree or with
#                                            BINDPROBE_BUILD naming it
#
# A script writes lines as TAP has them, and a last one with counts. It exits 0 when all is
# well, 1 when not, and 77 when this machine cannot run it, with one line that says why.
# Packages it wants are installed where root runs it and there is apt-get.
#
# In $BUILD/systems it leaves NAME/, where it built, NAME.json, the report of
# `bindprobe -f json -s core,reuse` there, and NAME.provenance, which says how that was made.
# A report is made in a network namespace that namespace.sh sets up the same everywhere. It
# is compared with profiles/NAME.json, where the tree has one.
#
# A row of its own: a script NAME.sh here, its name in local.mk. What it may call is below,
# in the order in which scripts use it.

name=$(basename "$0" .sh)
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "${BINDPROBE_SOURCE:-$here/../..}" && pwd)
build=$(cd "${BINDPROBE_BUILD:-$source/build}" 2>/dev/null && pwd) || build=$PWD
native=${BINDPROBE:-$build/bindprobe}
work=$build/systems/$name
json=$build/systems/$name.json
unset MAKEFLAGS MFLAGS MAKELEVEL CC # a build here is one of its own
count=0
failed=0
skipped=0
of_the_moment=()
row= # what of the system is tested, where that is more than one
installed_packages=

# Ends the script without a verdict.
skip_all() {
	echo "1..0 # SKIP $name: $*"
	exit 77
}

# is_there THING: a program, or a file where it begins with a slash.
is_there() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# need THING:PACKAGE...: each thing is there, after its package was installed if need be.
need() {
	local pair missing=()
	for pair; do
		installed_packages="$installed_packages ${pair#*:}"
		is_there "${pair%%:*}" || missing+=("${pair#*:}")
	done
	if [ ${#missing[@]} != 0 ]; then
		if [ "$(id -u)" != 0 ] || ! [ -e /etc/debian_version ] || ! is_there apt-get; then
			skip_all "install ${missing[*]}"
		fi
		{
			apt-get -q -o DPkg::Lock::Timeout=600 update
			DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 \
				install -y --no-install-recommends "${missing[@]}"
		} >"$work/apt.log" 2>&1 </dev/null || true
	fi
	for pair; do
		is_there "${pair%%:*}" || skip_all "apt-get cannot install ${pair#*:}"
	done
}

# ok TEXT COMMAND...: a test that passes when the command does; else its output is shown.
ok() {
	local text=$1 status=0
	shift
	count=$((count + 1))
	"$@" >"$work/log" 2>&1 </dev/null || status=$?
	if [ "$status" = 0 ]; then
		echo "ok $count - $name${row:+, $row}: $text"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $name${row:+, $row}: $text"
	echo "# status $status: $*"
	tail -n 30 "$work/log" | sed 's/^/# /'
}

# skip TEXT REASON...: a test that cannot be done here.
skip() {
	local text=$1
	shift
	count=$((count + 1))
	skipped=$((skipped + 1))
	echo "ok $count - $name: $text # SKIP $*"
}

# Ends the script with its counts.
finish() {
	echo "1..$count"
	echo "# $name: $((count - failed - skipped)) passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
	exit
}

# build_in FOLDER TARGET [ARGUMENT OF CONFIGURE]...: builds there, out of the tree. What is
# built already is built anew only where it changed.
build_in() {
	local folder=$1 target=$2
	shift 2
	mkdir -p "$folder"
	if [ "$(cat "$folder/.settings" 2>/dev/null)" != "$*" ]; then
		(cd "$folder" && timeout 300 "$source/configure" --disable-shared \
			--without-jansson --enable-werror "$@") >"$folder/configure.log" 2>&1 || {
			tail -n 20 "$folder/configure.log"
			return 1
		}
		make -C "$folder" clean >/dev/null
		echo "$*" >"$folder/.settings"
	fi
	timeout 900 make -C "$folder" -j "$(nproc)" "$target"
}

# make_program TARGET [ARGUMENT OF CONFIGURE]...: builds the program of this system, without
# which there is nothing more to do.
make_program() {
	local before=$failed
	ok "it builds" build_in "$work" "$@"
	[ "$failed" = "$before" ] || finish
}

# in_namespace lo|host COMMAND...: runs it in a network namespace of its own, with the
# addresses of namespace.sh.
in_namespace() {
	local how=(unshare -n)
	[ "$(id -u)" = 0 ] || how=(unshare -rn)
	"${how[@]}" bash "$here/namespace.sh" "$@"
}

need_namespace() {
	need unshare:util-linux ip:iproute2
	in_namespace host true >"$work/log" 2>&1 ||
		skip_all "no network namespace of our own: $(tail -n 1 "$work/log")"
}

# wanted lo|host COMMAND...: runs the command with the arguments of a report, and keeps
# standard output as the report of this system.
report() {
	local where=$1
	shift
	rm -f "$json"
	in_namespace "$where" timeout 300 "$@" -f json -s core,reuse >"$json"
	provenance "$@" -f json -s core,reuse
}

# What made the report, for those who read it elsewhere.
provenance() {
	local package
	{
		echo "command: $*" | sed "s|$build/||g; s|$source/||g"
		for package in $installed_packages; do
			echo "package: $(dpkg-query -W -f '${Package} ${Version}' "$package" 2>/dev/null ||
				echo "$package")"
		done
		echo "kernel: $(uname -srm)"
		echo "user: $(id -un)"
		echo "date: $(date -u +%Y-%m-%d)"
	} >"$build/systems/$name.provenance"
}

# native_report lo|host: what this machine's own system answers in the same namespace, in
# $build/systems/native-lo.json or native-host.json.
native_report() {
	in_namespace "$1" timeout 120 "$native" -f json -s core,reuse \
		>"$build/systems/native-$1.json"
}

# same_as OTHER [OPTION]...: the reports have the same answers; see same.py.
same_as() {
	local other=$1
	shift
	python3 "$here/same.py" "$@" "$other" "$json"
}

# says EXPRESSION: what Python says of the report, as r, is true.
says() {
	python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
cases = {c["id"]: c for c in r["cases"]}
host = r["host"]
outcome = lambda id: cases[id]["outcome"]
print(host["environment"], host["evidence"], host.get("warning"))
sys.exit(not eval(sys.argv[2]))' "$json" "$1"
}

# headline DEFAULT OFF46 OFF64 ON46 ON64 BARE46 BARE64: V6ONLY of a new socket, and what TCP
# answers for 0.0.0.0 and :: in both orders, with V6ONLY off, on and untouched: ok, or the
# error.
headline() {
	ok "V6ONLY is $1 by default" says \
		"cases[\"tcp/any6\"][\"sockets\"][0][\"v6only\"] == (\"$1\" == \"on\")"
	shift
	local id
	for id in any4/any6,v6only=off any6,v6only=off/any4 any4/any6,v6only=on \
		any6,v6only=on/any4 any4/any6 any6/any4; do
		ok "tcp/$id: $1" says "outcome(\"tcp/$id\").split(\" \")[0].endswith(\"$1\")"
		shift
	done
}

# The program of this machine reads reports, which it can be built without.
reads_reports() {
	"$native" --version | grep -q 'reads reports *with\|reads reports *Jansson'
}

# Compares with what was measured before, where the tree has it; of_the_moment has options of
# `bindprobe compare` for answers that are not the same each time.
check_profile() {
	local profile=$source/profiles/$name.json
	[ -e "$profile" ] || return 0
	if ! reads_reports; then
		skip "the answers are those of profiles/$name.json" "$native reads no reports"
		return
	fi
	local ignored=()
	[ "$(id -u)" = 0 ] || ignored=('--ignore=*user=other*')
	ok "the answers are those of profiles/$name.json" \
		timeout 60 "$native" compare "${ignored[@]}" "${of_the_moment[@]}" "$profile" "$json"
}

mkdir -p "$work"
[ -e "$source/configure" ] || skip_all "run autoreconf -fi, or ./quickstart, first"
[ -x "$native" ] || skip_all "build the program first, in $build"
need python3:python3
installed_packages=
