#!/bin/bash
# 64 bits, little endian: the youngest of Debian's architectures.
set -eu
# shellcheck source=tests/systems/emulated.sh
. "$(dirname "$0")/emulated.sh" riscv64-linux-gnu qemu-riscv64-static libc6-dev-riscv64-cross
