#!/bin/bash
# shellcheck disable=SC2016,SC2317 # for the inner shell; ok calls the functions
# Windows' interface, as Wine has it: the program of MinGW, run as root and as a plain user.
# For 32 bits it is built alone.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/systems/windows_libraries.sh
. "$(dirname "$0")/windows_libraries.sh"

export WINEDLLOVERRIDES=mscoree,mshtml=,winemenubuilder.exe= WINEDEBUG=-all WINEARCH=win64
export EMULATOR=wine
unset DISPLAY

# under_wine COMMAND...: as the tests do, with the folder of this build tree.
under_wine() {
	BINDPROBE_BUILD=$work timeout 120 "$source/tests/emulated.sh" "$@"
}

# The same with a server of its own, whose sockets are in the namespace this is run in.
under_own_wine() {
	local status=0
	rm -rf "$work/own"
	WINEPREFIX=$work/own under_wine "$@" || status=$?
	WINEPREFIX=$work/own timeout 60 wineserver -k || true
	return "$status"
}

report_of_windows() {
	export -f under_wine under_own_wine
	export work source
	report host bash -c 'under_own_wine "$@"' bash "$work/bindprobe.exe"
	provenance wine bindprobe.exe -f json -s core,reuse
	! grep -q "$(printf '\r')" "$json"
}

as_plain_user() {
	rm -rf "$work/plain" && mkdir -p "$work/plain" && chown nobody "$work/plain"
	cp "$work/bindprobe.exe" "$work/plain"
	WINEPREFIX=$work/plain/prefix timeout 180 \
		setpriv --reuid=nobody --regid=nogroup --clear-groups -- \
		sh -c 'HOME=$WINEPREFIX wine "$0" -f json 7020; status=$?; wineserver -k; exit $status' \
		"$work/plain/bindprobe.exe" >"$work/plain.json"
	python3 -m json.tool "$work/plain.json"
}

ends_with() {
	local wanted=$1 status=0
	shift
	under_wine "$work/bindprobe.exe" "$@" || status=$?
	[ "$status" = "$wanted" ]
}

# What of it reads reports: the same report comes out, and is nearest to what Wine answers.
reads_back() {
	under_wine "$work/bindprobe.exe" show -f json "$json" >"$work/shown.json" &&
		cmp "$json" "$work/shown.json" &&
		under_wine "$work/bindprobe.exe" compare "$json" "$json" >"$work/compared" &&
		grep '^The same: ' "$work/compared" &&
		ends_with 0 show -f html -o "$work/shown.html" "$json" &&
		ends_with 0 compare --known "$json" >"$work/nearest" &&
		grep 'Wine 8' "$work/nearest"
}

expects() {
	under_wine "$work/bindprobe.exe" -f json -o "$work/base.json" -c 'tcp/any*' &&
		ends_with 0 -q -c 'tcp/any*' --expect="$work/base.json" &&
		ends_with 1 -q --expect="$source/profiles/linux.json" &&
		ends_with 3 -q --expect="$work/no-such.json"
}

quick='$(long_unit_tests) $(unit_tests) tests/tool/busy_test.py tests/tool/groups_test.py '
quick+='tests/tool/known_test.py tests/tool/schema_test.py tests/tool/usage_test.py'

# make check of this build tree, of the tests that are quick under Wine; its counts are shown.
own_tests() {
	local status=0
	timeout 1200 make -C "$work" -j "$(nproc)" check TESTS="$quick" >"$work/check.log" 2>&1 || status=$?
	grep -E '^(FAIL|ERROR): ' "$work/check.log" || true
	sed -n 's/^# \(TOTAL\|PASS\|SKIP\|FAIL\|ERROR\): */\1 /p' "$work/check.log" |
		tr '\n' ' ' >"$work/counts"
	return "$status"
}

need x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64 i686-w64-mingw32-gcc:gcc-mingw-w64-i686 \
	wine:wine /usr/lib/wine/wine64:wine64 dpkg-source:dpkg-dev autoreconf:autoconf \
	automake:automake libtoolize:libtool pkg-config:pkg-config
need_namespace
reads=no
if libraries >"$work/why"; then
	reads=yes
fi
make_program bindprobe.exe --build=x86_64-pc-linux-gnu --host=x86_64-w64-mingw32 \
	--with-jansson="$reads" EMULATOR=wine PKG_CONFIG_LIBDIR="$work/root/lib/pkgconfig"
ok "it builds for 32 bits" build_in "$work/32" bindprobe.exe --build=x86_64-pc-linux-gnu \
	--host=i686-w64-mingw32
under_wine "$work/bindprobe.exe" --version >"$work/version" 2>"$work/wine.log" ||
	skip_all "wine cannot run a program here: $(head -n 1 "$work/wine.log")"
ok "it probes, and ends its lines as ever" report_of_windows
ok "the report says that this is Wine" says 'host["environment"] == "Wine"'
headline on EADDRINUSE EADDRINUSE ok ok ok ok
ok "with SO_REUSEADDR and V6ONLY off it is EACCES" says \
	'outcome("tcp/any4,reuseaddr/any6,v6only=off,reuseaddr") == "bind:EACCES"'
ok "the errors keep Winsock's numbers" says \
	'cases["tcp/any4/any6,v6only=off"]["sockets"][1]["code"] == 10048'
ok "wrong usage is status 2" ends_with 2 --no-such-option
ok "it lists" ends_with 0 list
if [ "$(id -u)" = 0 ]; then
	ok "it probes as a plain user" as_plain_user
else
	skip "it probes as a plain user" "this is one"
fi
check_profile
if [ "$reads" = yes ]; then
	ok "it reads its report back, compares it and finds what is nearest" reads_back
	ok "it compares this host with an expectation" expects
	ok "its own tests pass" own_tests
	echo "# make check: $(cat "$work/counts")"
else
	skip "it reads reports" "$(tail -n 1 "$work/why")"
	skip "its own tests pass" "$(tail -n 1 "$work/why")"
fi
WINEPREFIX=$work/tests/wine timeout 60 wineserver -k || true
finish
