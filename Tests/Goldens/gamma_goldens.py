# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints Q(a, x) and P(a, x) for RegularizedGammaTests and, after them, Poisson probabilities for PoissonLawTests.

Both by mpmath 1.3.0 in 40 digits, P(a, x) as its series:

    P(a, x) = x^a e^-x / Gamma(a) * sum over n of x^n / (a (a + 1) ... (a + n))

scipy 1.17 is 4 % off at P(25,000,000, 24,960,000), eight standard deviations below the mean.
"""
from mpmath import exp, log, loggamma, mp, mpf

mp.dps = 40
PLACES = [
    (100_000, 97470.1778718653), (100_000, 99936.75444679664), (100_000, 100_000.0), (100_000, 102529.8221281347),
    (1_000_000, 992_000.0), (1_000_000, 998_500.0), (1_000_000, 1_000_000.0), (1_000_000, 1_003_000.0),
    (1_000_000, 1_008_000.0), (25_000_000, 24_960_000.0), (25_000_000, 25_015_000.0), (25_000_000, 25_040_000.0)]

for a, x in PLACES:
    term = total = 1 / mpf(a)
    n = a
    while term > total * mpf(10) ** -36:
        n += 1
        term *= mpf(x) / n
        total += term
    lower = total * exp(a * log(mpf(x)) - mpf(x) - loggamma(a))
    print(f"    ({a:_}, {x}, {float(1 - lower)!r}, {float(lower)!r}),")

COUNTS = [
    (99_999, 100_300.0), (100_000, 100_300.0), (25_000_000, 25_015_000.0), (5_000_000_000, 4_999_900_000.0),
    (5_000_000_000, 5_001_000_000.0)]
for count, mean in COUNTS:
    probability = exp(count * log(mpf(mean)) - mean - loggamma(count + 1))
    print(f"    ({count:_}, {mean}, {float(probability)!r}),")
