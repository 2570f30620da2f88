# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden numbers of one training step of iterative autoencoders, in double precision.

    python Tests/Goldens/iterative_goldens.py       (ten seconds)

writes iterative/manifest.json and iterative/CASE.safetensors beside this script; the last bits of some
depend on the processor. Made with torch==2.15.0, numpy==2.4.6 and safetensors==0.8.0.
Weights, data and sketches of large gradients follow the rule of family_goldens.py; the draws are those of
the seed contract (seed 7, purpose "training", trials from 0), made here once more from its words. Training
step 3 of T inference steps draws the belief of step t in window 3·(T + 1) + t; an inner step that is not the
last of its step draws at purpose "training/inner i".

    x                  F32   [B, pixels] for stationary input, else [B, T, pixels]
    potentials         F64   log-rates or locations after the last step
    loss, mse, kl      F64   means over the batch
    gradient.NAME or sketch.NAME

    Poisson    z ~ relaxed Poisson(e^u),  f = J'[(x − y)/σ²] − e^b − [inner > 1] β_in (u − u_p)
               u ← c(u + c(e^η f)),  c(v) = softclamp(max(v, −8), 2 + ε(10 − 2)); 8 and 7 instead of 10 for
               states and steps of a decoder that is not linear
    Gaussian   z = u + e^ξ ε,  a = e^g act(z),  q = e^g act'(z) J'[(x − y)/σ²]
               u ← s₇(u + s₇(e^{η₁}{[q − β_in (u − u_p) e^{−2ξ_p}] e^{2ξ} − e^b}))
               ξ ← s₂(ξ + s₃(e^{η₂}{q (z − u) − β_in (e^{2(ξ − ξ_p)} − 1)}/2)),  s_c(v) = c'·tanh(v/c')
               with c' = 1 + ε(c − 1)
    loss       (256/pixels) (1/T) Σ_t [−ln N(x_t; y_t, σ²) + β KL(t ‖ t−1)],  ln σ = 3.45 tanh(s/3.45)

y_t and step t + 1 share one draw. J' is made by autograd, also for linear decoders; derivatives of act too.

