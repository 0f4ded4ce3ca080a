#!/bin/sh
# The program and the shared library, as they were built, have what makes attacks on them
# harder. HARDENING has the words for what configure found the compiler and the linker to
# have: see m4/bp_hardening.m4.
set -u

build=${BINDPROBE_BUILD:-.}
program=${BINDPROBE:-$build/bindprobe}
library=$build/.libs/libbindprobe.so
HARDENING=${HARDENING-}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tests=0

ok() {
	tests=$((tests + 1))
	echo "ok $tests - $1${2:+ # SKIP $2}"
}

not_ok() {
	tests=$((tests + 1))
	echo "not ok $tests - $1"
	sed 's/^/# /' "$2"
}

# The word, the command that finds it in a file, and what is to be said then.
checks() {
	cat <<'TABLE'
pie             is_pie               is loaded at an address of the system's choice (PIE)
relro           has_relro            has what the loader wrote made read-only (RELRO)
now             binds_at_once        has all functions found when it is loaded (BIND_NOW)
noexecstack     has_plain_stack      has a stack that cannot be run
stack-protector has_stack_protector  has its stack watched (__stack_chk_fail)
fortify         is_fortified         has the sizes of buffers checked (_FORTIFY_SOURCE)
TABLE
}

is_pie() {
	readelf -hW "$1" | grep -q 'Type: *DYN' &&
		{ readelf -lW "$1" | grep -q ' INTERP ' || readelf -dW "$1" | grep -q 'Flags:.* PIE'; }
}

has_relro() {
	readelf -lW "$1" | grep -q ' GNU_RELRO '
}

binds_at_once() {
	readelf -dW "$1" | grep -qE 'BIND_NOW|Flags:.* NOW'
}

# Where the header is missing, the stack can be run.
has_plain_stack() {
	readelf -lW "$1" | grep ' GNU_STACK ' | grep -qv 'RWE'
}

has_stack_protector() {
	readelf -sW "$1" | grep -q '__stack_chk_fail'
}

is_fortified() {
	readelf -sW "$1" | grep -qE ' __[a-z0-9_]+_chk(@|$)' &&
		readelf -sW "$1" | grep -E ' __[a-z0-9_]+_chk(@|$)' | grep -qv __stack
}

is_on() {
	case " $HARDENING " in
	*" $1 "*) return 0 ;;
	esac
	return 1
}

# hardened WHAT FILE: all of the table, but for what a library has not.
hardened() {
	checks >"$work/checks"
	while read -r word command text; do
		[ "$word" = pie ] && [ "$1" != "the program" ] && continue
		if ! [ -e "$2" ]; then
			ok "$1 $text" "it was not built"
		elif ! is_on "$word"; then
			ok "$1 $text" "configure left $word out"
		elif $command "$2"; then
			ok "$1 $text"
		else
			readelf -hlW "$2" >"$work/headers" 2>&1
			not_ok "$1 $text" "$work/headers"
		fi
	done <"$work/checks"
}

# What a Windows program has in its header.
hardened_windows() {
	objdump -p "$program" >"$work/headers" 2>&1 || : >"$work/headers"
	for pair in aslr:DYNAMIC_BASE high-entropy-aslr:HIGH_ENTROPY_VA nx:NX_COMPAT; do
		text="the program has ${pair#*:} in its header"
		if ! [ -s "$work/headers" ] || ! is_on "${pair%:*}"; then
			ok "$text" "configure left it out, or objdump does not read the program"
		elif grep -q "${pair#*:}" "$work/headers"; then
			ok "$text"
		else
			not_ok "$text" "$work/headers"
		fi
	done
}

# A program with none of it is found to have none, or the checks would say nothing.
checks_can_fail() {
	text="a program that was built without all of this is seen to be without"
	printf '%s\n' '#include <string.h>' 'int main(int n, char **words) {' \
		'char text[64]; strcpy(text, words[n - 1]); return text[0]; }' >"$work/bare.c"
	# shellcheck disable=SC2086 # CC may have arguments
	if ! ${CC:-cc} -O1 -U_FORTIFY_SOURCE -fno-stack-protector -fno-pie -no-pie \
		-Wl,-z,norelro -Wl,-z,lazy -Wl,-z,execstack -o "$work/bare" "$work/bare.c" \
		2>"$work/errors"; then
		ok "$text" "${CC:-cc} does not build one"
		return
	fi
	checks | while read -r word command _; do
		"$command" "$work/bare" && echo "$word was seen"
	done >"$work/wrong"
	if [ -s "$work/wrong" ]; then
		not_ok "$text" "$work/wrong"
	else
		ok "$text"
	fi
}

case $program in
*.exe)
	hardened_windows
	echo "1..$tests"
	exit
	;;
esac
if ! command -v readelf >/dev/null 2>&1; then
	echo "1..0 # SKIP there is no readelf"
elif ! readelf -h "$program" >/dev/null 2>&1; then
	echo "1..0 # SKIP the program is no ELF file"
else
	hardened "the program" "$program"
	hardened "the shared library" "$library"
	checks_can_fail
	echo "1..$tests"
fi
