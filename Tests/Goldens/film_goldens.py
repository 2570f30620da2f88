# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden numbers of one training step on films, with and without a transition between frames, in double precision.

    python Tests/Goldens/film_goldens.py       (ten seconds)

writes film/manifest.json and film/CASE.safetensors beside this script. Made with torch==2.15.0, numpy==2.4.6 and
safetensors==0.8.0. Weights, data, sketches and draws follow the rules of iterative_goldens.py; data are films "x",
[3, frames·pixels].

    loss, mse, kl        F64   means over data and frames
    gradient, sketch     F64   as in family_goldens.py

    u = u₀ and z ~ u in window 3·F·(k + 1); every later draw takes the next window
    before frame f > 1   u ← u₀ + γ (u − u₀),  γ = σ(g + h·s),  h = 0 for a leak,  u as it is without a transition
                         s = ln(mean (x_f − decoder(e^u))²/σ² + 10⁻⁶)
                         first of a later segment: u ← u₀ + constant before that
    Gaussian             π = γ e^{−2ξ} + (1 − γ) e^{−2ξ₀},  u ← u₀ + γ e^{−2ξ} (u − u₀)/π,  ξ ← −½ ln π,
                         s of decoder(u)
    k steps on frame f   of iterative_goldens.py
    loss                 (256/pixels) (1/F) Σ_f [−ln N(x_f; y after the k steps, σ²) + β KL(after them ‖ before them)]

Literature: Vafaii, Galor & Yates, arXiv 2410.19315; for the predict step, Kalman, J. Basic Eng. 82 (1960) 35–45.
"""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import torch

from family_goldens import ARCHITECTURES, filled
from family_models import within
from iterative_goldens import BATCH, BETA, OPENING, STEP, Case, Replica, recorded
from poisson_vae_goldens import save


@dataclass(frozen=True)
class Film:
    transition: str
    decoder: str = "lin"
    family: str = "poisson"
    side: int = 4
    latents: int = 8
    frames: int = 3
    steps_per_frame: int = 2
    frames_per_segment: int = 3


CASES = {
    "none": Film("none"), "leak": Film("leak"), "gated": Film("gated"),
    "leak-segments": Film("leak", frames=4, frames_per_segment=2),
    "gated-mlp": Film("gated", "mlp", frames=2),
    "gated-still": Film("gated", frames=1, steps_per_frame=4),
    "gaussian-none": Film("none", family="gaussian"), "gaussian-leak": Film("leak", family="gaussian"),
    "gaussian-gated": Film("gated", family="gaussian"),
    "gaussian-gated-mlp": Film("gated", "mlp", "gaussian", frames=4, frames_per_segment=2),
}


class Watcher(Replica):
    def __init__(self, film):
        super().__init__(Case(film.family, film.decoder, film.side, film.latents))
        self.film = film
        names = {"none": [], "leak": ["logit_retention"], "gated": ["logit_retention", "surprise_slope"]}
        for name in names[film.transition]:
            self.p[name] = self.parameters[name] = filled(name, (1, film.latents)).requires_grad_()

    def retention(self, expected, x):
        logit = self.p["logit_retention"]
        if self.film.transition == "gated":
            precision = torch.exp(-2 * within(self.p["log_sigma"], 3.45))
            wrong = ((x - self.network.decode(expected)) ** 2 * precision).mean(1, keepdim=True)
            logit = logit + torch.log(wrong + 1e-6) * self.p["surprise_slope"]
        return torch.sigmoid(logit)

    def watch_gaussian(self, frames):
        p, film = self.p, self.film
        steps, rest, xi_rest = p["log_step"].exp(), p["loc"], p["log_scale"]
        window = STEP * film.frames * (film.steps_per_frame + 1)
        u, xi = rest.expand(BATCH, -1), xi_rest.expand(BATCH, -1)
        z = u + xi.exp() * self.noise(window)
        for f, x in enumerate(frames):
            if f > 0:
                if f % film.frames_per_segment == 0:
                    u, xi = rest + (u - rest).detach(), xi_rest + (xi - xi_rest).detach()
                    z = u + xi.exp() * self.noise(window)
                window += 1
                if film.transition != "none":
                    gamma = self.retention(u, x)
                    kept = gamma * (-2 * xi).exp()
                    precision = kept + (1 - gamma) * (-2 * xi_rest).exp()
                    u, xi = rest + kept / precision * (u - rest), -precision.log() / 2
                    z = u + xi.exp() * self.noise(window)
            before, xi_before = u, xi
            for _ in range(film.steps_per_frame):
                window += 1
                q = self.pull(x, z)
                change = self.bound(steps[0] * (q * (2 * xi).exp() - p["log_leak"].exp()), 1, 7)
                scale_change = self.bound(steps[1] * q * (z - u) / 2, 1, 3)
                u, xi = self.bound(u + change, 1, 7), self.bound(xi + scale_change, 1, 2)
                z = u + xi.exp() * self.noise(window)
            kl = ((u - before) ** 2 * (-2 * xi_before).exp() + (2 * (xi - xi_before)).exp()
                  - 2 * (xi - xi_before) - 1) / 2
            yield x, self.network.decode(z), kl.sum(1).mean()

    def watch_poisson(self, frames):
        p, film = self.p, self.film
        largest = (10, 10) if film.decoder == "lin" else (8, 7)
        window = STEP * film.frames * (film.steps_per_frame + 1)
        u = p["log_rate"].expand(BATCH, -1)
        z = self.counts(u, window)
        for f, x in enumerate(frames):
            if f > 0:
                if f % film.frames_per_segment == 0:
                    u = p["log_rate"] + (u - p["log_rate"]).detach()
                    z = self.counts(u, window)
                window += 1
                if film.transition != "none":
                    u = p["log_rate"] + (u - p["log_rate"]) * self.retention(u.exp(), x)
                    z = self.counts(u, window)
            before = u
            for _ in range(film.steps_per_frame):
                window += 1
                force = self.pull(x, z) - p["log_leak"].exp()
                u = self.bound(u + self.bound(p["log_step"].exp() * force, 2, largest[1]), 2, largest[0])
                z = self.counts(u, window)
            gain = u - before
            yield x, self.network.decode(z), (before.exp() * (1 + gain.exp() * (gain - 1))).sum(1).mean()


def golden(name, film):
    watcher, pixels = Watcher(film), film.side**2
    x = filled("x", (BATCH, film.frames, pixels))
    loss, error, divergence = 0, 0, 0
    for seen, y, kl in getattr(watcher, f"watch_{film.family}")(x.unbind(1)):
        loss = loss + watcher.free_energy(seen, y, kl) * 256 / pixels / film.frames
        error = error + ((y - seen) ** 2).sum(1).mean() / film.frames
        divergence = divergence + kl / film.frames
    return recorded(name, watcher, {"loss": loss, "mse": error, "kl": divergence})


def main():
    folder = Path(__file__).resolve().parent / "film"
    folder.mkdir(exist_ok=True)
    manifest = []
    for name, film in CASES.items():
        save(golden(name, film), folder / f"{name}.safetensors", name, "film_goldens.py")
        manifest.append({"name": name, **dataclasses.asdict(film), "decoder": ARCHITECTURES[film.decoder]})
    (folder / "manifest.json").write_text(json.dumps({"cases": manifest, "opening": OPENING, "beta": BETA}, indent=1)
                                          + "\n")


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
