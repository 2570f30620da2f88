# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden numbers of the arrivals and of one step of the linear Poisson VAE, in double precision.

    python Tests/Goldens/poisson_vae_goldens.py        (one second)

writes both files beside this script, the same bytes each time, and prints stream goldens. Made with
torch==2.15.0, numpy==2.4.6 and safetensors==0.8.0. The draws are
those of the seed contract, version 1 (seed 7, purpose "training", window 3, trials and neurons from 0),
made here once more in numpy, independently of the Swift and C sources.

arrivals.safetensors: explicit spike times of 3 trials × 5 neurons
    log_rates  F32 [3, 5]      logarithm of the expected count in the window
    counts     I64 [3, 5]      number of spikes
    times      F64 [Σ counts]  arrival times S/λ in windows, in [0, 1), neuron after neuron within trial
                               after trial, rising within each train
    draws      I64 [3, 5, 4]   the first four 64-bit draws of each element, as two's complement

poisson_vae_step.safetensors: batch B = 6, pixels M = 16, latents K = 8, T = .3, β = .7
    x F32 [B, M]   fc_enc.weight F32 [K, M]   fc_dec.weight F32 [M, K]   log_rate F32 [1, K]
    delta, log_rates  F64 [B, K]    δ behind its clamp at 10, and ℓ behind its clamp at 5
    For each INDICATOR of sigmoid, linear, cubic, quintic, cosine, and for INDICATOR = exact:
    INDICATOR.counts, INDICATOR.slopes  F64 [B, K]   z and ∂z/∂ℓ (for exact both are the rate e^ℓ)
    INDICATOR.loss, .mse, .kl           F64 [1]      loss = mse + β·kl, means over the batch
    INDICATOR.gradient.NAME             F64          ∂loss/∂NAME, of the shape of that weight

    δ = softclamp(x·W_encᵀ, 10)    ℓ = softclamp(log r + δ, 5)    softclamp(a, c) = c − softplus(c − a)
    z = Σ_i f((1 − S_i/e^ℓ)/T)     kl = Σ_k r_k (1 + e^{δ_k}(δ_k − 1))
    relaxed  mse = Σ_pixels (z·W_decᵀ − x)²
    exact    mse = Σ_pixels (e^ℓ·W_decᵀ − x)² + Σ_k e^{ℓ_k} Σ_pixels W_dec[·, k]²

