#!/bin/sh
# Runs a test that is written in Python, or skips it where there is none. -B: the source
# tree is not to be written to.
if ! command -v python3 >/dev/null 2>&1; then
	echo "1..0 # SKIP there is no python3"
	exit 0
fi
exec python3 -B "$@"
