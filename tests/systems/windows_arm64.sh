#!/bin/bash
# Windows on ARM64: built only. Nothing here can run it.
# shellcheck disable=SC2317 # ok calls the functions
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/systems/zig.sh
. "$(dirname "$0")/zig.sh"

need_zig
# The compiler defines the version of Windows, as config.h does: they have to agree.
zig_builds aarch64-w64-mingw32 aarch64-windows.win8-gnu "PE32+ executable (console) Aarch64"
finish
