# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes evaluation.json: what NumPy, SciPy and scikit-learn make of the data that the tests of Evaluation make again.

Data come from one arbitrary sequence, so that only results are stored. Run with numpy==2.4.6, scipy==1.17.1 and
scikit-learn==1.9.1; prints nothing.
"""

import itertools
import json
import pathlib

import numpy as np
from scipy import optimize, stats
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier


def arbitrary(shape, lower, upper, salt):
    """The sequence of LayerSlopes.swift."""
    state = (salt * 7919 + 12345) % 2**64
    places = []
    for _ in range(int(np.prod(shape))):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        places.append(state >> 40)
    unit = np.array(places, dtype=np.float32) / np.float32(2**24)
    return (np.float32(lower) + np.float32(upper - lower) * unit).reshape(shape)


def clouds(count, width, classes, salt):
    """Classes in turn, each around a centre of its own."""
    centres = arbitrary((classes, width), -1, 1, salt)
    labels = np.arange(count) % classes
    return (centres[labels] + arbitrary((count, width), -1.5, 1.5, salt + 1)).astype(np.float32), labels


def sparsity():
    z = arbitrary((9, 6), -1, 1, 3).astype(np.float64)
    z[np.abs(z) < 0.4] = 0
    z[4] = 0
    z[:, 2] = 0

    def score(axis):
        m = z.shape[axis]
        square = np.sum(z**2, axis)
        ratio = np.sum(np.abs(z), axis) ** 2 / np.where(square == 0, 1, square) / m
        return np.where(square == 0, 1, (1 - ratio) / (1 - 1 / m))

    return {"lifetime": score(0).tolist(), "population": score(1).mean()}


def gap_edge(values, limit=None):
    """The lower edge of the topmost of 2K empty bins, met from above; -inf without such a run."""
    counts, edges = np.histogram(values, bins=10 * len(values) - 1)
    end = len(counts) if limit is None else np.digitize(limit, edges) - 1
    occupied = "".join("x" if n else "." for n in counts[:end])
    start = occupied.rfind("." * (2 * len(values)))
    return -np.inf if start < 0 else edges[start + 2 * len(values) - 1]


def outlying(norms, fraction):
    logs = np.log(np.maximum(norms, np.finfo("float32").eps))
    dead = logs < gap_edge(logs, np.median(logs))
    counts, edges = np.histogram(logs, bins=len(logs) // fraction - 1)
    occupied = (counts > 0).astype(int)
    falls, rises = np.flatnonzero(np.diff(occupied) < 0), np.flatnonzero(np.diff(occupied) > 0)
    if len(falls):
        dead |= logs < edges[falls[0] + 1]
    if len(rises):
        dead |= logs > edges[rises[-1]]
    return dead


def dead_neurons():
    cases = []
    for salt, dead, gap, giants in [
        (11, 8, 2.0, 2), (12, 30, 4.0, 0), (13, 0, 0.0, 0), (14, 50, 7.0, 3), (15, 6, 3.0, 1),
    ]:
        count = 64
        kl = np.exp(arbitrary((count,), -4.5, -1.5, salt).astype(np.float64))
        norms = np.exp(arbitrary((count,), -0.3, 0.3, salt + 100).astype(np.float64))
        kl[:dead] *= np.exp(-2 - gap)
        norms[:dead] *= np.exp(-gap)
        norms[count - giants :] *= np.exp(1.5)
        logs = np.log(np.maximum(kl, np.finfo("float32").eps))
        order = np.argsort(kl, kind="stable")
        alive = np.flatnonzero(~outlying(norms, 8)[order])
        prefix = np.zeros(count, bool)
        prefix[order[: alive[0] if len(alive) else 0]] = True
        rules = {
            "divergence": kl < 0.01,
            "norm2": outlying(norms, 2),
            "norm8": outlying(norms, 8),
            "prefix": prefix | (kl < 3e-4),
            "gap": (logs < gap_edge(logs)) | (kl < 3e-4),
        }
        cases.append({
            "kl": kl.tolist(), "norms": norms.tolist(),
            "rules": {name: np.flatnonzero(found).tolist() for name, found in rules.items()},
        })
    return cases


def neighbours():
    x, y = clouds(400, 6, 5, 21)
    model = KNeighborsClassifier(n_neighbors=5).fit(x[:300].astype(np.float64), y[:300])
    return model.predict(x[300:].astype(np.float64)).tolist()


def logistic():
    fits = []
    for classes, c in [(3, 1.0), (3, 0.01), (2, 1.0), (2, 100.0)]:
        x, y = clouds(300, 4, classes, 31)
        x = x * np.float32([1, 5, 0.2, 1]) + np.float32([0, 3, 0, -20])
        x = x.astype(np.float32)
        model = LogisticRegression(C=c, tol=1e-12, max_iter=100_000).fit(
            x.astype(np.float64), y)
        fits.append({
            "classes": classes, "c": c, "weights": model.coef_.ravel().tolist(),
            "intercepts": model.intercept_.tolist(),
            "labels": model.predict(x.astype(np.float64)).tolist(),
        })
    return fits


def shattering():
    x, y = clouds(360, 4, 6, 41)
    x = x.astype(np.float64)
    accuracies = []
    for half in itertools.combinations(range(6), 3):
        cut = np.isin(y, half)
        model = LogisticRegression(tol=1e-10, max_iter=10_000).fit(x[:240], cut[:240])
        accuracies.append(model.score(x[240:], cut[240:]))
    return {"accuracies": accuracies, "mean": float(np.mean(accuracies))}


def gabor(p, side):
    a, x0, y0, theta, f, phi, su, sv = p
    y, x = np.mgrid[:side, :side].astype(float)
    u = (x - x0) * np.cos(theta) + (y - y0) * np.sin(theta)
    v = -(x - x0) * np.sin(theta) + (y - y0) * np.cos(theta)
    return a * np.exp(-(u**2) / (2 * su**2) - v**2 / (2 * sv**2)) * np.cos(2 * np.pi * f * u + phi)


def gabors():
    cases = []
    planted = [
        (1.0, 7.2, 8.1, 0.5, 0.15, 0.3, 2.0, 3.0), (2.5, 4.0, 11.0, 2.2, 0.22, -1.4, 1.6, 2.4),
        (0.3, 10.5, 6.5, 1.3, 0.10, 1.6, 2.5, 4.0), (1.0, 8.0, 3.0, 2.9, 0.30, 0.0, 1.5, 1.5),
    ]
    for salt, truth in enumerate(planted, 51):
        noise = truth[0] * arbitrary((16, 16), -0.12, 0.12, salt).astype(np.float64)
        atom = gabor(truth, 16) + noise
        fit = optimize.least_squares(
            lambda p: (gabor(p, 16) - atom).ravel(), truth, xtol=1e-14, ftol=1e-14, gtol=1e-14)
        assert fit.success
        variance = 1 - 2 * fit.cost / np.sum((atom - atom.mean()) ** 2)
        cases.append({
            "salt": salt, "truth": truth, "fit": fit.x.tolist(), "explainedVariance": variance})
    return cases


def bootstrap():
    data = arbitrary((12,), 0, 1, 61).astype(np.float64) ** 3
    found = []
    for name, statistic in [("mean", np.mean), ("median", np.median)]:
        kwargs = dict(vectorized=False, n_resamples=199, confidence_level=0.9)
        first = stats.bootstrap((data,), statistic, method="percentile", rng=1, **kwargs)
        kwargs["n_resamples"] = 0
        bca = stats.bootstrap((data,), statistic, method="BCa", bootstrap_result=first, **kwargs)
        error = float(first.standard_error)
        half = error * stats.t.ppf(0.995, len(data) - 1)
        found.append({
            "statistic": name, "estimate": float(statistic(data)),
            "replicates": first.bootstrap_distribution.tolist(),
            "percentile": list(first.confidence_interval), "bca": list(bca.confidence_interval),
            "standardError": error, "student": [statistic(data) - half, statistic(data) + half],
        })
    return {"data": data.tolist(), "found": found}


def sigmoids():
    """Published means of a sweep of beta: sparsity against ln beta and against squared error, and made points."""
    beta = np.log([0.01, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 4])
    error = np.array([3.35, 28.73, 52.29, 72.16, 88.55, 102.39, 130.96, 234.52])
    lifetime = np.array([0.3252, 0.4023, 0.5017, 0.6077, 0.7083, 0.7897, 0.9122, 0.9971])
    made = np.linspace(-3, 3, 15)
    noisy = 2 - 1.5 / (1 + np.exp(-1.7 * (made - 0.4))) + arbitrary((15,), -0.05, 0.05, 71)
    cases = []
    for x, y, start in [
        (beta, lifetime, (0.3, 0.7, 2, -0.7)), (error, lifetime, (0.2, 0.8, 0.03, 70)),
        (made, noisy, (0.5, 1.5, -1.7, 0.4)),
    ]:
        def curve(x, floor, height, slope, middle):
            return floor + height / (1 + np.exp(-slope * (x - middle)))

        p, _ = optimize.curve_fit(curve, x, y, p0=start, maxfev=100_000, xtol=1e-14, ftol=1e-14)
        residual = np.sum((curve(x, *p) - y) ** 2)
        cases.append({
            "x": x.tolist(), "y": y.tolist(), "fit": p.tolist(),
            "rSquared": 1 - residual / np.sum((y - y.mean()) ** 2)})
    return cases


if __name__ == "__main__":
    goldens = {
        "sparsity": sparsity(), "deadNeurons": dead_neurons(), "neighbours": neighbours(),
        "logistic": logistic(), "shattering": shattering(), "gabors": gabors(),
        "bootstrap": bootstrap(), "sigmoids": sigmoids(),
    }
    path = pathlib.Path(__file__).with_name("evaluation.json")
    path.write_text(json.dumps(goldens) + "\n")
