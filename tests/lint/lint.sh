#!/bin/bash
# shellcheck disable=SC2317 # run_ functions are called by their names
# What reads the sources has nothing to say: make lint, which calls
#
#   lint.sh TOOL... -- FILE...
#
# in the build tree, with the flags of the compiler in LINT_FLAGS. Each tool is one line of
# TAP; one that is not installed fails, and is named. A warning fails, unless the file and the
# check are in tests/lint/accepted, with a reason.
set -u

source=$(cd "${BINDPROBE_SOURCE:-.}" && pwd) || exit 1
accepted=$source/tests/lint/accepted
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
read -ra flags <<<"${LINT_FLAGS-}"
tests=0
failed=0
tools=()
while [ $# != 0 ] && [ "$1" != -- ]; do
	tools+=("$1")
	shift
done
shift
files=()
for file; do
	case $file in
	*.c) files+=("$source/${file#"$source"/}") ;;
	esac
done

result() {
	tests=$((tests + 1))
	if [ -s "$work/wrong" ]; then
		echo "not ok $tests - $1"
		head -n 200 "$work/wrong" | sed 's/^/# /'
		failed=$((failed + 1))
	else
		echo "ok $tests - $1"
	fi
}

# each N COMMAND...: runs it with N of the files at a time, on all processors.
each() {
	local n=$1
	shift
	printf '%s\0' "${files[@]}" | xargs -0 -P "$jobs" -n "$n" "$@" 2>&1
}

# A warning is a line FILE:LINE:COLUMN: KIND: TEXT [CHECK], whatever the tool.
# fresh PATTERN: those that are not accepted, of what is accepted for such checks.
fresh() {
	sed "s|^$source/||" "$work/said" |
		awk -v pattern="$1" '
		NR == FNR { if ($0 !~ /^#/ && $2 ~ pattern) known[$1 " " $2] = 1; next }
		/^[^ ]+:[0-9]+:([0-9]+:)? (fatal )?(error|warning|style|portability|performance|note): / {
			n = split($0, piece, "[")
			check = piece[n]
			sub(/\].*/, "", check)
			sub(/,.*/, "", check)
			split($0, place, ":")
			if ($2 == "note:") next
			key = place[1] " " check
			if (!(key in known)) print
			next
		}
		/error:|No such file/ { print }' "$accepted" -
}

run_gcc-fanalyzer() {
	each 1 gcc "${flags[@]}" -O2 -fanalyzer -fdiagnostics-plain-output -c -o /dev/null \
		>"$work/said"
	fresh '^-Wanalyzer-' >"$work/wrong"
}

run_clang-tidy() {
	# shellcheck disable=SC2016 # for the inner shell
	each 6 bash -c 'n=$1; shift
		clang-tidy -quiet "${@:n+1}" -- "${@:1:n}" 2>/dev/null || echo "x:1: error: $?"' \
		x "${#flags[@]}" "${flags[@]}" >"$work/said"
	fresh '^(bugprone|cert|clang-analyzer|concurrency|misc|performance|portability)-' \
		>"$work/wrong"
}

# Its own parser takes no part of the system's headers: those of the C library it knows.
run_cppcheck() {
	local word options=()
	for word in "${flags[@]}"; do
		case $word in
		-D* | -I*) options+=("$word") ;;
		esac
	done
	cppcheck -q -j "$jobs" --enable=warning,performance,portability --std=c11 \
		--library=posix --inline-suppr --suppress=missingInclude \
		--template='{file}:{line}:{column}: {severity}: {message} [{id}]' \
		--template-location='' "${options[@]}" -I"$source/src" "${files[@]}" \
		>"$work/said" 2>&1
	fresh '^[a-zA-Z]+$' >"$work/wrong"
}

run_shellcheck() {
	(cd "$source" && find quickstart .ci/run build-aux/repeatcheck tests contrib \
		\( -name '*.sh' -o ! -name '*.*' -path '*/run' -o -path quickstart \
		-o -name repeatcheck \) -type f -exec shellcheck -x {} +) >"$work/wrong" 2>&1
}

# Other versions format otherwise.
run_clang-format() {
	if ! clang-format --version | grep -q 'version 14\.'; then
		echo "the tree is formatted by version 14, this is $(clang-format --version)"
	else
		find "$source/src" "$source/tests" -name '*.[ch]' -exec \
			clang-format --dry-run -Werror {} +
	fi >"$work/wrong" 2>&1
}

for tool in "${tools[@]}"; do
	if ! command -v "${tool%-fanalyzer}" >/dev/null; then
		echo "${tool%-fanalyzer} is not installed" >"$work/wrong"
	else
		: >"$work/wrong"
		"run_$tool"
	fi
	result "$tool has nothing to say"
done
echo "1..$tests"
[ "$failed" = 0 ]
