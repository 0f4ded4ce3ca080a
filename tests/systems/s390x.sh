#!/bin/bash
# 64 bits, big endian. Of the scope that getsockname(2) gives qemu-user 7.2 turns round two
# bytes of four.
set -eu
# shellcheck source=tests/systems/emulated.sh
. "$(dirname "$0")/emulated.sh" s390x-linux-gnu qemu-s390x-static libc6-dev-s390x-cross \
	--alias 'fe80::2%131072=fe80::2%eth0'
