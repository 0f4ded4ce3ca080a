#!/bin/bash
# 64 bits, little endian: where char is unsigned.
set -eu
# shellcheck source=tests/systems/emulated.sh
. "$(dirname "$0")/emulated.sh" aarch64-linux-gnu qemu-aarch64-static libc6-dev-arm64-cross
