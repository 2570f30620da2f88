#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the program, the C library, its header and its pkg-config file under PREFIX (default /usr/local).
# Both find the Swift runtime in the toolchain that built them. (A library cannot carry it along: the static
# libraries of Foundation that Swift 6.3 has for Linux do not link into one.)
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=${PREFIX:-/usr/local}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
build=(swift build -c release)
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