Literature: Vafaii, Galor & Yates, arXiv 2410.19315, and their code.
"""

import dataclasses
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch

from family_goldens import ARCHITECTURES, STORED, SUMS, filled, mixed, sign_and_tail, words
from family_models import LATENT_ACTIVATIONS, Architecture, below, model, within
from poisson_vae_goldens import PURPOSE, SEED, arrival_sums, purpose_key, save

BATCH, TEMPERATURE, BETA, OPENING, STEP, INNER_BETA = 3, 0.3, 0.7, 0.4, 3, 0.6
ACTIVATIONS = LATENT_ACTIVATIONS | {
    "tanh": torch.tanh, "gompertz": lambda z: torch.exp(-torch.exp(-z)),
    "naka-rushton": lambda z: torch.relu(z) ** 2 / (1 + torch.relu(z) ** 2),
    "fitzhugh-nagumo": lambda z: z - z**3 / 3,
    "gaussian-cdf": torch.special.ndtr, "arctan": lambda z: torch.atan(z) / torch.pi + 0.5,
    "adaptive-exponential": lambda z: torch.sigmoid(z - 1 + 0.2 * torch.exp((z - 1) / 0.2))}


@dataclass(frozen=True)
class Case:
    family: str
    decoder: str = "lin"
    side: int = 4
    latents: int = 8
    unroll: int = 4
    segments: int = 1
    inner: int = 1
    activation: str = "none"
    published: bool = False
    moving: bool = False
    decoder_bias: bool = False
    channels: int = 4

    @property
    def steps(self):
        return self.unroll * self.segments


CASES = {
    "poisson": Case("poisson"), "poisson-published": Case("poisson", published=True),
    "poisson-inner": Case("poisson", inner=3, unroll=2), "poisson-segments": Case("poisson", unroll=2, segments=2),
    "poisson-moving": Case("poisson", moving=True), "poisson-mlp": Case("poisson", "mlp", unroll=3),
    "poisson-conv": Case("poisson", "conv", side=16, unroll=2, decoder_bias=True),
    "gaussian": Case("gaussian"), "gaussian-inner": Case("gaussian", inner=2, unroll=3),
    "gaussian-segments": Case("gaussian", unroll=2, segments=2),
    "gaussian-mlp": Case("gaussian", "mlp", unroll=3, activation="softplus"),
} | {f"gaussian-{name}": Case("gaussian", unroll=3, activation=name)
     for name in ("relu", "sigmoid", "square", "tanh", "gompertz", "naka-rushton", "fitzhugh-nagumo",
                 "gaussian-cdf", "arctan", "adaptive-exponential")}


class Replica:
    def __init__(self, case):
        self.case = case
        pixels = case.side**2
        self.network = model(Architecture("poisson", "lin", case.decoder, case.side, case.latents,
                                          channels=case.channels, decoder_bias=case.decoder_bias)).double()
        shapes = {"log_sigma": (1, pixels), "log_leak": (1, case.latents)}
        if case.family == "poisson":
            shapes |= {"log_step": (1,), "log_rate": (1, case.latents)}
        else:
            shapes |= {"log_step": (2,), "loc": (1, case.latents), "log_scale": (1, case.latents)}
            if case.activation != "none":
                shapes["log_gain"] = (1, case.latents)
        self.p = {name: filled(name, shape).requires_grad_() for name, shape in shapes.items()}
        with torch.no_grad():
            for name, parameter in self.network.named_parameters():
                parameter.copy_(filled(name, tuple(parameter.shape)))
        self.parameters = {name: parameter for name, parameter in self.network.named_parameters()
                           if name.startswith(("fc_dec", "dec"))} | self.p

    def pull(self, x, latents):
        """J'[(x − y)/σ²] by autograd, differentiable in everything."""
        y = self.network.decode(latents)
        direction = (x - y) * torch.exp(-2 * within(self.p["log_sigma"], 3.45))
        (pulled,) = torch.autograd.grad(y, latents, direction, create_graph=True)
        return pulled

    def free_energy(self, x, y, kl):
        log_sigma = within(self.p["log_sigma"], 3.45)
        density = ((x - y) ** 2 * torch.exp(-2 * log_sigma) / 2 + log_sigma + math.log(2 * math.pi) / 2)
        return density.sum(1).mean() + BETA * kl

    def bound(self, value, closed, opened):
        limit = closed + OPENING * (opened - closed)
        if self.case.family == "poisson":
            return below(value.clamp(min=-8), limit)
        return within(value, limit)

    # Poisson
    def counts(self, u, window, purpose=PURPOSE):
        key, rates = purpose_key(purpose), u.exp()
        trains = {place: arrival_sums(key, place[1], place[0], (1 + 40 * TEMPERATURE) * float(rate), window)
                  for place, rate in numpy.ndenumerate(rates.detach().numpy())}
        sums = numpy.full((max(map(len, trains.values())), *rates.shape), 1e9)
        for (b, k), train in trains.items():
            sums[: len(train), b, k] = train
        return torch.sigmoid((1 - torch.from_numpy(sums) / rates) / TEMPERATURE).sum(0)

    def poisson(self, frames, window):
        p, case = self.p, self.case
        largest = (10, 10) if case.decoder == "lin" else (8, 7)
        u = p["log_rate"].expand(BATCH, -1)
        z = self.counts(u, window)
        for t in range(1, case.steps + 1):
            if t > 1 and (t - 1) % case.unroll == 0:
                u = p["log_rate"] + (u - p["log_rate"]).detach()
                z = self.counts(u, window + t - 1)
            x, before = frames(t), u
            for inner in range(1, case.inner + 1):
                force = self.pull(x, z) - p["log_leak"].exp()
                if case.inner > 1:
                    force = force - INNER_BETA * (u - before)
                u = self.bound(u + self.bound(p["log_step"].exp() * force, 2, largest[1]), 2, largest[0])
                last = inner == case.inner
                z = self.counts(u, window + t, PURPOSE if last else f"{PURPOSE}/inner {inner}")
            gain = u - before
            weight = u if case.published else before
            yield x, self.network.decode(z), (weight.exp() * (1 + gain.exp() * (gain - 1))).sum(1).mean(), u

    # Gaussian
    def noise(self, window, purpose=PURPOSE):
        negative, tail = sign_and_tail(words(f"{purpose}/standard-normals", self.case.latents, window))
        size = -torch.special.ndtri(tail / 2)
        return torch.where(negative, -size, size)

    def activate(self, z):
        if self.case.activation == "none":
            return z, torch.ones_like(z)
        value = ACTIVATIONS[self.case.activation](z)
        (slope,) = torch.autograd.grad(value.sum(), z, create_graph=True)
        gain = self.p["log_gain"].exp()
        return value * gain, slope * gain

    def gaussian(self, frames, window):
        p, case = self.p, self.case
        steps = p["log_step"].exp()
        u, xi = p["loc"].expand(BATCH, -1), p["log_scale"].expand(BATCH, -1)
        z = u + xi.exp() * self.noise(window)
        for t in range(1, case.steps + 1):
            if t > 1 and (t - 1) % case.unroll == 0:
                u, xi = (q + (v - q).detach() for q, v in ((p["loc"], u), (p["log_scale"], xi)))
                z = u + xi.exp() * self.noise(window + t - 1)
            x, before, xi_before = frames(t), u, xi
            for inner in range(1, case.inner + 1):
                a, slope = self.activate(z)
                q = slope * self.pull(x, a)
                kl_u = kl_xi = 0
                if case.inner > 1:
                    kl_u = INNER_BETA * (u - before) * (-2 * xi_before).exp()
                    kl_xi = INNER_BETA * ((2 * (xi - xi_before)).exp() - 1)
                change = self.bound(steps[0] * ((q - kl_u) * (2 * xi).exp() - p["log_leak"].exp()), 1, 7)
                scale_change = self.bound(steps[1] * (q * (z - u) - kl_xi) / 2, 1, 3)
                u, xi = self.bound(u + change, 1, 7), self.bound(xi + scale_change, 1, 2)
                last = inner == case.inner
                z = u + xi.exp() * self.noise(window + t, PURPOSE if last else f"{PURPOSE}/inner {inner}")
            kl = ((u - before) ** 2 * (-2 * xi_before).exp() + (2 * (xi - xi_before)).exp()
                  - 2 * (xi - xi_before) - 1) / 2
            yield x, self.network.decode(self.activate(z)[0]), kl.sum(1).mean(), u


