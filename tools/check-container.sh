#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the steps of the Dockerfile without an engine: those of the build stage with this machine's toolchain, those of the
# second stage in a bare Debian made by debootstrap, and there the program: its version, spikes equal to those out
# here, and the demo. Needs root, debootstrap, and a network; the Debian stays in .build/container. DATA=DIR has prepared
# photographs in DIR/photos; without them the demo downloads them. What this leaves untried is the images: that the first one is
# what its name says, and that an engine reads the file as this script does.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "check-container: $1" >&2; exit 70; }
PATH=$PATH:/usr/sbin:/sbin
command -v debootstrap >/dev/null || { echo "check-container: debootstrap is missing; apt install debootstrap" >&2; exit 69; }
root=${CONTAINER:-$PWD/.build/container}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Instructions, one a line, with continued lines joined.
instructions=$(sed -e :a -e '/\\$/N; s/\\\n//; ta' Dockerfile | grep -Ev '^(#|$)')
build=$(sed '/^FROM debian/,$d' <<<"$instructions")
runtime=$(sed '1,/^FROM debian/d' <<<"$instructions")

echo "check-container: build stage, with $(swift --version 2>/dev/null | head -n 1)"
apt-get install --simulate -qq --no-install-recommends $(sed -n 's/^RUN .*--no-install-recommends \(.*\) && rm .*/\1/p' <<<"$build") >/dev/null \
  || fail "apt does not know all packages of the build stage"
steps=$(sed -n 's/^RUN \(swift build .*\)/\1/p' <<<"$build")
[ -n "$steps" ] || fail "the Dockerfile does not build with swift build"
bash -euo pipefail -c "${steps//\/out/$out}" >/dev/null

if [ ! -x "$root/usr/bin/apt-get" ] || [ ! -e "$root/complete" ]; then
  echo "check-container: a bare Debian, $root"
  debootstrap --variant=minbase bookworm "$root" >/dev/null
  touch "$root/complete"
fi
for name in swift gcc cc clang; do
  [ ! -e "$root/usr/bin/$name" ] || fail "$root has $name"
done

# There, with processes and files of its own.
there() {
  unshare --mount --pid --fork bash -c '
    mount -t proc proc "$1/proc"
    [ -z "$3" ] || { mkdir -p "$1/given"; mount --bind "$3" "$1/given"; }
    exec chroot "$1" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
      LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive DATA="$4" sh -euc "$2"' bash "$root" "$1" "${2:-}" "${3:-}"
}
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
place=/
while read -r instruction arguments; do
  echo "check-container: $instruction ${arguments:0:60}"
  case $instruction in
  RUN) there "cd $place; $arguments" >/dev/null ;;
  COPY) [ "$arguments" = "--from=build /out /" ] && cp -a "$out/." "$root/" ;;
  WORKDIR) place=$arguments && mkdir -p "$root$place" ;;
  ENTRYPOINT) [ "$arguments" = '["interspike"]' ] ;;
  *) false ;;
  esac || fail "$instruction $arguments failed, or is not known here"
done <<<"$runtime"

there "cd $place; interspike --version"
there "cd $place; rm -rf *; interspike sample --rates 5,20,80 --duration 20 --seed 7 -q -o trains.nwb --figure trains.png; interspike inspect trains.nwb"
.build/release/interspike sample --rates 5,20,80 --duration 20 --seed 7 -q -o "$out/trains.nwb"
cmp "$root$place/trains.nwb" "$out/trains.nwb" || fail "spikes there are not those here"
[ -s "$root$place/trains.png" ] || fail "there is no figure"
cp tools/demo.sh "$root$place/"
there "cd $place; INTERSPIKE=interspike STEPS=${STEPS:-400} RUN=demo bash demo.sh" "${DATA:-}" "${DATA:+/given}"
for name in raster.nwb raster.png dictionary.png training.png spikes-carry.png; do
  [ -s "$root$place/demo/$name" ] || fail "the demo left no $name"
done
du -sh --exclude=proc "$root" | awk '{ print "check-container: the second stage takes " $1 " with the demo" }'
