# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes membranes.json: when neurons fire by an integration of their equations with DOP853 at its tightest tolerance.

Run with scipy==1.17.1 and numpy==2.4.6; prints nothing. The step control is SciPy's, the equations are written anew.
Each case has an excitatory and an inhibitory source; times in seconds, potentials in mV.
"""

import json
import pathlib

import numpy as np
from scipy.integrate import solve_ivp

DURATION = 0.4
E = np.e
TAU_E, TAU_I, E_E, E_I = 0.003, 0.007, 0.0, -80.0
LIF = dict(tau=0.02, rest=-70.0, threshold=-55.0, reset=-65.0, refractory=0.002)
ADEX = dict(tau=281 / 30 * 1e-3, rest=-70.6, delta=2.0, soft=-50.4, threshold=0.0, reset=-70.6, refractory=0.001,
            tau_w=0.144, a=4 / 30, b=80.5 / 30)
IZH = dict(a=0.02, b=0.2, reset=-65.0, d=8.0, threshold=30.0, refractory=0.0)
# name, kind, parameters, synapses, weights, drive
CASES = [
    ("lif alpha currents", "lif", LIF, "alpha currents", (9.0, -7.0), 6.0),
    ("lif exponential currents", "lif", LIF, "exponential currents", (14.0, -7.0), 6.0),
    ("lif exponential conductances", "lif", LIF, "exponential conductances", (0.45, -0.6), 0.0),
    ("lif alpha conductances", "lif", LIF, "alpha conductances", (0.3, -0.3), 0.0),
    ("lif delta", "lif", LIF, "delta", (1.7, -1.2), 12.0),
    ("adex delta", "adex", ADEX, "delta", (4.0, -1.5), 20.0),
    ("adex exponential currents", "adex", ADEX, "exponential currents", (20.0, -9.0), 18.0),
    ("adex alpha conductances", "adex", ADEX, "alpha conductances", (0.5, -0.3), 10.0),
    ("adex steady", "adex", dict(ADEX, b=5 / 30, tau_w=0.1, reset=-47.2), "delta", (0.0, 0.0), 32.0),
    ("izhikevich steady", "izhikevich", IZH, "delta", (0.0, 0.0), 10.0),
    ("izhikevich delta", "izhikevich", IZH, "delta", (3.0, -2.0), 4.0),
    ("izhikevich exponential currents", "izhikevich", dict(IZH, a=0.1, d=2.0), "exponential currents", (4.0, -2.5), 4.0),
    ("izhikevich exponential conductances", "izhikevich", IZH, "exponential conductances", (0.06, -0.05), 3.0),
]


def derivative(kind, p, synapses, drive, held):
    def f(t, y):
        v, w, e, i, er, ir = y
        if "conductances" in synapses:
            s = e * (E_E - v) + i * (E_I - v)
        else:
            s = e + i
        if kind == "izhikevich":
            dv = 1000 * (0.04 * v * v + 5 * v + 140 - w + drive + s)
            dw = 1000 * p["a"] * (p["b"] * v - w)
        else:
            dv, dw = p["rest"] + drive - v + s, 0.0
            if kind == "adex":
                dv += p["delta"] * np.exp(min((v - p["soft"]) / p["delta"], 300)) - w
                dw = (p["a"] * (v - p["rest"]) - w) / p["tau_w"]
            dv /= p["tau"]
        return [0.0 if held else dv, dw, er - e / TAU_E, ir - i / TAU_I, -er / TAU_E, -ir / TAU_I]

    return f


def spikes(kind, p, synapses, drive, arrivals):
    v = p["reset"]
    y = np.array([v, p["b"] * v if kind == "izhikevich" else 0.0, 0, 0, 0, 0])
    time, wake, found = 0.0, 0.0, []

    def top(t, y):
        return y[0] - p["threshold"]

    top.terminal, top.direction = True, 1
    for arrival, weight in [*arrivals, (DURATION, 0.0)]:
        while time < arrival:
            held = time < wake
            end = min(arrival, wake) if held else arrival
            course = solve_ivp(derivative(kind, p, synapses, drive, held), (time, end), y, method="DOP853", rtol=3e-14,
                               atol=1e-14, events=None if held else top)
            if not held and len(course.t_events[0]):
                time, y = course.t_events[0][0], course.y_events[0][0].copy()
                found.append(time)
                y[0], wake = p["reset"], time + p["refractory"]
                y[1] += {"adex": p.get("b", 0), "izhikevich": p.get("d", 0)}.get(kind, 0)
            else:
                time, y = end, course.y[:, -1].copy()
        size = abs(weight) if "conductances" in synapses else weight
        place, tau = (2, TAU_E) if weight > 0 else (3, TAU_I)
        if synapses == "delta":
            if time >= wake:
                y[0] += weight
            if y[0] >= p["threshold"]:
                found.append(time)
                y[0], wake = p["reset"], time + p["refractory"]
                y[1] += {"adex": p.get("b", 0), "izhikevich": p.get("d", 0)}.get(kind, 0)
        elif "alpha" in synapses:
            y[place + 2] += E * size / tau
        else:
            y[place] += size
    return found, y


def case(number, name, kind, p, synapses, weights, drive):
    rng = np.random.default_rng(number)
    sent = [np.sort(rng.uniform(0, DURATION, n)) for n in ((160, 60) if weights[0] else (0, 0))]
    delay = 0.001
    arrivals = sorted((t + delay, w) for times, w in zip(sent, weights) for t in times if t + delay < DURATION)
    found, y = spikes(kind, p, synapses, drive, arrivals)
    return {"name": name, "kind": kind, "parameters": p, "synapses": synapses, "weights": weights, "drive": drive,
            "sent": [s.tolist() for s in sent], "spikes": found, "potential": y[0], "adaptation": y[1]}


path = pathlib.Path(__file__).with_name("membranes.json")
path.write_text(json.dumps([case(n, *c) for n, c in enumerate(CASES)], separators=(",", ":")) + "\n")
