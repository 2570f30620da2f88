# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,no-untyped-call,untyped-decorator"
"""Poisson counts with gradients in JAX, drawn by Interspike on the host through `jax.pure_callback`.

    from interspike.jax import exact_poisson, relaxed_poisson
    z = exact_poisson(log_rate, seed=7, window=step)                      # whole counts, no temperature
    z = relaxed_poisson(log_rate, temperature=0.1, seed=7, window=step)   # the published relaxation
    jax.grad(lambda log_rate: loss(exact_poisson(log_rate, seed=7, window=step)))(log_rate)

The gradient of the exact form is that of the expected loss itself where the loss is quadratic in each count (cubic
with order=3); relaxed counts have the exact gradient of a relaxed loss. There is one derivative.

Both are pure functions: `window` and `trial`, which may be traced, choose the noise as a key does. Under `jax.vmap`
each element has the noise that it would have alone: map over `trial` as well where noise must differ. They work under
`jax.jit`, `jax.vmap`, `jax.grad` and `jax.lax.scan`, on the CPU. `seed` is a whole number that is known when tracing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    raise ImportError("interspike.jax needs JAX, which is not installed: pip install jax.") from None

import interspike
from interspike._arguments import indicator as indicator_number, number, whole

__all__ = ["exact_poisson", "relaxed_poisson"]


def exact_poisson(
    log_rate: Any, *, seed: int, window: Any = 0, trial: Any = 0, order: int = 2
) -> jax.Array:
    """Whole counts of the shape of `log_rate`, [..., neurons]; trials, counted from `trial`, are its leading dimensions.

    `log_rate` holds natural logarithms of expected counts a window, float32 or float64. Backward, a loss that is a
    polynomial of degree `order`, 2 or 3, in each count has the gradient of its expectation, without bias.
    Raises `interspike.Error`, or the `Error` within JAX's own where rates are found wrong when drawn.

    >>> z = exact_poisson(jnp.zeros((1000, 64)), seed=7)
    >>> z.shape, bool((z == z.round()).all())
    ((1000, 64), True)
    """
    root, degree = whole("seed", seed, 64), whole("order", order, 31)
    return _drawn(
        lambda rates, window, trial: interspike.finite_order_counts(
            rates, degree, seed=root, window=window, trial=trial), log_rate, window, trial)


def relaxed_poisson(
    log_rate: Any, *, temperature: float, seed: int, window: Any = 0, trial: Any = 0,
    indicator: str = "sigmoid",
) -> jax.Array:
    """Relaxed counts of the shape of `log_rate`, [..., neurons]; trials, counted from `trial`, are its leading dimensions.

    `log_rate` holds natural logarithms of expected counts a window, `temperature` is in windows, and `indicator` one
    of `interspike.INDICATORS`. Backward, the pathwise slope dz/d log rate. Errors as in `exact_poisson`.

    >>> jax.grad(lambda x: relaxed_poisson(x, temperature=0.1, seed=7).sum())(jnp.zeros((4, 5))).shape
    (4, 5)
    """
    root, softness = whole("seed", seed, 64), number("temperature", temperature)
    indicator_number(indicator)
    return _drawn(
        lambda rates, window, trial: interspike.relaxed_counts(
            rates, softness, indicator=indicator, seed=root, window=window, trial=trial),
        log_rate, window, trial)


def _drawn(draw: Any, log_rate: Any, window: Any, trial: Any) -> jax.Array:
    rates = jnp.asarray(log_rate)
    if not jnp.issubdtype(rates.dtype, jnp.floating):
        rates = rates.astype(float)
    if not rates.ndim:
        raise interspike.Error("log_rate has no dimensions: give [neurons] or [..., neurons].")

    def with_slopes(rates: Any, window: Any, trial: Any) -> Any:
        kind = jax.ShapeDtypeStruct(rates.shape, rates.dtype)

        def on_host(rates: Any, window: Any, trial: Any) -> tuple[Any, Any]:
            rates, lead = np.asarray(rates), np.broadcast_shapes(np.shape(window), np.shape(trial))
            windows, trials = np.broadcast_to(window, lead), np.broadcast_to(trial, lead)
            z, slope = np.empty_like(rates), np.empty_like(rates)
            # 32 bits of a number may have become a sign and 31, and are themselves again modulo 2^32.
            for place in np.ndindex(*lead):
                row = rates[place]
                found = draw(
                    np.ascontiguousarray(row).reshape(-1, row.shape[-1]),
                    int(windows[place]) % (1 << 32), int(trials[place]) % (1 << 32))
                z[place], slope[place] = (array.reshape(row.shape) for array in found)
            return z, slope

        return jax.pure_callback(
            on_host, (kind, kind), rates, window, trial, vmap_method="broadcast_all")

    @jax.custom_vjp
    def counts(rates: Any, window: Any, trial: Any) -> Any:
        return with_slopes(rates, window, trial)[0]

    def backward(slope: Any, cotangent: Any) -> tuple[Any, None, None]:
        return cotangent * slope, None, None

    counts.defvjp(with_slopes, backward)
    drawn: jax.Array = counts(rates, _number("window", window), _number("trial", trial))
    return drawn


def _number(name: str, value: Any) -> Any:
    """A number of a window or a trial, checked where it is known."""
    if isinstance(value, (jax.Array, jax.core.Tracer)):
        if not jnp.issubdtype(value.dtype, jnp.integer):
            raise interspike.Error(f"{name} is of the type {value.dtype}: give whole numbers.")
        return value
    return jnp.uint32(whole(name, value, 32))
