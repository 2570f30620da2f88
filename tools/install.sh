#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the program with its manual pages and completions, the C library, its header and its pkg-config file under
# PREFIX (default /usr/local);
# BUILT=DIR takes them from a folder of products instead of building them.
# Both find the Swift runtime in the toolchain that built them. (A library cannot carry it along: the static
# libraries of Foundation that Swift 6.3 has for Linux do not link into one.)
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=${PREFIX:-/usr/local}
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
built=${BUILT:-}
if [ -z "$built" ]; then
  build=(swift build -c release)
  "${build[@]}" --product interspike
  "${build[@]}" --product InterspikeC
  "${build[@]}" --product InterspikeNetworks
  built=$("${build[@]}" --show-bin-path)
fi
library=libInterspikeC.so
networks=libInterspikeNetworks.so
[ "$(uname)" = Darwin ] && library=libInterspikeC.dylib networks=libInterspikeNetworks.dylib

version=$("$built/interspike" --version)
version=${version%%[[:space:]]*}
install -d "$prefix/bin" "$prefix/include" "$prefix/lib/pkgconfig"
install -m 755 "$built/interspike" "$prefix/bin/"
install -m 755 "$built/$library" "$built/$networks" "$prefix/lib/"
install -m 644 Sources/CInterspike/include/interspike.h Sources/CInterspike/include/interspike_networks.h "$prefix/include/"
tools/manual.sh "$prefix/bin/interspike" "$prefix/share"
cat >"$prefix/lib/pkgconfig/interspike.pc" <<PC
prefix=$prefix
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: Interspike
Description: Exact Poisson spike trains, counts and relaxed counts with slopes
Version: $version
Requires.private: gsl
Cflags: -I\${includedir}
Libs: -L\${libdir} -Wl,-rpath,\${libdir} -lInterspikeC
PC
sed -e 's/^Name: .*/Name: Interspike networks/' -e 's/^Description: .*/Description: Networks and inference step by step, and all of interspike/' \
  -e 's/-lInterspikeC/-lInterspikeNetworks/' "$prefix/lib/pkgconfig/interspike.pc" >"$prefix/lib/pkgconfig/interspike-networks.pc"
echo "installed bin/interspike, lib/$library, include/interspike.h and lib/pkgconfig/interspike.pc in $prefix"
echo "networks in C and Python: lib/$networks, include/interspike_networks.h and lib/pkgconfig/interspike-networks.pc"
echo "manual pages and completions for bash, zsh and fish are in $prefix/share; try: man interspike"

# Programs built with pkg-config carry the library's folder along; all others ask the dynamic linker.
PATH=$PATH:/usr/sbin:/sbin
if ldconfig -N -X -v 2>/dev/null | grep -q "^$prefix/lib:"; then
  if ldconfig 2>/dev/null; then
    echo "the dynamic linker knows lib/$library (ldconfig has been run)"
  else
    echo "so that the dynamic linker finds lib/$library, run: sudo ldconfig"
  fi
else
  echo "$prefix/lib is not a folder of the dynamic linker: build programs with"
  echo "  PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs interspike"
  echo "which tells them where the library is; for Python put $prefix/bin into PATH, or set"
  echo "  INTERSPIKE_LIBRARY=$prefix/lib/$library"
fi
