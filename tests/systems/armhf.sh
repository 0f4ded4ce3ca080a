#!/bin/bash
# 32 bits, little endian.
set -eu
# shellcheck source=tests/systems/emulated.sh
. "$(dirname "$0")/emulated.sh" arm-linux-gnueabihf qemu-arm-static libc6-dev-armhf-cross
