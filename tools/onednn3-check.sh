#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds what calls oneDNN against oneDNN 3 in a build folder of its own and runs the tests of matrices, convolutions
# and training. On a system whose oneDNN is 2 (Debian 12), Debian 13's package of version 3 is unpacked beside, with
# the C library it was built for; nothing of the system changes. apt checks every package against Debian's signature.
#   PACKAGES=DIR   where the packages lie or are put (default .build-onednn3/packages)
set -euo pipefail
cd "$(dirname "$0")/.."

release=trixie
version=3.7.2+ds-2
tests=TensorsTests,LearningTests
folder=$PWD/.build-onednn3
packages=${PACKAGES:-$folder/packages}

if printf '#include <dnnl.h>\n#if DNNL_VERSION_MAJOR < 3\n#error old\n#endif\n' | cc -fsyntax-only -xc - 2>/dev/null; then
  echo "This system's oneDNN is version 3: make test checks it."
  exit 0
fi

# apt as ever, but for another release and in folders of its own.
fetch() {
  local apt=$folder/apt mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -1)
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$packages"
  echo "deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$apt/sources.list"
  local options=(-q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >/dev/null
  (cd "$packages" && apt-get "${options[@]}" download \
    "libdnnl-dev=$version" "libdnnl3.6=$version" "libc6/$release" "libgomp1/$release" "libgcc-s1/$release" \
    "libstdc++6/$release" >/dev/null)
}

root=$folder/root
if ! [ -e "$root/done" ]; then
  compgen -G "$packages/libdnnl3.6_$version*.deb" >/dev/null || fetch
  rm -rf "$root"
  mkdir -p "$root"
  for package in "$packages"/*.deb; do dpkg -x "$package" "$root"; done
  touch "$root/done"
fi
libraries=$root/usr/lib/x86_64-linux-gnu

# The linker must see this oneDNN before the system's, and nothing else of that folder.
mkdir -p "$folder/link"
ln -sf "$libraries/libdnnl.so.3.6" "$folder/link/libdnnl.so"
sed "/^Libs:/s|-L[^ ]*|-L$folder/link|" "$(pkg-config --variable=pcfiledir gsl)/gsl.pc" >"$folder/link/gsl.pc"

# The tests start with the loader and the C library that came along.
export INTERSPIKE_TESTS=$tests
options=(--scratch-path "$folder" --pkg-config-path "$folder/link" -Xcc "-I$root/usr/include"
  -Xlinker --allow-shlib-undefined -Xlinker --disable-new-dtags -Xlinker "-rpath=$libraries"
  -Xlinker "--dynamic-linker=$libraries/ld-linux-x86-64.so.2")
swift build --build-tests "${options[@]}" --quiet
ldd "$(swift build "${options[@]}" --show-bin-path)/InterspikePackageTests.xctest" | grep "libdnnl.so.3"
swift test --skip-build --disable-xctest "${options[@]}" 2>&1 | tee "$folder/tests.log" | grep -a "✘\|Test run with" || true
grep -aq "Test run with .* passed" "$folder/tests.log"
