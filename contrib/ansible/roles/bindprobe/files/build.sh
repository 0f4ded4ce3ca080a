#!/bin/sh
# build.sh FOLDER PROGRAM [ARGUMENT]...: builds the release in FOLDER, with the arguments
# given to its configure. PROGRAM is there when all went well, and nothing else is left.
set -eu

folder=$1
program=$2
shift 2
work=$folder/build
rm -rf "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

mkdir "$work"
cd "$work"
xz -dc "$folder/bindprobe.tar.xz" | tar -xf -
cd bindprobe-*
./configure --disable-shared "$@"
make -j "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)" bindprobe
cp bindprobe "$program.new"
mv "$program.new" "$program"