def recorded(name, replica, found):
    """A loss with its parts and, of all its slopes, the values or the sketches."""
    found = {key: torch.as_tensor(value).reshape(-1) if key != "potentials" else value for key, value in found.items()}
    gradients = torch.autograd.grad(found["loss"], list(replica.parameters.values()), allow_unused=True)
    for parameter, gradient in zip(replica.parameters, gradients):
        if gradient is None:
            continue
        g = gradient.numpy()
        if g.size <= STORED:
            found[f"gradient.{parameter}"] = g
            continue
        bits = mixed("signs", parameter, g.size)
        sums = [numpy.where(bits >> numpy.uint64(j) & numpy.uint64(1), -g.ravel(), g.ravel()).sum()
                for j in range(SUMS)]
        found[f"sketch.{parameter}"] = numpy.array([numpy.linalg.norm(g), *sums])
    found = {f"sampled.{key}" if key != "potentials" else key:
             numpy.ascontiguousarray(torch.as_tensor(value).detach().numpy()) for key, value in found.items()}
    print(name, *(f"{key} {found[f'sampled.{key}'][0]:.10g}" for key in ("loss", "mse", "kl")))
    return found


def golden(name, case):
    replica, pixels = Replica(case), case.side**2
    x = filled("x", (BATCH, case.steps, pixels) if case.moving else (BATCH, pixels))
    frames = (lambda t: x[:, t - 1]) if case.moving else (lambda t: x)
    window = STEP * (case.steps + 1)
    loss, error, divergence = 0, 0, 0
    for seen, y, kl, u in getattr(replica, case.family)(frames, window):
        loss = loss + replica.free_energy(seen, y, kl) * 256 / pixels / case.steps
        error = error + ((y - seen) ** 2).sum(1).mean() / case.steps
        divergence = divergence + kl / case.steps
    return recorded(name, replica, {"potentials": u, "loss": loss, "mse": error, "kl": divergence})


def main():
    folder = Path(__file__).resolve().parent / "iterative"
    folder.mkdir(exist_ok=True)
    manifest = []
    for name, case in CASES.items():
        save(golden(name, case), folder / f"{name}.safetensors", name, "iterative_goldens.py")
        manifest.append({"name": name, **dataclasses.asdict(case), "decoder": ARCHITECTURES[case.decoder]})
    facts = {"batch": BATCH, "temperature": TEMPERATURE, "beta": BETA, "opening": OPENING, "step": STEP,
             "inner_beta": INNER_BETA, "seed": SEED, "cases": manifest}
    (folder / "manifest.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
