# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step of a network costs through Python besides its windows; `network_step.c` is the same in C.

    python network_step.py
"""

import time

import interspike
import numpy as np

WINDOWS, ROUNDS = 100_000, 9
network = interspike.Network("window: 0.001\npopulations:\n  a: {model: input, neurons: 1}\n", seed=7)


def cost(body):
    """Nanoseconds a window; the best of all rounds."""
    best = 1e9
    for _ in range(ROUNDS):
        begin = time.process_time()
        body()
        best = min(best, (time.process_time() - begin) / WINDOWS)
    return 1e9 * best


def steps():
    step = network.step
    for _ in range(WINDOWS):
        step()


def given():
    step, who, when = network.step, np.zeros(1, np.uint32), network.time + 0.001 * np.arange(WINDOWS) + 0.0005
    for window in range(WINDOWS):
        step({"a": (when[window:window + 1], who)})


call, window, spike = cost(steps), cost(lambda: network.step(windows=WINDOWS)), cost(given)
print(f"a step of one window {call:.0f} ns, a window of a long step {window:.0f} ns, the call {call - window:.0f} ns; "
      f"a step with a spike in and out {spike:.0f} ns")
