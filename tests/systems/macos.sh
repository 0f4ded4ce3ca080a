#!/bin/bash
# macOS: built only, for both of its architectures. Only a Mac can run it.
# shellcheck disable=SC2317 # ok calls the functions
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/systems/zig.sh
. "$(dirname "$0")/zig.sh"

need_zig
zig_builds aarch64-apple-darwin aarch64-macos "Mach-O 64-bit arm64 executable"
zig_builds x86_64-apple-darwin x86_64-macos "Mach-O 64-bit x86_64 executable"
finish
