# SPDX-License-Identifier: GPL-3.0-or-later
"""The latent-variable models of the family in plain torch: posterior, divergence, sample, two losses.

    loss   mean over the batch of  Σ_pixels (decoder(z) − x)² + β·KL
    exact  linear decoder Φ: E‖x − Φz‖² in closed form instead of a sample

Every draw is handed in. State dicts have the names and shapes of the published modules, buffers included.

Literature: Vafaii, Galor & Yates, arXiv 2405.14473; Kingma & Welling, arXiv 1312.6114; Jang, Gu & Poole,
arXiv 1611.01144 (Gumbel-softmax).
"""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import softplus

from family_layers import ResDense, WeightNormConv, conv_decoder, conv_encoder, mlp_decoder

LATENT_ACTIVATIONS = {"none": lambda z: z, "relu": torch.relu, "softplus": softplus,
                      "sigmoid": torch.sigmoid, "square": torch.square, "quartic": lambda z: z**4,
                      "exp": torch.exp}


@dataclass(frozen=True)
class Architecture:
    """What a state dict does not say by itself, and what it does."""

    family: str
    encoder: str = "lin"
    decoder: str = "lin"
    side: int = 16
    latents: int = 6
    categories: int = 1
    channels: int = 32
    expansion: int = 16
    encoder_bias: bool = False
    decoder_bias: bool = False
    activation: str = "none"

    @property
    def pixels(self):
        return self.side**2


def below(value, ceiling):
    return ceiling - softplus(ceiling - value)


def within(value, bound):
    return bound * torch.tanh(value / bound)


