#!/bin/sh
# Runs a program by EMULATOR, which is what this system needs to run it; with none the program
# alone. Tests are given this for the program where configure was told of an emulator.
#
# Wine keeps the files, the registry and the server of its Windows in a folder, WINEPREFIX. The
# one of the tests is in the build tree and is made when it is first wanted. A WINEPREFIX that
# is not there is made from it: with a server of its own, whose sockets are in the network
# namespace where it was started. A server ends a minute after its last program.
# shellcheck disable=SC2086 # EMULATOR may have arguments
set -eu

case ${EMULATOR-} in
*wine*) ;;
*) exec ${EMULATOR-} "$@" ;;
esac

base=${BINDPROBE_BUILD:-.}/tests/wine
export WINEPREFIX="${WINEPREFIX:-$base}"
export WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=
unset DISPLAY

# quiet COMMAND...: what it leaves running has none of our files open, as a pipe that
# somebody reads to its end.
quiet() {
	timeout 120 "$@" >/dev/null 2>&1 </dev/null 8>&-
}

# A server starts services that nothing of ours uses but the one for lists of addresses.
make_base() {
	rm -rf "$base"
	mkdir -p "$base"
	quiet env WINEPREFIX="$base" $EMULATOR wineboot -i
	quiet env WINEPREFIX="$base" wineserver -k || true
	quiet env WINEPREFIX="$base" wineserver -w || true
	awk '/^\[/ { off = /Services\\\\/ && !/nsiproxy/ }
		off && /^"Start"=/ { sub(/[0-3]$/, "4") }
		{ print }' "$base/system.reg" >"$base/system.new"
	mv "$base/system.new" "$base/system.reg"
	: >"$base/made"
}

make_prefix() {
	mkdir -p "$WINEPREFIX"
	ln -s "$base/drive_c" "$base/dosdevices" "$WINEPREFIX"
	cp "$base"/*.reg "$base/.update-timestamp" "$WINEPREFIX"
}

mkdir -p "${base%/*}"
exec 8>"$base.lock"
flock 8
[ -e "$base/made" ] || make_base
[ -e "$WINEPREFIX/system.reg" ] || make_prefix
if quiet wineserver -p60; then
	quiet $EMULATOR wineboot || true
fi
exec 8>&-
exec $EMULATOR "$@"
