#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains, and runs a network, over two "hosts" on this machine, network namespaces that only a wire of TCP connects,
# and compares the bytes with those of one process. Needs root, iproute2, the program, and .venv/mpi
# (tools/python-environment.sh).
#   tools/two-hosts.sh [.build/release/interspike]
#   tools/two-hosts.sh .build/release/interspike cut     cuts the wire instead: two minutes
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:-.build/release/interspike}")
mpi=$PWD/.venv/mpi/mpich
[ "$(id -u)" -eq 0 ] || { echo "two-hosts: only root can make network namespaces" >&2; exit 77; }
command -v ip >/dev/null || { echo "two-hosts: ip is missing; apt install iproute2" >&2; exit 69; }

folder=$(mktemp -d)
a=interspike-a-$$ b=interspike-b-$$
trap 'ip netns delete $a 2>/dev/null; ip netns delete $b 2>/dev/null; rm -rf "$folder"' EXIT
ip netns add "$a"
ip netns add "$b"
ip link add eth0 netns "$a" type veth peer name eth0 netns "$b"
ip -n "$a" address add 10.77.0.1/24 dev eth0
ip -n "$b" address add 10.77.0.2/24 dev eth0
for host in "$a" "$b"; do
  ip -n "$host" link set lo up
  ip -n "$host" link set eth0 up
done

# What stands in for ssh: HOST COMMAND… runs in the network, and under the name, of that host.
cat >"$folder/enter" <<STANDIN
#!/bin/sh
while [ "\${1#-}" != "\$1" ]; do shift; done
[ "\$1" = 10.77.0.1 ] && host=$a || host=$b
shift
exec ip netns exec \$host unshare --uts sh -c "hostname \$host; \$*"
STANDIN
chmod +x "$folder/enter"

"$program" sample --uniform 20 --neurons 64 --duration 400 --seed 1 -o "$folder/spikes.csv" --quiet >/dev/null
python3 - "$folder" <<'PYTHON'
import struct, sys
folder = sys.argv[1]
counts = [[0.0] * 64 for _ in range(400)]
for line in open(f"{folder}/spikes.csv"):
    fields = line.split(",")
    try:
        numbers = [float(field) for field in fields]
    except ValueError:
        continue
    time, neuron = numbers[0], int(numbers[1])
    counts[min(399, int(time))][neuron] += 0.2
header = "{'descr': '<f4', 'fortran_order': False, 'shape': (400, 64), }"
header += " " * (63 - (len(header) + 10) % 64) + "\n"
with open(f"{folder}/d.npy", "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
    for row in counts:
        file.write(struct.pack("<64f", *row))
PYTHON

# Starts the program on both hosts.
together() {
  INTERSPIKE_MPI=$mpi/lib/libmpi.so.12 MPIR_CVAR_NOLOCAL=1 MPIR_CVAR_CH4_NETMOD=ofi FI_PROVIDER=tcp \
    UCX_NET_DEVICES=eth0 UCX_TLS=tcp,self \
    ip netns exec "$a" unshare --uts sh -c "hostname $a; exec \"\$@\"" - \
    "$mpi/bin/mpiexec.hydra" -launcher ssh -launcher-exec "$folder/enter" -hosts 10.77.0.1,10.77.0.2 -n 2 \
    "$program" "$@"
}
training=(train poisson --data "$folder/d.npy" --latents 64 --batch 100 --threads 1)
cat >"$folder/network.yaml" <<'YAML'
duration: 0.1
populations:
  cells: {model: lif, neurons: 400, membrane_time_constant: 0.02, threshold: 20, reset: 10, refractory_time: 0.002}
projections:
  - {from: cells, to: cells, rule: fixed_in_degree, count: 40, weight: -1, delay: 0.0015}
inputs:
  - {to: cells, rate: 8000, weight: 0.2}
YAML

if [ "${2:-}" = cut ]; then
  together "${training[@]}" --steps 100000000 --checkpoint-every 10 -o "$folder/cut" \
    2>"$folder/errors" &
  while [ ! -s "$folder/cut/metrics.jsonl" ] && kill -0 $!; do sleep 0.2; done
  ip -n "$a" link set eth0 down
  cut=$SECONDS
  until grep -q "has waited" "$folder/errors"; do
    [ $((SECONDS - cut)) -lt 80 ] || break
    sleep 0.2
  done
  echo "two-hosts: $((SECONDS - cut)) s after the cut: $(grep "has waited" "$folder/errors" | tail -1)"
  # The launcher itself may wait for its other half for ever.
  ranks() {
    for host in "$a" "$b"; do
      for process in $(ip netns pids "$host"); do cat "/proc/$process/comm" 2>/dev/null || true; done
    done | grep -c '^interspike' || true
  }
  while [ "$(ranks)" -gt 0 ] && [ $((SECONDS - cut)) -lt 120 ]; do sleep 0.2; done
  echo "two-hosts: $((SECONDS - cut)) s after the cut $(ranks) ranks are left: $(tail -1 "$folder/errors")"
  kill $! 2>/dev/null || true
  exit 0
fi

"$program" "${training[@]}" --steps 40 -o "$folder/alone" --quiet
"$program" network "$folder/network.yaml" -o "$folder/alone.nwb" --quiet >/dev/null
bytes() { ip netns exec "$a" cat /sys/class/net/eth0/statistics/tx_bytes; }
before=$(bytes)
together "${training[@]}" --steps 40 -o "$folder/together"
between=$(bytes)
together network "$folder/network.yaml" -o "$folder/together.nwb" >/dev/null
after=$(bytes)
for file in checkpoint.safetensors metrics.jsonl config.json; do
  cmp "$folder/alone/$file" "$folder/together/$file"
done
cmp "$folder/alone.nwb" "$folder/together.nwb"
echo "two-hosts: two ranks on two hosts give the bytes of one process; $((between - before)) bytes of the training" \
  "and $((after - between)) of the network crossed the wire"
