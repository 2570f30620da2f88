# SPDX-License-Identifier: GPL-3.0-or-later
"""The seed contract a second time, in plain Python, from the words of docs/SEED-CONTRACT.md alone.

Writes the golden vectors to seed_contract.json beside it:  python3 Tests/Goldens/seed_contract.py
Made with Python 3.11 and nothing else. Draws are exact; times carry the last digits of this machine's logarithm.
"""

import json
import math
import os
import struct

M32 = 2**32 - 1
VERSION = 2
KEY_VERSION = 1


def philox(counter, key):
    x, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [p1 >> 32 ^ x[1] ^ k[0], p1 & M32, p0 >> 32 ^ x[3] ^ k[1], p0 & M32]
        k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
    return x


def words_of(name, use, root):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return philox((h & M32, h >> 32, use, KEY_VERSION), (root & M32, root >> 32))[:2]


def root_of(seed, stream):
    if not stream:
        return seed
    low, high = words_of(stream, 1, seed)
    return high << 32 | low


def key_of(root, purpose):
    return words_of(purpose, 0, root)


class Draws:
    """The draws at an address, in order."""

    def __init__(self, key, first, second, third):
        self.key, self.address, self.block, self.waiting = key, (first, second, third), 0, []

    def bits(self):
        if not self.waiting:
            w = philox((self.block, *self.address), self.key)
            self.block += 1
            self.waiting = [w[0] << 32 | w[1], w[2] << 32 | w[3]]
        return self.waiting.pop(0)

    def uniform(self):
        return (self.bits() >> 11) / 2**53

    def exponential(self):
        return -math.log(1 - self.uniform())

    def place(self, bound):
        return self.bits() * bound >> 64

    def normal(self):
        while True:
            x = 2 * self.uniform() - 1
            y = 2 * self.uniform() - 1
            s = x * x + y * y
            if 0 < s < 1:
                return x * math.sqrt(-2 * math.log(s) / s)

    def gamma(self, shape):
        if shape < 1:
            whole = self.gamma(shape + 1)
            return whole * math.exp(-self.exponential() / shape)
        d = shape - 1 / 3
        c = 1 / math.sqrt(9 * d)
        while True:
            x = self.normal()
            if 1 + c * x <= 0:
                continue
            v = (1 + c * x) ** 3
            if self.exponential() > d * v - d - d * math.log(v) - x * x / 2:
                return d * v


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def arrivals(seed, purpose, window, trial, neuron, expected):
    """Times in windows, 0 to 1."""
    if expected == 0:
        return []
    rate = math.exp(single(math.log(expected)))
    draws, total, times = Draws(key_of(seed, purpose), neuron, trial, window), 0.0, []
    while True:
        total += draws.exponential()
        if total >= rate:
            return times
        times.append(total / rate)


def renewal(seed, neuron, trial, count, wait, interval):
    key, times = key_of(seed, "simulation/events"), []
    for event in range(count):
        draws = Draws(key, neuron, trial, event)
        times.append(times[-1] + interval(draws) if times else wait(draws))
    return times


def refractory(output, dead):
    drive = output / (1 - output * dead)

    def interval(draws):
        return dead + draws.exponential() / drive

    def wait(draws):
        if draws.uniform() < output * dead:
            return draws.uniform() * dead
        return interval(draws)

    return wait, interval


def gamma_intervals(rate, shape):
    def interval(draws):
        return draws.gamma(shape) / (shape * rate)

    def wait(draws):
        whole = draws.gamma(shape + 1) / (shape * rate)
        return draws.uniform() * whole

    return wait, interval


def thinned(seed, neuron, window, maximum, rate):
    draws = Draws(key_of(seed, "simulation/acceptances"), neuron, 0, window)
    candidates = [window + t for t in arrivals(seed, "simulation/candidates", window, 0, neuron, maximum)]
    return [t for t in candidates if draws.uniform() * maximum < rate(t)]


def copies(seed, neuron, window, mother, probability):
    times = [window + t for t in arrivals(seed, "simulation/mother", window, 0, 0, mother)]
    draws, place, kept = Draws(key_of(seed, "simulation/copies"), neuron, 0, window), 0, []
    while True:
        place += math.floor(draws.exponential() / -math.log1p(-probability))
        if place >= len(times):
            return kept
        kept.append(times[place])
        place += 1


def fixed_in_degree(seed, label, neuron, sources, degree):
    draws = Draws(key_of(seed, "network/connections/" + label), neuron, 0, 0)
    return [draws.place(sources) for _ in range(degree)]


def pairwise(seed, label, neuron, sources, probability):
    draws, source, found = Draws(key_of(seed, "network/connections/" + label), neuron, 0, 0), 0, []
    while True:
        source += math.floor(draws.exponential() / -math.log1p(-probability))
        if source >= sources:
            return found
        found.append(source)
        source += 1


def uniforms(seed, purpose, trial, window, count):
    key, values = key_of(seed, purpose + "/standard-uniforms"), []
    for neuron in range(count):
        word = philox((neuron // 4, 0, trial, window), key)[neuron % 4]
        values.append(((word >> 9) + 0.5) / 2**23)
    return values


def main():
    names = ["training", "evaluation", "simulation", "simulation/events"]
    draws = Draws(key_of(7, "simulation"), 2, 1, 3)
    vectors = {
        "stream_version": VERSION,
        "streams": [
            {
                "seed": str(seed),
                "stream": stream,
                "root": "%016x" % root_of(seed, stream),
                "key": "%08x%08x" % tuple(reversed(key_of(root_of(seed, stream), "simulation"))),
            }
            for seed in (0, 7, 2**64 - 1)
            for stream in ("", "encode", "simulate", "generate", "input", "écrit")
        ],
        "poisson_of_stream": [3 + t for t in arrivals(root_of(7, "input"), "simulation", 3, 1, 1, 20)],
        "keys": [
            {"seed": str(seed), "purpose": name, "key": "%08x%08x" % tuple(reversed(key_of(seed, name)))}
            for seed in (0, 1, 7, 2**64 - 1)
            for name in names
        ],
        "draws": ["%016x" % draws.bits() for _ in range(6)],
        "standard_uniforms": uniforms(7, "training", 1, 3, 6),
        "poisson": [
            {"neuron": n, "rate": rate, "times": [3 + t for t in arrivals(7, "simulation", 3, 1, n, rate)]}
            for n, rate in enumerate((5, 20, 80))
        ],
        "refractory": [renewal(7, n, 1, 8, *refractory(40, 0.005)) for n in range(3)],
        "gamma": [renewal(7, n, 1, 8, *gamma_intervals(20, k)) for n, k in enumerate((0.5, 1, 2.5))],
        "sinusoid": thinned(7, 0, 0, 54, lambda t: 30 * (1 + 0.8 * math.sin(2 * math.pi * 4 * t + 0.5))),
        "copies": copies(7, 1, 2, 60, 0.25),
        "fixed_in_degree": fixed_in_degree(7, "pre/post/0", 3, 1000, 12),
        "pairwise": pairwise(7, "pre/post/1", 3, 1000, 0.02),
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "seed_contract.json")
    with open(path, "w") as file:
        json.dump(vectors, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
