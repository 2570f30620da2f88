# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden numbers of every model of the family, in double precision.

    python Tests/Goldens/family_goldens.py       (half a minute)

writes family/manifest.json and family/CASE.safetensors beside this script, the same bytes each time.
Made with torch==2.15.0, numpy==2.4.6 and safetensors==0.8.0.
B = 3 data; no dropout but in the cases of that name, where the masks of p = 0.1 are those of the seed
contract, too (purposes "encoder noise" and "decoder noise", then the block's name). Weights and data are not stored: element i of the tensor called NAME is

    u = (top 24 bits of mix(FNV-1a₆₄("values/NAME") + (i + 1)·γ))/2²³ − 1,   value = centre + width·u
    mix, γ of SplitMix64

rounded to single precision, centre and width of the table `spread` below; the data are called "x".

    draws                F64   ε [B, K], or Gumbels [B, latents, categories]; none for Poisson models
    delta, log_rates     F64   the posterior of the Poisson models,
    location, scale      F64   of the Gaussian and Laplace models,
    logits               F64   of the categorical ones
    z                    F64   the sample, after the latent activation
    reconstruction       F32   decoder(z) [B, pixels]
    LOSS.loss .mse .kl   F64   for LOSS of sampled and, for linear decoders, exact (latents not activated)
    LOSS.gradient.NAME   F64   ∂loss/∂NAME, when there are at most 64 of them
    LOSS.sketch.NAME     F64   otherwise ‖g‖₂ and 16 sums Σ_i s_i g_i, where s_i of sum j is −1 when bit j
                               of mix(FNV-1a₆₄("signs/NAME") + (i + 1)·γ) is set, else 1

The draws, arrivals too, are those of the seed contract (seed 7, purpose "training", window 3, trials from
0), made here once more from its words, independently of the Swift and C sources.

state.safetensors is a state_dict as torch writes it: Poisson, convolutional encoder of 4 channels, linear
decoder, 5 latents, the values of the rule.

For an error e the mean square of its 16 sums estimates ‖e‖², within a factor of two: a gradient is
compared as a whole although it is not stored.

Literature: see family_models.py; sketches: Achlioptas, J. Comput. Syst. Sci. 66 (2003) 671,
doi:10.1016/S0022-0000(03)00025-4; Steele, Lea & Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
"""

import dataclasses
import json
import math
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file as torch_save

from family_layers import ResDense
from family_models import Architecture, model
from poisson_vae_goldens import PURPOSE, SEED, WINDOW, arrival_sums, philox, purpose_key, save

BATCH, TEMPERATURE, BETA, DROPOUT, STORED, SUMS = 3, 0.3, 0.7, 0.1, 64, 16
CONVOLUTIONAL = {"channels": 8, "encoder_bias": True}
ARCHITECTURES = {"lin": "linear", "mlp": "mlp", "conv": "conv"}
GAMMA = numpy.uint64(0x9E3779B97F4A7C15)


def cases():
    """Every family with every encoder; every decoder with the two that are compared most; 28×28."""
    found = {}

    def case(family, encoder="lin", decoder="lin", side=16, label="", **rest):
        if "conv" in (encoder, decoder):
            rest = CONVOLUTIONAL | rest
        if encoder == "mlp":
            rest.setdefault("expansion", 2)
        if family == "categorical":
            rest = {"latents": 2, "categories": 5} | rest
        activation = rest.get("activation", "none")
        parts = [family, *([activation] if activation != "none" else []), encoder, decoder]
        parts += ([str(side)] if side != 16 else []) + ([label] if label else [])
        found["-".join(parts)] = Architecture(family, encoder, decoder, side, **rest)

    for encoder in ("lin", "mlp", "conv"):
        for family in ("poisson", "gaussian", "laplace", "categorical"):
            case(family, encoder)
        case("gaussian", encoder, activation="relu")
    for activation in ("softplus", "sigmoid", "square", "quartic", "exp"):
        case("gaussian", activation=activation)
    case("laplace", activation="relu")
    case("categorical", label="single", latents=1, categories=8)
    for family in ("poisson", "gaussian"):
        case(family, "lin", "mlp")
        case(family, "conv", "conv", decoder_bias=True)
        case(family, "conv", "conv", side=28, decoder_bias=True)
    case("laplace", "mlp", "mlp", decoder_bias=True)
    case("categorical", "mlp", "conv")
    case("poisson", "mlp", "mlp", side=28, encoder_bias=True)
    case("poisson", "mlp", "mlp", label="dropout")
    case("gaussian", "conv", label="dropout")
    case("poisson", "conv", "conv", side=28, label="published", latents=512, channels=32,
         decoder_bias=True)
    return found


def mixed(purpose, name, count):
    """`count` hashes of 64 bits: SplitMix64 from the state FNV-1a₆₄ of purpose/name."""
    state = 0xCBF29CE484222325
    for byte in f"{purpose}/{name}".encode():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(state) + GAMMA * numpy.arange(1, count + 1, dtype=numpy.uint64)
        z = (z ^ z >> numpy.uint64(30)) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> numpy.uint64(27)) * numpy.uint64(0x94D049BB133111EB)
    return z ^ z >> numpy.uint64(31)


def spread(name, shape):
    """Centre and half width of a tensor's values."""
    parameter = name.rsplit(".", 1)[-1]
    for ending, values in {"layer_norm.weight": (1, 0.2), "lognorm": (0, 0.3), "bias": (0, 0.1),
                           "log_rate": (0.3, 1.2), "loc": (0, 0.2), "log_scale": (0, 0.2),
                           "logits": (0, 0.5), "x": (0, 1.75), "log_sigma": (0, 0.5),
                           "log_leak": (-1, 0.5), "log_step": (-1.2, 0.3),
                           "log_gain": (0, 0.3)}.items():
        if parameter == ending or name.endswith("." + ending):
            return values
    gain = 0.5 if name == "fc_enc.weight" else 1
    return 0, gain * math.sqrt(3 / math.prod(shape[1:]))


def filled(name, shape):
    centre, width = spread(name, shape)
    u = (mixed("values", name, math.prod(shape)) >> numpy.uint64(40)).astype(numpy.float64) / 2**23 - 1
    values = (centre + width * u).astype(numpy.float32)
    return torch.from_numpy(values.astype(numpy.float64)).reshape(shape)


def words(purpose, columns, window=WINDOW):
    """One word of 32 bits for each trial and column, as the seed contract says."""
    key = purpose_key(purpose)
    rows = [[word for block in range((columns + 3) // 4) for word in philox([block, 0, trial, window], key)]
            for trial in range(BATCH)]
    return torch.tensor(rows)[:, :columns]


def sign_and_tail(bits):
    return bits >= 2**31, ((bits % 2**31).double() + 0.5) / 2**31


def draws(a):
    """Standard draws by inversion of a sign and a tail, or none."""
    law = {"gaussian": "standard-normals", "laplace": "standard-laplaces",
           "categorical": "standard-gumbels"}.get(a.family)
    if law is None:
        return None
    bits = words(f"{PURPOSE}/{law}", a.latents * a.categories)
    negative, tail = sign_and_tail(bits)
    if law == "standard-gumbels":
        u = torch.where(negative, 1 - tail / 2, tail / 2)
        return -(-u.log()).log().view(BATCH, a.latents, a.categories)
    size = -torch.special.ndtri(tail / 2) if law == "standard-normals" else -tail.log()
    return torch.where(negative, -size, size)


def drop(network):
    """Gives every block the mask of its dropout."""
    for name, block in network.named_modules():
        if isinstance(block, ResDense):
            side = "encoder" if name.startswith("enc") else "decoder"
            bits = words(f"{side} noise/{name}.drop/standard-uniforms", block.fc1.out_features)
            uniforms = ((bits // 2**9).double() + 0.5) / 2**23
            block.mask = (uniforms >= DROPOUT).double() / (1 - DROPOUT)


def arrivals(rates):
    """S of shape [n, B, K]; what is missing lies beyond the sigmoid's reach (e^{−40})."""
    key, horizon = purpose_key(PURPOSE), 1 + 40 * TEMPERATURE
    trains = {(b, k): arrival_sums(key, k, b, horizon * float(rate))
              for (b, k), rate in numpy.ndenumerate(rates.detach().numpy())}
    sums = numpy.full((max(map(len, trains.values())), *rates.shape), 1e9)
    for (b, k), train in trains.items():
        sums[: len(train), b, k] = train
    return torch.from_numpy(sums)


def gradients(loss, parameters, label):
    """Small gradients as they are, large ones as sketches; a parameter the loss does not see has none."""
    found = {}
    for (name, _), gradient in zip(
            parameters, torch.autograd.grad(loss, [p for _, p in parameters], allow_unused=True)):
        if gradient is None:
            continue
        g = gradient.numpy()
        if g.size <= STORED:
            found[f"{label}.gradient.{name}"] = g
            continue
        bits = mixed("signs", name, g.size)
        sums = [numpy.where(bits >> numpy.uint64(j) & numpy.uint64(1), -g.ravel(), g.ravel()).sum()
                for j in range(SUMS)]
        found[f"{label}.sketch.{name}"] = numpy.array([numpy.linalg.norm(g), *sums])
    return found


def golden(a, dropout):
    network = model(a).double()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(filled(name, tuple(parameter.shape)))
    if dropout:
        drop(network)
    x, injected = filled("x", (BATCH, a.pixels)), draws(a)
    posterior = network.posterior(x, temperature(a.family))
    found = {"draws": injected} if injected is not None else {}
    if injected is None:
        injected = arrivals(posterior["log_rates"].exp())
    found |= {name: posterior[name] for name in ("delta", "log_rates", "location", "scale", "logits")
              if name in posterior}
    losses = {"sampled": network.sampled_loss(x, injected, temperature(a.family), BETA)}
    found |= {name: losses["sampled"].pop(name) for name in ("z", "reconstruction")}
    if a.decoder == "lin" and a.activation == "none":
        losses["exact"] = network.exact_loss(x, BETA)
    parameters = list(network.named_parameters())
    for label, terms in losses.items():
        found |= {f"{label}.{name}": value.reshape(1) for name, value in terms.items()}
        found |= gradients(terms["loss"], parameters, label)
    found = {name: numpy.ascontiguousarray(torch.as_tensor(value).detach().numpy())
             for name, value in found.items()}
    found["reconstruction"] = found["reconstruction"].astype(numpy.float32)
    return found, {f"{label}.loss": terms["loss"].item() for label, terms in losses.items()}


def state(a):
    """What `safetensors.torch.save_file(module.state_dict(), …)` writes."""
    network = model(a)
    values = {name: filled(name, tuple(p.shape)).float() for name, p in network.named_parameters()}
    network.load_state_dict(values | {"temp": torch.tensor(0.25), "n_exp": torch.tensor(81)})
    return network.state_dict()


def temperature(family):
    return 1.0 if family in ("gaussian", "laplace") else TEMPERATURE


def main():
    folder = Path(__file__).resolve().parent / "family"
    folder.mkdir(exist_ok=True)
    manifest = {"batch": BATCH, "beta": BETA, "seed": SEED, "window": WINDOW, "indicator": "sigmoid",
                "cases": []}
    for case, a in cases().items():
        dropout = case.endswith("dropout")
        found, losses = golden(a, dropout)
        save(found, folder / f"{case}.safetensors", case, "family_goldens.py")
        parameters = sum(p.numel() for p in model(a).parameters())
        manifest["cases"].append({"name": case, "temperature": temperature(a.family),
                                  "parameters": parameters, "dropout": dropout, **dataclasses.asdict(a),
                                  "encoder": ARCHITECTURES[a.encoder],
                                  "decoder": ARCHITECTURES[a.decoder]})
        print(case, parameters, *(f"{name} {value:.10g}" for name, value in losses.items()))
    small = Architecture("poisson", "conv", latents=5, channels=4, encoder_bias=True)
    torch_save(state(small), folder / "state.safetensors", {"format": "pt"})
    (folder / "state.safetensors").chmod(0o644)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
