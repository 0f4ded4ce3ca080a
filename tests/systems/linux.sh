#!/bin/bash
# This machine itself, as it was built for: what all others are compared with.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

need_namespace
ok "it probes" report host "$native"
kernel=$(uname -r)
profile=$source/profiles/$name.json
if ! [ -e "$profile" ] || grep -q "\"release\":\"$kernel\"" "$profile"; then
	check_profile
else
	skip "the answers are those of profiles/$name.json" "that is of another kernel than $kernel"
fi
finish
