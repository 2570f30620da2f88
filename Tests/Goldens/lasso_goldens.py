# SPDX-License-Identifier: GPL-3.0-or-later
"""LASSO optima by scikit-learn, which the tests of SparseCoding compare with.

    lasso_goldens.py OUTPUT.safetensors

Three random data of 64 pixels for each of four problems on 128 atoms: atoms of length 1 or of lengths from
0.5 to 2, codes non-negative or signed. scikit-learn divides the squared error by 2n, so that its alpha is
λ/n for the λ of ½‖x − Φa‖² + λΣ|a|. Names: PROBLEM.dictionary [64, 128], PROBLEM.data [3, 64],
PROBLEM.codes [3, 128]; the metadata say λ. All float32; scikit-learn works on them in double precision.
Made with scikit-learn==1.9.1, numpy==2.4.6 and safetensors==0.8.0.
"""

import sys

import numpy
from safetensors.numpy import save_file
from sklearn.linear_model import Lasso

PIXELS, ATOMS, COUNT, THRESHOLD = 64, 128, 3, 0.3


def problem(generator, is_unit, is_signed):
    dictionary = generator.standard_normal((PIXELS, ATOMS))
    dictionary /= numpy.linalg.norm(dictionary, axis=0)
    if not is_unit:
        dictionary *= generator.uniform(0.5, 2, ATOMS)
    codes = generator.laplace(size=(COUNT, ATOMS)) * (generator.random((COUNT, ATOMS)) < 0.15)
    if not is_signed:
        codes = abs(codes)
    data = codes @ dictionary.T + 0.05 * generator.standard_normal((COUNT, PIXELS))
    return dictionary.astype(numpy.float32), data.astype(numpy.float32)


def main():
    generator = numpy.random.default_rng(7)
    tensors = {}
    for is_unit in (True, False):
        for is_signed in (True, False):
            name = f"{'unit' if is_unit else 'any-length'}.{'signed' if is_signed else 'non-negative'}"
            dictionary, data = problem(generator, is_unit, is_signed)
            lasso = Lasso(alpha=THRESHOLD / PIXELS, fit_intercept=False, positive=not is_signed,
                          tol=1e-15, max_iter=1_000_000)
            lasso.fit(dictionary.astype(float), data.T.astype(float))
            tensors |= {f"{name}.dictionary": dictionary, f"{name}.data": data,
                        f"{name}.codes": numpy.ascontiguousarray(lasso.coef_, numpy.float32)}
    save_file(tensors, sys.argv[1], {"threshold": str(THRESHOLD)})


if __name__ == "__main__":
    main()
