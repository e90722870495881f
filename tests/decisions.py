# SPDX-License-Identifier: BSD-3-Clause
"""The values that mathematics leaves open and the project decided, or that others get wrong.

One row each, exact in every floating dtype. An op needs rows only for decisions of its own:
test_specials.py checks the general rules for all.
"""

from math import inf, nan

#: op -> (form, operands, result); the operands are (dy,) x, parameters.
DECISIONS = {
    "relu": [
        ("forward", (-0.0,), 0.0),
        ("forward", (inf,), inf),
        ("forward", (-inf,), 0.0),
        ("derivative", (0.0,), 0.0),
        ("derivative", (-0.0,), 0.0),
        ("derivative", (inf,), 1.0),
        ("backward", (inf, -1.0), 0.0),
        ("backward", (nan, 0.0), 0.0),
        ("backward", (-1.0, -1.0), 0.0),
        ("backward", (nan, 1.0), nan),
        ("backward", (0.0, nan), nan),
    ],
    "relu6": [
        ("forward", (-0.0,), 0.0),
        ("forward", (inf,), 6.0),
        ("derivative", (0.0,), 0.0),
        ("derivative", (6.0,), 0.0),
        ("backward", (inf, 6.0), 0.0),
        ("backward", (nan, 7.0), 0.0),
    ],
    "leaky_relu": [
        ("forward", (-0.0, 0.5), -0.0),
        ("forward", (-0.0, -0.5), 0.0),
        ("forward", (-inf, 0.0), -0.0),
        ("forward", (-inf, -0.0), 0.0),
        ("forward", (-inf, 0.5), -inf),
        ("forward", (2.0, nan), 2.0),
        ("forward", (-2.0, nan), nan),
        ("forward", (3.0, 2.0), 3.0),
        ("derivative", (0.0, 0.5), 0.5),
        ("derivative", (-0.0, 0.5), 0.5),
        ("derivative", (nan, 0.5), nan),
        ("backward", (inf, -1.0, 0.0), 0.0),
        ("backward", (nan, -1.0, 0.0), 0.0),
        ("backward", (-4.0, -1.0, 0.5), -2.0),
    ],
    "prelu": [
        ("forward", (-inf, 0.0), -0.0),
        ("forward", (-1.0, nan), nan),
        ("forward", (1.0, nan), 1.0),
        ("derivative", (0.0, 0.5), 0.5),
    ],
    "elu": [
        ("forward", (-0.0, 1.0), -0.0),
        ("forward", (-inf, 1.0), -1.0),
        ("forward", (-inf, 0.5), -0.5),
        ("forward", (-1.0, 0.0), -0.0),
        ("forward", (inf, 1.0), inf),
        ("forward", (2.0, nan), 2.0),
        ("forward", (-2.0, nan), nan),
        ("derivative", (0.0, 0.5), 0.5),
        ("derivative", (-0.0, 0.5), 0.5),
        ("derivative", (-inf, 1.0), 0.0),
        ("derivative", (inf, 0.5), 1.0),
        ("backward", (inf, -1.0, 0.0), 0.0),
    ],
    "sigmoid": [
        ("forward", (-inf,), 0.0),
        ("forward", (inf,), 1.0),
        ("forward", (0.0,), 0.5),
        ("derivative", (0.0,), 0.25),
        ("derivative", (inf,), 0.0),
        ("derivative", (-inf,), 0.0),
    ],
    "tanh": [
        ("forward", (-0.0,), -0.0),
        ("forward", (inf,), 1.0),
        ("forward", (-inf,), -1.0),
        ("derivative", (0.0,), 1.0),
        ("derivative", (inf,), 0.0),
        ("derivative", (-inf,), 0.0),
    ],
    "silu": [
        ("forward", (-0.0,), -0.0),
        ("forward", (-inf,), -0.0),
        ("forward", (inf,), inf),
        ("derivative", (0.0,), 0.5),
        ("derivative", (inf,), 1.0),
        ("derivative", (-inf,), -0.0),
    ],
}
