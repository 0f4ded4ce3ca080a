#!/bin/sh
# Runs a unit test of Windows, by the emulator where there is one, and leaves out the carriage
# returns at the ends of its lines, which are none of TAP's.
{
	status=$({ { "${0%/*}/../emulated.sh" "$@"; echo $? >&3; } | tr -d '\r' >&4; } 3>&1)
} 4>&1
exit "$status"
