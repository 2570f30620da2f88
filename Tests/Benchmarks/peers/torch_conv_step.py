# SPDX-License-Identifier: GPL-3.0-or-later
"""The training step of the convolutional Poisson VAE in eager torch, single precision.

It is the peer that `training-step/conv-linear` and `training-step/conv-conv` are measured against: the
replica that makes the goldens (Tests/Goldens/family_models.py), dense exponentials of shape
[n, batch, latents], gradients by torch's autograd, dropout of 0.1, optimiser "Adamax fast".

    torch_conv_step.py --model conv-linear|conv-conv [--batch 200] [--threads 2] [--rounds 9]

conv-linear: 16×16, 512 neurons, convolutional encoder with bias, linear decoder. conv-conv: 28×28, both
convolutional with biases. Published weights at their start, prior rates of a trained model (mean about
0.3, n = 42 exponentials for each element), T = 0.05.
It prints one line of JSON, the median of the rounds after two that are not counted.

glibc gives large arrays back to the system after every operation; MALLOC_MMAP_MAX_=0
MALLOC_TRIM_THRESHOLD_=20000000000 in the environment keeps them. Compare with both, and say which.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch
from torch.nn.functional import dropout

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "Goldens")]
from family_layers import ResDense  # noqa: E402
from family_models import Architecture, model  # noqa: E402
from torch_step import AdamaxFast, quantile  # noqa: E402

MODELS = {
    "conv-linear": Architecture("poisson", "conv", "lin", 16, 512, encoder_bias=True),
    "conv-conv": Architecture("poisson", "conv", "conv", 28, 512, encoder_bias=True, decoder_bias=True),
}
TEMPERATURE, DRAWS = 0.05, quantile(20, 1e-5)


def network(architecture):
    """Published first weights; log-rates about −1.66 ± 0.95, as after training."""
    found = model(architecture)
    with torch.no_grad():
        width = found.fc_enc.in_features
        # The features leave a LayerNorm, so their mean square is 1.
        found.fc_enc.weight.normal_(0, 0.95 / width**0.5)
        found.fc_enc.bias.zero_()
        if architecture.decoder == "lin":
            found.fc_dec.weight.normal_(0, 0.05)
        found.log_rate.fill_(-1.655)
    return found


def step(found, optimizer, x):
    for layer in found.modules():
        if isinstance(layer, ResDense):
            layer.mask = dropout(torch.ones(len(x), layer.fc1.out_features), 0.1)
    sums = torch.empty(DRAWS, len(x), found.architecture.latents).exponential_().cumsum(0)
    found.sampled_loss(x, sums, TEMPERATURE, 1.0)["loss"].backward()
    # So small a rate that every timed step sees the same distribution of firing rates.
    optimizer.step(1e-6)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--serve", action="store_true", help="one step for every line that is read")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    found = network(MODELS[options.model])
    optimizer = AdamaxFast(found.parameters())
    x = torch.randn(options.batch, found.architecture.pixels)
    if options.serve:
        for _ in sys.stdin:
            step(found, optimizer, x)
            print(flush=True)
        return
    rates = found.posterior(x)["log_rates"].exp().detach()
    seconds = []
    for _ in range(options.rounds + 2):
        start = time.perf_counter()
        step(found, optimizer, x)
        seconds.append(time.perf_counter() - start)
    counted = [1000 * value for value in seconds[2:]]
    print(json.dumps({
        "name": f"torch-step/{options.model}", "milliseconds": statistics.median(counted),
        "fastest": min(counted), "threads": torch.get_num_threads(), "torch": torch.__version__,
        "batch": options.batch, "n": DRAWS, "rate_mean": rates.mean().item(),
        "rate_max": rates.max().item(), "parameters": sum(p.numel() for p in found.parameters())}))


if __name__ == "__main__":
    main()
