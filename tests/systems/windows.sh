#!/bin/bash
# shellcheck disable=SC2016,SC2317 # for the inner shell; ok calls the functions
# Windows' interface, as Wine has it: the program of MinGW, run as root and as a plain user.
# For 32 bits it is built alone.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

export WINEDLLOVERRIDES=mscoree,mshtml= WINEDEBUG=-all WINEARCH=win64
unset DISPLAY

# under_wine COMMAND...: with the prefix of this script, whose server ends with it.
under_wine() {
	local status=0
	WINEPREFIX=$work/prefix timeout 120 wine "$@" || status=$?
	WINEPREFIX=$work/prefix timeout 60 wineserver -k || true
	return "$status"
}

report_of_windows() {
	export -f under_wine
	export work
	report host bash -c 'under_wine "$@"' bash "$work/bindprobe.exe"
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

need x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64 i686-w64-mingw32-gcc:gcc-mingw-w64-i686 \
	wine:wine /usr/lib/wine/wine64:wine64
need_namespace
make_program bindprobe.exe --build=x86_64-pc-linux-gnu --host=x86_64-w64-mingw32
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
finish
