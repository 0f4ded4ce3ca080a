# shellcheck shell=bash
# shellcheck disable=SC2154 # lib.sh sets work
# Jansson and cmocka for Windows, which Debian has no packages of: built of the sources of
# its packages for this system, into $work/root. To be sourced by windows.sh after lib.sh.

compiler=x86_64-w64-mingw32

# Lists of source packages, in a folder of our own: those of this machine, as it has them.
source_lists() {
	local file
	mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/apt/parts"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ -e "$file" ] || continue
		sed -n 's/^deb /deb-src /p' "$file" >"$work/apt/parts/${file##*/}.list"
	done
	for file in /etc/apt/sources.list.d/*.sources; do
		[ -e "$file" ] || continue
		sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/apt/parts/${file##*/}"
	done
}

# with_lists COMMAND...: apt-get on those.
with_lists() {
	timeout 300 apt-get -q -o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$work/apt/parts" -o Dir::State::Lists="$work/apt/lists" \
		-o Dir::Cache="$work/apt/cache" -o Acquire::Languages=none -o Debug::NoLocking=1 \
		-o APT::Sandbox::User="$(id -un)" "$@" </dev/null
}

# A list that cannot be had is no matter when the packages are in the others.
get_sources() {
	mkdir -p "$work/sources"
	cd "$work/sources"
	! ls -d jansson-*/ cmocka-*/ >/dev/null 2>&1 || return 0
	source_lists
	with_lists update || true
	with_lists source jansson cmocka
}

build_jansson() {
	cd "$work"/sources/jansson-*/
	autoreconf -fi
	timeout 300 ./configure --build=x86_64-pc-linux-gnu --host=$compiler \
		--prefix="$work/root" --disable-shared
	timeout 300 make -C src -j "$(nproc)" install
	make install-pkgconfigDATA
}

# One file, whose own build wants CMake.
build_cmocka() {
	cd "$work"/sources/cmocka-*/
	timeout 300 $compiler-gcc -O2 -w -I include -D__USE_MINGW_ANSI_STDIO=1 \
		-DHAVE_INTTYPES_H -DHAVE_SIGNAL_H -DHAVE_STRINGS_H -DHAVE_MALLOC_H \
		-DHAVE_STRUCT_TIMESPEC -DHAVE_GCC_THREAD_LOCAL_STORAGE -c src/cmocka.c -o cmocka.o
	mkdir -p "$work/root/include" "$work/root/lib/pkgconfig"
	$compiler-ar rcs "$work/root/lib/libcmocka.a" cmocka.o
	cp include/cmocka.h "$work/root/include"
	printf '%s\n' 'Name: cmocka' 'Description: unit tests' 'Version: 1' \
		"Cflags: -I$work/root/include" "Libs: -L$work/root/lib -lcmocka" \
		>"$work/root/lib/pkgconfig/cmocka.pc"
}

# libraries: into $work/root, if not there; why not is the last line of what it says.
libraries() {
	local one
	for one in get_sources build_jansson build_cmocka; do
		[ -e "$work/root/$one" ] && continue
		if ! (set -e; "$one") >"$work/$one.log" 2>&1; then
			echo "$one: $(grep -v '^$' "$work/$one.log" | tail -n 1)"
			return 1
		fi
		mkdir -p "$work/root"
		: >"$work/root/$one"
	done
}
