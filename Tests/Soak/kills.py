#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the program at random moments of its work, and looks at what is left.

    python3 Tests/Soak/kills.py .build/release/interspike --kills 200 --seed 1

Every kill is SIGKILL or SIGTERM, by lot, at a moment drawn evenly from the time the work takes. Afterwards
- every earlier file is as it was, or is the whole new one;
- after SIGTERM the program has ended with status 143 within the time allowed, and no partial file is there;
- work that goes on, or is begun again, ends with the bytes of work that nobody interrupted, and no partial file.
Runs by hand; it takes a few minutes. Exits 1 when anything does not hold.
"""

import argparse
import array
import hashlib
import math
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

ALLOWED_SECONDS = 1.5


def write_npy(path, rows, columns, value):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    numbers = array.array("f", (value(i) for i in range(rows * columns)))
    path.write_bytes(
        b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + numbers.tobytes())


def write_film(path, frames, width, height):
    film = bytearray(f"YUV4MPEG2 W{width} H{height} F25:1 Ip A1:1 Cmono\n".encode())
    for frame in range(frames):
        film += b"FRAME\n" + bytes(
            int(128 + 100 * math.sin((x + frame) * 0.7) * math.cos(y * 0.4))
            for y in range(height) for x in range(width))
    path.write_bytes(film)


def contents(folder):
    """The files below a folder with their check sums."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


def is_partial(name):
    return ".partial" in name or ".scratch" in name


class Work:
    """A command whose outputs are `outputs`; it is begun again from the start."""

    def __init__(self, name, arguments, outputs):
        self.name, self.arguments, self.outputs = name, arguments, outputs

    def next_arguments(self, folder):
        return self.arguments


class Training(Work):
    """A command that fills the run folder `run`, and goes on where it stood."""

    def __init__(self, name, arguments):
        super().__init__(name, arguments + ["-o", "run"], ["run"])

    def next_arguments(self, folder):
        if (folder / "run/config.json").exists():
            return [self.arguments[0], "--resume", "run"]
        return self.arguments


class Stream(Work):
    """The stream, which SIGTERM ends early with whole files of what was seen."""


class Sweep(Work):
    def __init__(self):
        super().__init__("sweep", ["sweep", "sweep.yaml"], ["cells"])


WORKS = [
    Training("train", [
        "train", "poisson", "--data", "data.npy", "--held-out", "held.npy", "--latents", "64",
        "--batch", "200", "--steps", "400", "--checkpoint-every", "25", "--evaluate-every", "50",
        "--keep", "3", "--keep-best"]),
    Training("iterative", [
        "train", "iterative-poisson", "--data", "data.npy", "--latents", "64", "--unroll", "8",
        "--batch", "100", "--steps", "120", "--checkpoint-every", "15"]),
    Training("sparse", [
        "sparse", "lca", "--data", "data.npy", "--latents", "64", "--iterations", "100", "--batch",
        "100", "--steps", "60", "--checkpoint-every", "10"]),
    Work("sample", [
        "sample", "--uniform", "200", "--neurons", "200", "--duration", "60", "-o", "out.nwb"],
        ["out.nwb"]),
    Work("encode", [
        "encode", "--data", "rates.npy", "--trials", "15", "--window", "1", "-o", "out.csv"],
        ["out.csv"]),
    Work("simulate", [
        "simulate", "model", "--data", "data.npy", "--count", "100", "--trials", "150", "-o",
        "out.nirdata"], ["out.nirdata"]),
    Stream("stream", [
        "stream", "watcher", "--video", "film.y4m", "-o", "out.npy", "--reconstruction", "seen.mp4",
        "--save-state", "state.safetensors"], ["out.npy", "seen.mp4", "state.safetensors"]),
    Sweep(),
]


