# SPDX-License-Identifier: GPL-3.0-or-later
"""Log-rates learned in JAX through whole counts: the expected counts become those of the target."""

import argparse

import jax
import jax.numpy as jnp

from interspike.jax import exact_poisson


def run(steps=300, seed=7):
    """Learns rates at which counts are as close to their targets as they can be; returns both, [neurons]."""
    # E (z - target)^2 = rate + (rate - target)^2 is least at rate = target - 1/2.
    target = jnp.linspace(1.0, 8.0, 16)

    @jax.jit
    def step(log_rate, window):
        loss = lambda x: ((exact_poisson(x, seed=seed, window=window) - target) ** 2).mean(0).sum()
        trials = jnp.broadcast_to(log_rate, (256, 16))
        return log_rate - 0.05 / target * jax.grad(loss)(trials).sum(0)

    log_rate = jnp.zeros(16)
    for window in range(steps):
        log_rate = step(log_rate, jnp.uint32(window))
    return jnp.exp(log_rate), target - 0.5


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    learned, best = run(seed=parser.parse_args().seed)
    print(f"rates are {jnp.abs(learned / best - 1).mean():.3f} from the best ones, relative to these")
