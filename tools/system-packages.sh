#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that Interspike is built from, if any is missing. Says what it does; needs
# no network when nothing is missing. Arguments: further packages, for a check that needs them.
set -euo pipefail

required=(libgsl-dev libdnnl-dev libhdf5-dev zlib1g-dev pkg-config ffmpeg gnuplot-nox fonts-dejavu-core python3-venv "$@")
missing=()
for package in "${required[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "These packages are missing and this system has no apt-get: ${missing[*]}" >&2
  exit 69
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "Installing Debian packages: ${missing[*]}"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