class Soak:
    def __init__(self, program, seed, folder):
        self.program, self.folder = program, folder
        self.lot = random.Random(seed)
        self.faults = []
        self.longest = 0.0

    def run(self, arguments, folder, kill_after=None, number=signal.SIGKILL):
        """Runs the program; the status, and the seconds it took after a signal."""
        process = subprocess.Popen(
            [self.program, *arguments, "--quiet"] + ([] if arguments[0] == "sweep" else ["--threads", "1"]),
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        took = 0.0
        if kill_after is not None:
            try:
                process.wait(kill_after)
            except subprocess.TimeoutExpired:
                sent = time.monotonic()
                process.send_signal(number)
                process.wait(120)
                took = time.monotonic() - sent
        errors = process.stderr.read().decode(errors="replace")
        process.wait()
        return process.returncode, took, errors

    def require(self, arguments, folder):
        status, _, errors = self.run(arguments, folder)
        if status != 0:
            sys.exit(f"{' '.join(arguments)} failed: {errors}")

    def prepare(self):
        inputs = self.folder / "inputs"
        inputs.mkdir()
        lot = random.Random(5)
        write_npy(inputs / "data.npy", 400, 64, lambda _: lot.gauss(0, 1))
        write_npy(inputs / "held.npy", 100, 64, lambda _: lot.gauss(0, 1))
        write_npy(inputs / "rates.npy", 20, 64, lambda _: lot.random())
        write_film(inputs / "film.y4m", 80, 160, 96)
        (inputs / "sweep.yaml").write_text(
            "output: cells\ncommand: train poisson\nsettings: {data: data.npy, held_out: held.npy, latents: 32, "
            "batch: 100, steps: 150, checkpoint_every: 20}\ngrid: {seed: [1, 2]}\nworkers: 2\n")
        self.require(["train", "poisson", "--data", "data.npy", "--latents", "64", "--batch", "100",
                      "--steps", "50", "-o", "model"], inputs)
        self.require(["train", "iterative-poisson", "--data", "data.npy", "--latents", "64", "--unroll",
                      "4", "--batch", "100", "--steps", "20", "-o", "watcher"], inputs)
        self.inputs = inputs

    def place(self, name):
        """A folder with all inputs in it; of one name for all kills, for config.json names its data."""
        folder = self.folder / name
        shutil.copytree(self.inputs, folder)
        return folder

    def whole(self, work):
        folder = self.place(work.name)
        begun = time.monotonic()
        self.require(work.arguments, folder)
        seconds = time.monotonic() - begun
        made = self.made(work, folder)
        shutil.rmtree(folder)
        return made, seconds

    def made(self, work, folder):
        found = contents(folder)
        return {name: found[name] for name in found
                if any(name == output or name.startswith(f"{output}/") for output in work.outputs)}

    def fault(self, work, words):
        self.faults.append(f"{work.name}: {words}")
        print("FAULT", self.faults[-1], file=sys.stderr, flush=True)

    def one(self, work, whole, seconds, tally):
        folder = self.place(work.name)
        earlier = {}
        if not isinstance(work, (Training, Sweep)):
            for output in work.outputs:
                (folder / output).write_text("an earlier file")
                earlier[output] = contents(folder)[output]
        before = contents(folder)
        number = self.lot.choice([signal.SIGKILL, signal.SIGTERM])
        moment = self.lot.uniform(0, seconds)
        status, took, errors = self.run(work.next_arguments(folder), folder, moment, number)
        if status == 0:
            tally["ended before"] += 1
        tally["SIGKILL" if number == signal.SIGKILL else "SIGTERM"] += 1
        after = contents(folder)
        ended_early = isinstance(work, Stream) and status == 128 + signal.SIGTERM
        if ended_early and after.get("out.npy") != before["out.npy"]:
            self.require(["stream", "watcher", "--video", "seen.mp4", "--resume", "state.safetensors"], folder)
        for name, sum_ in before.items():
            is_new = name in earlier and (after.get(name) == whole.get(name) or ended_early and name in after)
            if after.get(name) != sum_ and not is_new:
                tally["harmed"] += 1
                self.fault(work, f"{name} was harmed by {number.name} after {moment:.3f} s")
        left = [name for name in after if is_partial(name)]
        if number == signal.SIGKILL:
            tally["left by SIGKILL"] += len(left)
            # The children of a sweep end by themselves.
            if isinstance(work, Sweep):
                time.sleep(1.5)
        else:
            self.longest = max(self.longest, took)
            # Before the program listens, the signal itself ends it; a shell says 143 of that, too.
            if status not in (0, 128 + number, -number):
                self.fault(work, f"status {status} after {moment:.3f} s: {errors[-300:]}")
            if took > ALLOWED_SECONDS:
                self.fault(work, f"took {took:.2f} s to end, killed after {moment:.3f} s")
            if left:
                tally["left by SIGTERM"] += len(left)
                self.fault(work, f"{left} left by {number.name} after {moment:.3f} s")
        status, _, errors = self.run(work.next_arguments(folder), folder)
        if status != 0:
            self.fault(work, f"did not go on after {number.name} at {moment:.3f} s: {errors[-300:]}")
        if self.made(work, folder) != whole:
            tally["unequal"] += 1
            self.fault(work, f"other bytes after {number.name} at {moment:.3f} s")
        left = [name for name in contents(folder) if is_partial(name)]
        if left:
            tally["left at the end"] += len(left)
            self.fault(work, f"{left} left after going on")
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one kind of work, by its name")
    options = parser.parse_args()
    works = [work for work in WORKS if options.only in (None, work.name)]
    columns = ["SIGKILL", "SIGTERM", "ended before", "harmed", "unequal", "left by SIGKILL",
               "left by SIGTERM", "left at the end"]
    with tempfile.TemporaryDirectory(prefix="interspike-kills-") as folder:
        soak = Soak(str(pathlib.Path(options.program).resolve()), options.seed, pathlib.Path(folder))
        soak.prepare()
        print("| work | seconds | " + " | ".join(columns) + " |\n|" + "---|" * (2 + len(columns)))
        total = dict.fromkeys(columns, 0)
        for place, work in enumerate(works):
            whole, seconds = soak.whole(work)
            tally = dict.fromkeys(columns, 0)
            for _ in range(options.kills * (place + 1) // len(works) - options.kills * place // len(works)):
                soak.one(work, whole, seconds, tally)
            print(f"| {work.name} | {seconds:.2f} | " + " | ".join(str(tally[c]) for c in columns) + " |", flush=True)
            for column in columns:
                total[column] += tally[column]
        print("| all | | " + " | ".join(str(total[c]) for c in columns) + " |")
        print(f"\nThe longest time from SIGTERM to the end: {soak.longest:.2f} s. Faults: {len(soak.faults)}.")
    sys.exit(1 if soak.faults else 0)


if __name__ == "__main__":
    main()
