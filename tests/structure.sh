#!/bin/sh
# The rules of the tree that a compiler does not check: who may include whom, what the
# library exports, and that the manual says what the code has.
set -u

source=${BINDPROBE_SOURCE:-.}
build=${BINDPROBE_BUILD:-.}
program=${BINDPROBE:-$build/bindprobe}
header=$source/src/bindprobe.h
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tests=0

# result TEXT: passes when $work/wrong is empty, and shows what is wrong when it is not.
result() {
	tests=$((tests + 1))
	if [ -s "$work/wrong" ]; then
		echo "not ok $tests - $1"
		sed 's/^/# /' "$work/wrong"
	else
		echo "ok $tests - $1"
	fi
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

has() {
	command -v "$1" >/dev/null 2>&1
}

# The C files and headers of a folder under src.
files_in() {
	find "$source/src/$1" -name '*.[ch]' | sort
}

# Writes the files without their comments, and without what is in their strings, each line
# after its file and number.
bare_code() {
	awk '
	FNR == 1 { comment = 0; quote = "" }
	{
		out = ""
		for (i = 1; i <= length($0); i++) {
			two = substr($0, i, 2)
			one = substr($0, i, 1)
			if (comment) {
				if (two == "*/") { comment = 0; i++ }
			} else if (quote != "") {
				if (one == "\\") i++
				else if (one == quote) quote = ""
			} else if (two == "/*") { comment = 1; i++ }
			else if (two == "//") break
			else if ((one == "\"" || one == "\047") && $0 !~ /^#include/) quote = one
			else out = out one
		}
		print FILENAME ":" FNR ":" out
	}' "$@"
}

# Includes of our own headers by the files of folder $1 that the pattern $2 does not allow.
wrong_includes() {
	for file in $(files_in "$1"); do
		sed -n 's/^[ 	]*#[ 	]*include[ 	]*"\([^"]*\)".*/\1/p' "$file" |
			grep -Evx "bindprobe\.h|$2" | sed "s|^|${file#"$source"/} includes |"
	done
}

check_includes() {
	{
		wrong_includes model 'model/[a-z0-9_]+\.h'
		# case.h has bp__fail(), by which file.c says what went wrong, and the transports;
		# entry.h has the rows of the system's table of sockets.
		wrong_includes sys 'sys/[a-z0-9_]+\.h|model/(address|case|entry|setting)\.h'
		wrong_includes probe '(probe|analyse|model|sys)/[a-z0-9_]+\.h'
		wrong_includes analyse '(analyse|model)/[a-z0-9_]+\.h'
		wrong_includes explain '(explain|model)/[a-z0-9_]+\.h'
		wrong_includes format '(format|analyse|model)/[a-z0-9_]+\.h'
		wrong_includes cli 'cli/[a-z0-9_]+\.h'
	} >"$work/wrong"
	result "each folder includes only what it may"
}

check_sockets() {
	headers='sys/socket|netinet/|arpa/inet|netdb|net/if|ifaddrs|winsock2|ws2tcpip|poll|errno'
	for folder in model analyse explain probe format cli; do
		files_in "$folder"
	done >"$work/files"
	# shellcheck disable=SC2046 # names of ours have no blanks
	bare_code $(cat "$work/files") |
		grep -E ":[0-9]+: *# *include *<($headers)|(:|[^A-Za-z0-9_])(errno|htons|ntohs|AF_INET|AF_INET6)($|[^A-Za-z0-9_])" \
			>"$work/wrong"
	result "no socket header, errno or AF_INET6 above src/sys"
}

check_headers() {
	text="each header compiles alone, and twice"
	compiler=${CC:-cc}
	if [ -n "${EMULATOR-}" ]; then
		skip "$text" "$compiler has not the headers of every system"
		return
	fi
	if ! has "${compiler%% *}"; then
		skip "$text" "there is no $compiler"
		return
	fi
	: >"$work/wrong"
	for file in $(cd "$source/src" && find . -name '*.h' | sort); do
		printf '#include "%s"\n#include "%s"\n' "${file#./}" "${file#./}" >"$work/alone.c"
		# shellcheck disable=SC2086 # CC may have arguments
		$compiler -Wall -Wextra -Werror -fsyntax-only -iquote "$source/src" -I "$build" \
			"$work/alone.c" >>"$work/wrong" 2>&1
	done
	result "$text"
}

# A file that is in no list is in no tarball.
check_listed() {
	cat "$source"/Makefile.am "$source"/*/local.mk "$source"/*/*/local.mk >"$work/lists"
	for file in $(git -C "$source" ls-files 'src/*.[ch]' 'tests/*.[ch]' 'tests/*.sh' 'tests/*.py' man \
		2>/dev/null); do
		[ "${file##*/}" = local.mk ] && continue
		grep -qE "(^|[^a-z/])${file%.c}(\.c)?( |\$)" "$work/lists" || echo "$file"
	done >"$work/wrong"
	result "the local.mk of the folders list every file"
}

check_lengths() {
	find "$source/src" "$source/tests" -name '*.[ch]' -exec awk '
		FNR == 1 { start = 0 }
		/^\{$/ { start = FNR }
		/^\}$/ && start {
			if (FNR - start > 80) print FILENAME ":" start ": " FNR - start - 1 " lines"
			start = 0
		}' {} + >"$work/wrong"
	result "no function is longer than 80 lines"
}

# The functions the public header declares, one a line.
public_functions() {
	bare_code "$header" | grep -oE '\bbp_[a-z0-9_]+ *\(' | tr -d ' (' | sort -u
}

check_exports() {
	text="the shared library exports what bindprobe.h declares and nothing else"
	library=$build/.libs/libbindprobe.so
	if [ ! -e "$library" ] || ! has nm; then
		skip "$text" "no shared library was built, or there is no nm"
		return
	fi
	public_functions >"$work/declared"
	nm -D --defined-only "$library" | awk '{ print $3 }' | sort -u >"$work/exported"
	{
		comm -23 "$work/declared" "$work/exported" | sed 's/^/declared only: /'
		comm -13 "$work/declared" "$work/exported" | sed 's/^/exported only: /'
	} >"$work/wrong"
	result "$text"
}

check_prefix() {
	text="every global name of the static library starts with bp_"
	library=$build/.libs/libbindprobe.a
	if [ ! -e "$library" ] || ! has nm; then
		skip "$text" "no static library was built, or there is no nm"
		return
	fi
	nm -g --defined-only "$library" 2>/dev/null |
		awk 'NF == 3 && $3 !~ /^(\.refptr\.)?bp_/ && $3 !~ /^_*(a|t|ub)san|^__odr/ { print $3 }' >"$work/wrong"
	result "$text"
}

check_program() {
	text="the program uses the public functions alone"
	if [ ! -e "$build/src/cli" ] || ! has nm; then
		skip "$text" "the program was not built here, or there is no nm"
		return
	fi
	public_functions >"$work/declared"
	find "$build/src/cli" -name '*.o' -exec nm -u {} + | awk '$2 ~ /^bp_/ { print $2 }' |
		sort -u | comm -13 "$work/declared" - >"$work/wrong"
	result "$text"
}

check_library_manual() {
	for function in $(public_functions); do
		grep -qwF "$function" "$source/man/libbindprobe.3" || echo "$function"
	done >"$work/wrong" 2>&1
	result "libbindprobe(3) has every public function"
}

# A manual page as plain text.
page() {
	mandoc -T ascii "$1" | sed "s/.$(printf '\b')//g"
}

check_options_manual() {
	text="bindprobe(1) has every option of --help"
	if ! has mandoc; then
		skip "$text" "there is no mandoc"
		return
	fi
	page "$source/man/bindprobe.1" >"$work/page"
	{
		"$program" --help
		"$program" try --help
		"$program" list --help
		"$program" explain --help
	} >"$work/help" || echo "--help failed" >>"$work/help"
	if ! grep -q -- --format "$work/help" || grep 'help failed' "$work/help"; then
		cp "$work/help" "$work/wrong"
	else
		grep -oE -- '(^|[ ,])--?[a-z0-9][a-z0-9-]*' "$work/help" | tr -d ' ,' | sort -u |
			while read -r option; do
				grep -qE -- "(^|[^a-z0-9-])$option([^a-z0-9-]|\$)" "$work/page" ||
					echo "$option"
			done >"$work/wrong"
	fi
	result "$text"
}

check_pages() {
	for page in "$source"/man/*.[1-9]; do
		text="mandoc has nothing to say about ${page##*/}"
		if ! has mandoc; then
			skip "$text" "there is no mandoc"
			continue
		fi
		mandoc -T lint -W warning "$page" >"$work/wrong" 2>&1
		result "$text"
	done
}

check_includes
check_sockets
check_headers
check_listed
check_lengths
check_exports
check_prefix
check_program
check_library_manual
check_options_manual
check_pages
echo "1..$tests"
