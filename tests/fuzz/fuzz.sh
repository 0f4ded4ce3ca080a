#!/bin/sh
# Builds the fuzz targets with libFuzzer or AFL++ and runs each for a time, from the corpus of
# the source tree, as make fuzz and make fuzz-afl do:
#
#   fuzz.sh libfuzzer|afl SOURCE.c...
#
# FUZZ_SECONDS  how long each target runs; 60
# FUZZ_FLAGS    what the compiler is told of the source tree
# FUZZ_LIBS     what is linked
#
# What is found is in ./fuzz. Ends in 1 when a target crashed or hung.
# shellcheck disable=SC2317 # with_ENGINE is called by its name
set -eu

engine=$1
shift
top=${BINDPROBE_SOURCE:-.}
seconds=${FUZZ_SECONDS:-60}
sources=
for file; do
	case $file in
	*.c) [ -e "$file" ] || file=$top/$file; sources="$sources $file" ;;
	esac
done

need() {
	command -v "$1" >/dev/null && return
	echo "fuzz.sh: there is no $1, which $2 has" >&2
	exit 1
}

# compile COMPILER FLAG...: the target, with everything it runs.
compile() {
	# shellcheck disable=SC2086 # words
	"$@" -g -w ${FUZZ_FLAGS-} "$top/tests/fuzz/$target.c" $sources \
		-o "$work/run" ${FUZZ_LIBS-}
}

# Every access and every sum is watched.
with_libfuzzer() {
	compile clang -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
	mkdir -p "$work/found"
	"$work/run" -max_total_time="$seconds" -max_len=16384 -timeout=10 -print_final_stats=1 \
		-artifact_prefix="$work/" "$work/found" "$top/tests/fuzz/corpus-$target" \
		>"$work/log" 2>&1 || failed=1
	sed -n 's/^stat::number_of_executed_units: */executions /p; /^SUMMARY/p' "$work/log"
}

# Many more executions, of which a crash alone is seen.
with_afl() {
	AFL_QUIET=1 compile afl-clang-fast -O2 -fsanitize=fuzzer
	AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 \
		AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 afl-fuzz -V "$seconds" -G 16384 \
		-i "$top/tests/fuzz/corpus-$target" -o "$work" "$work/run" \
		>"$work/log" 2>&1 || failed=1
	sed -n 's/^execs_done *: */executions /p; s/^saved_\(crashes\|hangs\) *: */\1 /p' \
		"$work/default/fuzzer_stats"
	for file in "$work"/default/crashes/id* "$work"/default/hangs/id*; do
		[ ! -e "$file" ] || failed=1
	done
}

case $engine in
libfuzzer) need clang clang ;;
afl) need afl-fuzz AFL++; need afl-clang-fast AFL++ ;;
*) echo "usage: fuzz.sh libfuzzer|afl SOURCE.c..." >&2; exit 2 ;;
esac

failed=0
for target in ${FUZZ_TARGETS-case read}; do
	work=fuzz/$engine-$target
	rm -rf "$work"
	mkdir -p "$work"
	echo "$target: $engine, $seconds seconds; what is found is in $work"
	"with_$engine"
done
exit "$failed"
