# SPDX-License-Identifier: BSD-3-Clause
"""Where float64 is judged: finite operands of a form, (dy,) x and parameters."""

import numpy as np

import samples
from correct import both
from relu_native import _golden, reference

DTYPE = np.dtype(np.float64)
FORMAT = _golden.formats()[DTYPE.name]
ALIVE = 1 << 18  # points where the function is neither straight nor saturated
AROUND = 100_000  # points around 0 and every kink, root, and end of a tail
PAIRS = 100_000  # points of a backward form from each of these sources

#: Outside, functions are straight, constant, or like a power of x.
FINE, COARSE = 2.0**-60, 1100.0


def plain(case, seed, every=1):
    """x, or dy and x, and the default parameters; only one of so many.

    The x of the golden sample are even over all bit patterns and over the sizes at which functions bend.
    """
    rng = np.random.default_rng(seed)
    marks, parameters = landmarks(case), [float(value) for value in case.defaults]
    (x,) = finite(_golden.sample(case.op, "forward", FORMAT, "sample")[:1])
    spread, living, near = x.size, ALIVE, AROUND
    if case.form == "backward":
        spread, living, near = PAIRS, PAIRS, PAIRS // len(marks)
    surroundings = (around(mark, near // every, rng) for mark in marks)
    x = [x[:spread:every], alive(marks, living // every, rng), *surroundings]
    x = np.unique(np.concatenate(x))
    return [*adverse(case, x, parameters, seed), x, *parameters]


def arrays(case, seed, every=1):
    """x, or dy and x, and an array for every parameter; only one of so many.

    The golden sample, whose tuples have any bits or are moderate; and parameters around 1 with fitting x:
    functions bend where the product, the quotient or the difference of the two is moderate.
    """
    rng = np.random.default_rng(seed)
    count = (PAIRS if case.form == "backward" else ALIVE) // every
    wild = finite(_golden.sample(case.op, case.form, FORMAT, "array"))
    parameters = case.parameters(count, seed)
    z, p = alive([-1.0, 1.0], count, rng), np.choose(rng.integers(len(parameters), size=count), parameters)
    close = moved(p, rng.permutation(steps(count, rng)))
    with np.errstate(all="ignore"):  # of what is then left out
        x = np.choose(rng.integers(5, size=count), [z, z * p, z / p, close, -close])
    x, *parameters = finite([x, *parameters])
    tame = [*adverse(case, x, parameters, seed), x, *parameters]
    return [np.concatenate([a[:count], b]) for a, b in zip(wild, tame, strict=True)]


def adverse(case, x, parameters, seed):
    """A dy of any kind for each x, where the form has a dy."""
    if case.form != "backward":
        return []
    slope = reference.activations[case.name].derivative(x, *parameters)
    return [samples.adverse(slope, DTYPE, seed)]


def landmarks(case):
    """0, the kinks, and where f or f' changes its sign or becomes subnormal, 0, infinite or constant."""
    kinks = [kink for kink in case.op.kinks if isinstance(kink, float)]
    ends = [samples.landmarks(both(case, form), DTYPE) for form in ("forward", "derivative")]
    marks = np.unique(np.concatenate([[0.0], kinks, *ends]))
    gaps = np.diff(samples.ordinal(marks), prepend=-samples.infinity(DTYPE))
    return marks[gaps > AROUND // 100]


def alive(marks, count, rng):
    """x between the outermost landmarks, not too far out, and x of any size neither fine nor coarse."""
    marks = np.asarray(marks)[np.abs(marks) < COARSE]
    even = rng.uniform(marks.min() - 1, marks.max() + 1, count // 2)
    sizes = rng.integers(*samples.ordinal(np.array([FINE, COARSE])), count - count // 2)
    return np.concatenate([even, samples.from_ordinal(sizes * rng.choice([-1, 1], sizes.size), DTYPE)])


def around(point, count, rng):
    """Numbers next to the point, and as many at distances of every size."""
    return finite([moved(np.array([point]), steps(count, rng))])[0]


def steps(count, rng):
    """Numbers of floats to step over."""
    far = 2 ** rng.uniform(0, 60, count - count // 2) * rng.choice([-1, 1], count - count // 2)
    return np.concatenate([np.arange(count // 2) - count // 4, far.astype(int)])


def moved(x, steps):
    """The floats that lie so many steps from x; NaN where there are none."""
    n = samples.ordinal(x) + steps
    exist = np.abs(n) < samples.infinity(DTYPE)
    return np.where(exist, samples.from_ordinal(np.where(exist, n, 0), DTYPE), np.nan)


def finite(operands):
    """Those points whose operands are all finite."""
    keep = np.isfinite([operand for operand in operands if np.ndim(operand)]).all(axis=0)
    return [operand[keep] if np.ndim(operand) else operand for operand in operands]
