# SPDX-License-Identifier: BSD-3-Clause
"""The registry, walked: every op in every form on every dtype it takes, with operands to call it on."""

from dataclasses import dataclass
from functools import cached_property

import ml_dtypes
import numpy as np

import relu_native as rn
import samples
from relu_native._registry import FORMS, ops

FLOATS = tuple(map(np.dtype, (np.float16, ml_dtypes.bfloat16, np.float32, np.float64)))
INTEGERS = tuple(map(np.dtype, "bBhHiIqQ"))
DTYPES = {dtype.name: dtype for dtype in FLOATS + INTEGERS}

#: What a required parameter is called with, and any parameter of unsigned integers whose default is negative.
REQUIRED = (0.25, -0.5)
REQUIRED_INTEGERS = (1, 5)


@dataclass(frozen=True)
class Case:
    """One op in one form on one dtype."""

    name: str
    form: str
    dtype: np.dtype

    def __str__(self):
        return f"{self.name}-{self.form}-{self.dtype.name}"

    @property
    def op(self):
        return ops[self.name]

    @property
    def call(self):
        """What a user calls: a ufunc, or the wrapper that knows the defaults."""
        return form_of(rn.activations[self.name], self.form)

    @property
    def ufunc(self):
        """The ufunc that takes every parameter as an operand."""
        return self.call.ufunc

    @property
    def reference(self):
        return form_of(rn.reference.activations[self.name], self.form)

    @property
    def required(self):
        """What must be given besides the operands for the defaults to apply."""
        if all(self.has_default(parameter) for parameter in self.op.parameters):
            return ()
        return self._values()

    def has_default(self, parameter):
        """Whether the parameter has a default that the dtype can hold."""
        return parameter.default is not None and not (self.dtype.kind == "u" and parameter.default < 0)

    def _values(self):
        substitutes = REQUIRED_INTEGERS if self.dtype.kind in "iu" else REQUIRED
        return tuple(
            parameter.default if self.has_default(parameter) else substitute
            for parameter, substitute in zip(self.op.parameters, substitutes, strict=False)
        )

    @cached_property
    def defaults(self):
        """The parameters as the dtype holds them: the defaults, or some values where there are none."""
        return tuple(self.dtype.type(value) for value in self._values())

    def parameters(self, count, seed=0):
        """An array of allowed values, small ones and 0 among them, for each parameter."""
        arrays = []
        for place, parameter in enumerate(self.op.parameters):
            values = samples.moderate(np.float64, count, (seed, place))
            values[:: 7 + place] = 1 if parameter.domain == "nonzero" else 0
            values = abs(values) if parameter.domain == "nonnegative" else values
            arrays.append((values.astype(int) if self.dtype.kind in "iu" else values).astype(self.dtype))
        return arrays

    def operands(self, count, seed=0, sample=samples.mixed):
        """Arrays for every operand of the ufunc: dy where there is one, x, the parameters."""
        dy = [sample(self.dtype, count, (seed, 1))] if self.form == "backward" else []
        return [*dy, sample(self.dtype, count, (seed, 2)), *self.parameters(count, seed)]


def form_of(activation, form):
    """A form by name; forward is the activation itself."""
    return activation if form == "forward" else getattr(activation, form)


def every_case(forms=FORMS, dtypes=tuple(DTYPES), parameters=False, kinds=False):
    """The cases of these forms and dtypes, as far as the op takes them.

    Only ops with parameters, or one op for each kind and number of parameters: enough for what is the same
    code for all of them.
    """
    seen = set()
    for name, op in ops.items():
        kind = (op.kind, len(op.parameters))
        if (parameters and not op.parameters) or (kinds and kind in seen):
            continue
        seen.add(kind)
        for form in forms:
            for dtype in FLOATS + (INTEGERS if op.kind == "numeric" else ()):
                if dtype.name in dtypes:
                    yield Case(name, form, dtype)


def outputs(results):
    """The results of a ufunc call as a tuple of arrays, whether it has one output or two."""
    return tuple(map(np.asarray, results if isinstance(results, tuple) else (results,)))


def assert_same_bits(got, want):
    """Both calls gave the same dtypes, shapes and bits."""
    for g, w in zip(outputs(got), outputs(want), strict=True):
        assert (g.dtype, g.shape) == (w.dtype, w.shape)
        different = np.flatnonzero(samples.bits(g).ravel() != samples.bits(w).ravel())
        first = different[:1]
        assert not different.size, (
            f"{different.size} differ, at {first}: {g.flat[first]} instead of {w.flat[first]}"
        )


def assert_same(got, want):
    """As assert_same_bits, except that every NaN is as good as any other."""
    for g, w in zip(outputs(got), outputs(want), strict=True):
        assert (g.dtype, g.shape) == (w.dtype, w.shape)
        assert_same_bits(np.where(g == g, g, g.dtype.type(1)), np.where(w == w, w, w.dtype.type(1)))
        np.testing.assert_array_equal(g != g, w != w)