Literature: Salmon, Moraes, Dror & Shaw, SC'11, doi:10.1145/2063384.2063405 (Philox); Vafaii, Galor &
Yates, arXiv 2405.14473 and 2602.03896 (the model, the indicators).
"""

import math
from pathlib import Path

import numpy
import torch
from safetensors.numpy import save_file
from torch.nn.functional import softplus

SEED, PURPOSE, WINDOW = 7, "training", 3
BATCH, PIXELS, LATENTS = 6, 16, 8
TEMPERATURE, BETA = 0.3, 0.7
WORD = 0xFFFFFFFF
RANDOM123_VECTORS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([WORD] * 4, [WORD] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0],
     [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]),
]


def philox(counter, key):
    """Philox4x32-10: four words out of a counter of four words and a key of two."""
    c, k = list(counter), list(key)
    for _ in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(right >> 32) ^ c[1] ^ k[0], right & WORD, (left >> 32) ^ c[3] ^ k[1], left & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


def purpose_key(purpose, seed=SEED):
    """The first two words of the block at (FNV-1a₆₄ of the name, 0, version 1) under the seed."""
    name_hash = 0xCBF29CE484222325
    for byte in purpose.encode():
        name_hash = (name_hash ^ byte) * 0x100000001B3 % 2**64
    return philox([name_hash & WORD, name_hash >> 32, 0, 1], [seed & WORD, seed >> 32])[:2]


def stream(key, address, count):
    """The first draws, 64 bits each, of the blocks (0, address), (1, address), …"""
    draws = []
    for block in range((count + 1) // 2):
        words = philox([block, *address], key)
        draws += [words[0] << 32 | words[1], words[2] << 32 | words[3]]
    return draws[:count]


def arrival_sums(key, neuron, trial, horizon, window=WINDOW):
    """S₀ < S₁ < … in mean intervals, an even number of them, until one has passed the horizon.

    Extended precision, so that the rounding of the golden is that of its last operation.
    """
    sums, last, block = [], numpy.longdouble(0), 0
    while last <= horizon:
        words = philox([block, neuron, trial, window], key)
        first, second = (numpy.longdouble(2**53 - ((words[i] << 32 | words[i + 1]) >> 11)) / 2**53
                         for i in (0, 2))
        sums.append(last - numpy.log(first))
        last = last - numpy.log(first) - numpy.log(second)
        sums.append(last)
        block += 1
    return sums


def arrivals_golden():
    rates = [[0.02, 0.3, 1, 5, 20], [80, 12, 1e-13, 2.5, 0.7], [3, 200, 1, 0.1, 40]]
    log_rates = numpy.log(numpy.array(rates)).astype(numpy.float32)
    key = purpose_key(PURPOSE)
    counts, times = numpy.zeros((3, 5), numpy.int64), []
    draws = numpy.zeros((3, 5, 4), numpy.uint64)
    for trial, neuron in numpy.ndindex(3, 5):
        rate = numpy.exp(numpy.longdouble(log_rates[trial, neuron]))
        train = numpy.array(arrival_sums(key, neuron, trial, rate)) / rate
        # A spike this near the end would make the count a matter of rounding.
        assert numpy.abs(train - 1).min() > 1e-6
        times.append(train[train < 1])
        counts[trial, neuron] = len(times[-1])
        draws[trial, neuron] = stream(key, [neuron, trial, WINDOW], 4)
    return {"log_rates": log_rates, "counts": counts, "draws": draws.view(numpy.int64),
            "times": numpy.concatenate(times).astype(numpy.float64)}


def indicator(name, x):
    if name == "sigmoid":
        return torch.sigmoid(x)
    u = ((x + 1) / 2).clamp(0, 1)
    return {"linear": lambda: u, "cubic": lambda: 3 * u**2 - 2 * u**3,
            "quintic": lambda: 6 * u**5 - 15 * u**4 + 10 * u**3,
            "cosine": lambda: (1 - torch.cos(math.pi * u)) / 2}[name]()


def indicator_slope(name, x):
    if name == "sigmoid":
        return torch.sigmoid(x) * torch.sigmoid(-x)
    inside = (x.abs() < 1).double()
    return inside * {"linear": 0.5 * torch.ones_like(x), "cubic": 0.75 * (1 - x**2),
                     "quintic": 0.9375 * (1 - x**2) ** 2,
                     "cosine": math.pi / 4 * torch.cos(math.pi * x / 2)}[name]


def softclamp(value, ceiling):
    return ceiling - softplus(ceiling - value)


def step_inputs():
    """Weights that give rates from a hundredth to beyond ten, so that both clamps are felt."""
    generator = numpy.random.default_rng(20240523)
    values = {
        "x": generator.normal(0, 1, (BATCH, PIXELS)),
        "fc_enc.weight": generator.normal(0, 0.35, (LATENTS, PIXELS)),
        "fc_dec.weight": generator.normal(0, 0.3, (PIXELS, LATENTS)),
        "log_rate": generator.uniform(-2, 2, (1, LATENTS)),
    }
    return {name: value.astype(numpy.float32) for name, value in values.items()}


def encode(weights, x):
    delta = softclamp(x @ weights["fc_enc.weight"].T, 10.0)
    return delta, softclamp(weights["log_rate"] + delta, 5.0)


def dense_sums(rates, horizon):
    """S of shape [n, B, K], long enough for every element; what is missing lies beyond all horizons."""
    key = purpose_key(PURPOSE)
    trains = [[arrival_sums(key, k, b, horizon * rates[b, k]) for k in range(LATENTS)]
              for b in range(BATCH)]
    length = max(len(train) for row in trains for train in row)
    sums = numpy.full((length, BATCH, LATENTS), 1e9)
    for b, k in numpy.ndindex(BATCH, LATENTS):
        sums[: len(trains[b][k]), b, k] = trains[b][k]
    return torch.from_numpy(sums)


def step_golden(name, inputs):
    """Counts, slopes, losses and gradients of one relaxation, or of the exact expectation."""
    x = torch.from_numpy(inputs["x"]).double()
    weights = {key: torch.from_numpy(value).double().requires_grad_()
               for key, value in inputs.items() if key != "x"}
    delta, log_rates = encode(weights, x)
    rates, decoder = log_rates.exp(), weights["fc_dec.weight"]
    # The sigmoid's rest beyond h is about λ·T·e^{−(h − 1)/T}: e^{−40} here.
    horizon = 1 + 40 * TEMPERATURE if name == "sigmoid" else 1 + TEMPERATURE
    if name == "exact":
        z = slopes = rates
    else:
        times = dense_sums(rates.detach().numpy(), horizon) / rates
        argument = (1 - times) / TEMPERATURE
        z = indicator(name, argument).sum(0)
        slopes = (indicator_slope(name, argument) * times).sum(0) / TEMPERATURE
    mse = (z @ decoder.T - x).square().sum(1).mean()
    if name == "exact":
        mse = mse + (rates @ decoder.square().sum(0)).mean()
    kl = (weights["log_rate"].exp() * (1 + delta.exp() * (delta - 1))).sum(1).mean()
    loss = mse + BETA * kl
    results = {"counts": z, "slopes": slopes, "loss": loss, "mse": mse, "kl": kl}
    gradients = torch.autograd.grad(loss, list(weights.values()), retain_graph=True)
    results |= {f"gradient.{key}": value for key, value in zip(weights, gradients)}
    check_slopes(log_rates, z, slopes)
    return {f"{name}.{key}": numpy.atleast_1d(value.detach().numpy()) for key, value in results.items()}


def check_slopes(log_rates, z, slopes):
    """The closed form of ∂z/∂ℓ against autograd: every count depends on its own log-rate alone."""
    (gradient,) = torch.autograd.grad(z.sum(), log_rates, retain_graph=True)
    assert torch.allclose(gradient, slopes, rtol=1e-10, atol=1e-12)


def save(tensors, path, facts, script="poisson_vae_goldens.py"):
    # One entry alone: the library writes several in an order that changes from run to run.
    save_file(tensors, path, {"made_by": f"Tests/Goldens/{script}: {facts}"})
    path.chmod(0o644)


def main():
    for counter, key, answer in RANDOM123_VECTORS:
        assert philox(counter, key) == answer
    folder = Path(__file__).resolve().parent
    draws = f"seed {SEED}, purpose {PURPOSE}, window {WINDOW}, trials and neurons from 0"
    arrivals = arrivals_golden()
    save(arrivals, folder / "arrivals.safetensors", draws)
    inputs = step_inputs()
    step = dict(inputs)
    named = {name: torch.from_numpy(value).double() for name, value in inputs.items()}
    step["delta"], step["log_rates"] = (value.numpy() for value in encode(named, named["x"]))
    for name in ("sigmoid", "linear", "cubic", "quintic", "cosine", "exact"):
        step |= step_golden(name, inputs)
    save(step, folder / "poisson_vae_step.safetensors",
         f"{draws}; temperature {TEMPERATURE}, beta {BETA}")
    bits = stream(purpose_key("weights/variates"), [1, 2, 0], 3)
    print("SeedSequence(7).generator(for: .weights, 1, 2):", [f"0x{draw:016x}" for draw in bits])
    print("counts of arrivals.safetensors:", arrivals["counts"].tolist())
    for name in ("sigmoid", "linear", "cubic", "quintic", "cosine", "exact"):
        print(name, *(f"{part} {step[f'{name}.{part}'][0]:.15g}" for part in ("loss", "mse", "kl")))


if __name__ == "__main__":
    main()
