#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains over two "hosts" on this machine, network namespaces that only a wire of TCP connects, and compares the
# bytes with those of one process. Needs root, iproute2, the program, and .venv/mpi (tools/python-environment.sh).
#   tools/two-hosts.sh [.build/release/interspike]
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

command=(train poisson --data "$folder/d.npy" --latents 64 --batch 100 --steps 40 --threads 1)
"$program" "${command[@]}" -o "$folder/alone" --quiet
before=$(ip netns exec "$a" cat /sys/class/net/eth0/statistics/tx_bytes)
INTERSPIKE_MPI=$mpi/lib/libmpi.so.12 MPIR_CVAR_NOLOCAL=1 MPIR_CVAR_CH4_NETMOD=ofi FI_PROVIDER=tcp \
  UCX_NET_DEVICES=eth0 UCX_TLS=tcp,self \
  ip netns exec "$a" unshare --uts sh -c "hostname $a; exec \"\$@\"" - \
  "$mpi/bin/mpiexec.hydra" -launcher ssh -launcher-exec "$folder/enter" -hosts 10.77.0.1,10.77.0.2 -n 2 \
  "$program" "${command[@]}" -o "$folder/together"
after=$(ip netns exec "$a" cat /sys/class/net/eth0/statistics/tx_bytes)
for file in checkpoint.safetensors metrics.jsonl config.json; do
  cmp "$folder/alone/$file" "$folder/together/$file"
done
echo "two-hosts: two ranks on two hosts give the bytes of one process; $((after - before)) bytes crossed the wire"
