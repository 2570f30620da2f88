#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the program, the C library, its header and its pkg-config file under PREFIX (default /usr/local).
# Both carry the Swift runtime with them: who uses them needs no Swift.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=${PREFIX:-/usr/local}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
scratch=.build/install
build=(swift build -c release --static-swift-stdlib --scratch-path "$scratch")
"${build[@]}" --product interspike
"${build[@]}" --product InterspikeC
built=$("${build[@]}" --show-bin-path)

version=$("$built/interspike" --version)
version=${version%% *}
install -d "$prefix/bin" "$prefix/include" "$prefix/lib/pkgconfig"
install -m 755 "$built/interspike" "$prefix/bin/"
install -m 755 "$built/libInterspikeC.so" "$prefix/lib/"
install -m 644 Sources/CInterspike/include/interspike.h "$prefix/include/"
cat >"$prefix/lib/pkgconfig/interspike.pc" <<PC
prefix=$prefix
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: Interspike
Description: Exact Poisson spike trains, counts and relaxed counts with slopes
Version: $version
Requires.private: gsl
Cflags: -I\${includedir}
Libs: -L\${libdir} -lInterspikeC
PC
echo "installed bin/interspike, lib/libInterspikeC.so, include/interspike.h and lib/pkgconfig/interspike.pc in $prefix"
