#!/bin/bash
# make coverage: builds with --coverage in a folder of its own, runs every test, and fails
# when they reach fewer lines or branches of src/ than LINES and BRANCHES say, in percent.
# COVERAGE_TESTS='NAME...' runs some of the tests, which is quicker and finds less.
#
# Optimised code has fewer branches than the source, so nothing is optimised, and what is
# counted is every branch: nothing is left out but what tests/coverage/excluded names.
set -eu

source=$(cd "${BINDPROBE_SOURCE:-.}" && pwd)
work=${BINDPROBE_BUILD:-$PWD}/coverage
lines=${LINES_WANTED:-92}
branches=${BRANCHES_WANTED:-85}
unset MAKEFLAGS MFLAGS MAKELEVEL

if ! command -v gcovr >/dev/null; then
	echo "make coverage wants gcovr, which is not installed"
	exit 1
fi
rm -rf "$work"
mkdir -p "$work"
# Counters are written by tests of other users too.
umask 0
cd "$work"
gcc -O0 -c -o flush.o "$source/tests/coverage/flush.c"
"$source/configure" --disable-shared --disable-hardening CC=gcc \
	CFLAGS='-O0 -g --coverage -fprofile-update=atomic' LDFLAGS='-Wl,--wrap=_exit' \
	LIBS="$work/flush.o" >configure.log
make -s -j "$(nproc)" >make.log 2>&1
chmod -R a+rwX .
status=0
make -s -j "$(nproc)" check ${COVERAGE_TESTS:+"TESTS=$COVERAGE_TESTS"} >check.log 2>&1 ||
	echo "tests that failed in this build, which is slow, count with what they reached:"
grep -E '^(# (TOTAL|PASS|SKIP|FAIL|ERROR)|FAIL|ERROR)' check.log
options=()
while read -r pattern _; do
	case $pattern in
	'#'* | '') ;;
	*:*) options+=(--exclude-lines-by-pattern ".*${pattern#*:}.*") ;;
	*) options+=(--exclude "$source/$pattern") ;;
	esac
done <"$source/tests/coverage/excluded"
gcovr -r "$source" --filter "$source/src/" --object-directory "$work" "${options[@]}" \
	--gcov-ignore-parse-errors --txt coverage.txt --html-details coverage.html --print-summary \
	--fail-under-line "$lines" --fail-under-branch "$branches" . || {
	echo "less than $lines % of lines or $branches % of branches"
	status=1
}
echo "file by file: $work/coverage.txt, line by line: $work/coverage.html"
exit "$status"