class Autoencoder(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.architecture = a
        self.register_buffer("temp", torch.tensor(1.0))
        width, head = a.pixels, a.latents * a.categories
        if a.encoder == "conv":
            self.stem = WeightNormConv(1, a.channels, 3, padding=1 if a.side == 16 else 0)
            self.enc, width = conv_encoder(a.channels, a.side)
        elif a.encoder == "mlp":
            self.enc = ResDense(a.pixels, a.expansion)
        self.fc_enc = nn.Linear(width, self.outputs_per_latent * head, bias=a.encoder_bias)
        if a.decoder == "conv":
            self.fc_dec = nn.Linear(head, 8 * a.channels * 4, bias=a.decoder_bias)
            self.dec = conv_decoder(8 * a.channels, a.side)
        else:
            self.fc_dec = nn.Linear(head, a.pixels, bias=a.decoder_bias)
            if a.decoder == "mlp":
                self.dec = mlp_decoder(a.pixels)

    outputs_per_latent = 1

    def encode(self, x):
        a = self.architecture
        if a.encoder == "conv":
            x = self.stem(x.view(-1, 1, a.side, a.side))
        return self.fc_enc(x if a.encoder == "lin" else self.enc(x))

    def decode(self, z):
        a, h = self.architecture, self.fc_dec(z)
        if a.decoder == "conv":
            return self.dec(h.view(len(z), 8 * a.channels, 2, 2)).flatten(1)
        return self.dec(h) if a.decoder == "mlp" else h

    def sampled_loss(self, x, draws, temperature, beta):
        posterior = self.posterior(x, temperature)
        z = self.sample(posterior, draws, temperature)
        y = self.decode(z)
        error = (y - x).square().sum(1).mean()
        return self.terms(posterior, error, beta) | {"z": z, "reconstruction": y}

    def exact_loss(self, x, beta):
        """Only for a linear decoder without latent activation."""
        posterior = self.posterior(x, 1.0)
        mean, spread = self.mean_and_spread(posterior)
        error = (self.decode(mean) - x).square().sum(1) + spread
        return self.terms(posterior, error.mean(), beta)

    def terms(self, posterior, error, beta):
        divergence = self.divergence(posterior).flatten(1).sum(1).mean()
        return {"loss": error + beta * divergence, "mse": error, "kl": divergence}

    def lengths(self):
        """‖φ_k‖² of every atom."""
        return self.fc_dec.weight.square().sum(0)


class PoissonVAE(Autoencoder):
    """Draws: S_i of unit exponentials [n, B, K], or the indicator and them as a pair."""

    def __init__(self, a):
        super().__init__(a)
        self.register_buffer("n_exp", torch.tensor(263))
        self.log_rate = nn.Parameter(torch.zeros(1, a.latents))

    def posterior(self, x, temperature=1.0):
        delta = below(self.encode(x), 10.0)
        return {"delta": delta, "log_rates": below(self.log_rate + delta, 5.0)}

    def divergence(self, posterior):
        delta = posterior["delta"]
        return self.log_rate.exp() * (1 + delta.exp() * (delta - 1))

    def sample(self, posterior, sums, temperature):
        return torch.sigmoid((1 - sums / posterior["log_rates"].exp()) / temperature).sum(0)

    def mean_and_spread(self, posterior):
        rates = posterior["log_rates"].exp()
        return rates, rates @ self.lengths()


class LocationScaleVAE(Autoencoder):
    """Draws: standard normal or Laplace [B, K]."""

    outputs_per_latent = 2

    def __init__(self, a):
        super().__init__(a)
        self.loc = nn.Parameter(torch.zeros(1, a.latents))
        self.log_scale = nn.Parameter(torch.zeros(1, a.latents))

    def posterior(self, x, temperature=1.0):
        loc, log_scale = self.encode(x).chunk(2, 1)
        scale = within(log_scale + self.log_scale, 5.3).exp() * temperature
        prior = within(self.log_scale, 5.3).exp() * temperature
        return {"location": loc + self.loc, "scale": scale, "shift": loc, "prior_scale": prior}

    def sample(self, posterior, draws, temperature):
        z = posterior["location"] + posterior["scale"] * draws
        return LATENT_ACTIVATIONS[self.architecture.activation](z)

    def mean_and_spread(self, posterior):
        return posterior["location"], self.variance_of_draw * posterior["scale"].square() @ self.lengths()


class GaussianVAE(LocationScaleVAE):
    variance_of_draw = 1.0

    def divergence(self, posterior):
        ratio = posterior["scale"] / posterior["prior_scale"]
        return ((posterior["shift"] / posterior["prior_scale"]) ** 2 + ratio**2 - 1) / 2 - ratio.log()


class LaplaceVAE(LocationScaleVAE):
    variance_of_draw = 2.0

    def divergence(self, posterior):
        b, prior, distance = posterior["scale"], posterior["prior_scale"], posterior["shift"].abs()
        return b / prior * (-distance / b).exp() + distance / prior - (b / prior).log() - 1


class CategoricalVAE(Autoencoder):
    """Draws: standard Gumbel [B, latents, categories]."""

    def __init__(self, a):
        super().__init__(a)
        start = math.log(1 / (a.categories - 1))
        self.logits = nn.Parameter(torch.full((1, a.latents, a.categories), start))

    def posterior(self, x, temperature=1.0):
        a = self.architecture
        return {"logits": self.encode(x).view(-1, a.latents, a.categories)}

    def divergence(self, posterior):
        log_p = posterior["logits"].log_softmax(2)
        return (log_p.exp() * (log_p - self.logits.log_softmax(2))).sum(2)

    def sample(self, posterior, gumbels, temperature):
        return ((posterior["logits"] + gumbels) / temperature).softmax(2).flatten(1)

    def mean_and_spread(self, posterior):
        """One-hot latents are independent of each other: the spread of each is Σ p‖φ‖² − ‖Σ p φ‖²."""
        a, p = self.architecture, posterior["logits"].softmax(2)
        atoms = self.fc_dec.weight.view(-1, a.latents, a.categories)
        means = torch.einsum("blc,mlc->blm", p, atoms)
        return p.flatten(1), p.flatten(1) @ self.lengths() - means.square().sum((1, 2))


FAMILIES = {"poisson": PoissonVAE, "gaussian": GaussianVAE, "laplace": LaplaceVAE,
            "categorical": CategoricalVAE}


def model(architecture):
    return FAMILIES[architecture.family](architecture)
