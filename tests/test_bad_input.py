# SPDX-License-Identifier: BSD-3-Clause
"""Calls that cannot be answered: an exception that says what was wrong, and nothing is written.

The errors of the command line are tested in test_command_line, unknown instruction sets in test_isa, thread
counts in test_threads, results without memory in test_limits.
"""

import numpy as np
import pytest

import relu_native as rn
from cases import Case, form_of
from relu_native._registry import FORMS, OPERANDS, ops

of_any_form = pytest.mark.parametrize("form", FORMS)
FLOAT32 = np.dtype(np.float32)
UNWRITTEN = 7

REFUSED = [
    np.ones(3, complex),
    np.ones(3, np.complex64),
    np.ones(3, object),
    np.ones(3, np.longdouble),
    np.array(["1", "2", "3"]),
    np.array([b"1", b"2", b"3"]),
    np.ones(3, "M8[s]"),
    np.ones(3, "m8[ns]"),
    np.ones(3, "V4"),
    np.ones(3, [("x", np.float32)]),
    None,
    {},
    [1, "2", 3],
    [None, 1.0, 2.0],
]


class Call:
    """One form of an op with operands, parameters and outputs that would do."""

    def __init__(self, name, form, count=3):
        self.case = Case(name, form, FLOAT32)
        self.function, self.count = self.case.call, count
        self.operands = [np.ones(count, np.float32) for _ in OPERANDS[form]]
        self.names = [parameter.name for parameter in self.case.op.parameters]
        self.numbers = [float(value) for value in self.case.defaults]

    def outs(self):
        return tuple(np.full(self.count, UNWRITTEN, np.float32) for _ in range(self.case.ufunc.nout))

    def refuses(self, error, operands=None, parameters=None, out=None, match=None, **keywords):
        """The message, after every out= was found untouched."""
        out = self.outs() if out is None else out
        before = [np.copy(o) for o in out]
        with pytest.raises(error, match=match) as caught:
            self.function(
                *(self.operands if operands is None else operands),
                *(self.numbers if parameters is None else parameters),
                out=out,
                **keywords,
            )
        for o, b in zip(out, before, strict=True):
            np.testing.assert_array_equal(o, b)
        return str(caught.value)


@of_any_form
def test_every_operand_of_every_refused_dtype(name, form):
    """TypeError that names the function and the dtype; parameters are operands too."""
    call = Call(name, form)
    good = [*call.operands, *(np.full(3, value, np.float32) for value in call.numbers)]
    for place in range(len(good)):
        for bad in REFUSED:
            arguments = [bad if k == place else operand for k, operand in enumerate(good)]
            message = call.refuses(
                TypeError, arguments[: len(call.operands)], arguments[len(call.operands) :], match=name
            )
            dtype = np.asarray(bad).dtype
            assert str(dtype) in message or dtype.str in message


@of_any_form
def test_nothing_is_written_when_one_of_two_outputs_is_refused(name, form):
    call = Call(name, form)
    frozen = np.full(3, UNWRITTEN, np.float32)
    frozen.flags.writeable = False
    wrong = [
        (ValueError, frozen),
        (ValueError, np.full(4, UNWRITTEN, np.float32)),
        (ValueError, np.full((), UNWRITTEN, np.float32)),
        (TypeError, np.full(3, UNWRITTEN, np.int64)),
        (TypeError, np.full(3, UNWRITTEN, np.uint8)),
        (TypeError, [UNWRITTEN] * 3),
    ]
    for error, bad in wrong:
        for place in range(call.case.ufunc.nout):
            out = list(call.outs())
            out[place] = bad
            call.refuses(error, out=tuple(out))
    call.refuses((TypeError, ValueError), out=(*call.outs(), np.full(3, UNWRITTEN, np.float32)))


@of_any_form
def test_long_outputs_are_not_begun(name, form):
    """Long enough for tiles, casts in pieces and several threads; the refused output comes last."""
    call = Call(name, form, count=200_000)
    frozen = np.full(call.count, UNWRITTEN, np.float64)
    frozen.flags.writeable = False
    with rn.num_threads(3):
        call.refuses(ValueError, out=(*call.outs()[1:], frozen))
        call.refuses(TypeError, out=(*call.outs()[1:], np.full(call.count, UNWRITTEN, np.int16)))


@of_any_form
def test_shapes_that_do_not_broadcast(name, form):
    call = Call(name, form)
    good = [*call.operands, *(np.full(3, value, np.float32) for value in call.numbers)]
    for place in range(len(good) if len(good) > 1 else 0):
        arguments = [np.ones(2, np.float32) if k == place else o for k, o in enumerate(good)]
        plain = len(call.operands)
        call.refuses(ValueError, arguments[:plain], arguments[plain:], match="broadcast")


@of_any_form
def test_keywords(name, form):
    call = Call(name, form)
    call.refuses(TypeError, nonsense=1, match="nonsense")
    call.refuses(TypeError, where=np.ones(3))
    call.refuses(ValueError, where=np.ones(2, bool))
    call.refuses(ValueError, casting="nonsense")
    call.refuses(TypeError, dtype=np.complex128)
    call.refuses(TypeError, dtype="nonsense")
    call.refuses(TypeError, dtype=np.float16, casting="no")
    for extra in ((call.outs()[0], None), (None, None)):
        with pytest.raises(TypeError):
            call.function(*call.operands, *call.numbers, *extra, out=call.outs())
    with pytest.raises(TypeError):
        call.function(*call.operands[1:], out=call.outs())


#: By the words that the registry uses; "after": the value of the parameter before it, where that matters.
FORBIDDEN = {
    "any": [],
    "nonzero": [0, 0.0, -0.0],
    "nonnegative": [-1, -1e-300, -np.inf, np.nan],
    "not less than the parameter before it": [-5, -1.0000001, -np.inf],
}


def kinds(value):
    """The value as every kind of scalar there is."""
    yield value
    yield float(value)
    yield np.float64(value)
    yield np.asarray(value, np.float64)
    if float(np.float32(value)) == value or value != value:
        yield np.float32(value)
        yield np.asarray(value, np.float32)


@of_any_form
def test_forbidden_scalars_of_every_kind_by_every_route(name, form):
    """ValueError that names the function, the parameter and its value."""
    call = Call(name, form)
    for place, parameter in enumerate(call.case.op.parameters):
        for forbidden in FORBIDDEN[parameter.domain]:
            for value in kinds(forbidden):
                numbers = [value if k == place else number for k, number in enumerate(call.numbers)]
                named = dict(zip(call.names, numbers, strict=True))
                for parameters, keywords in (
                    (numbers, {}),
                    ([], named),
                    (numbers[:1], dict(list(named.items())[1:])),
                    (numbers, {"casting": "same_kind"}),
                    (numbers, {"where": np.zeros(3, bool)}),
                    (numbers, {"dtype": np.float64}),
                ):
                    message = call.refuses(ValueError, parameters=parameters, **keywords)
                    assert {f"{name}:", parameter.name} <= set(message.split())
                    assert str(value) in message


@of_any_form
def test_the_first_of_two_parameters_can_be_what_is_wrong(name, form):
    """As in hardtanh(x, 3), where 3 > max_val; an array is not searched."""
    call = Call(name, form)
    if "not less than the parameter before it" not in [p.domain for p in call.case.op.parameters]:
        return
    least, greatest = call.names
    message = call.refuses(ValueError, parameters=[3], match=f"{name}: {greatest}")
    assert "3" in message and "1.0" in message
    call.refuses(ValueError, parameters=[], **{least: 1.5}, match=greatest)
    call.function(*call.operands, np.full(3, 3.0), 1.0)
    call.function(*call.operands, np.nan, 1.0)


INTEGERS = [np.dtype(code) for code in "bBhHiIqQ"]
NUMERIC = [name for name, op in ops.items() if op.kind == "numeric" and op.parameters]


@of_any_form
@pytest.mark.parametrize("name", NUMERIC)
def test_numbers_that_an_integer_dtype_does_not_have(name, form):
    """ValueError that names the parameter, its value and the dtype."""
    function = form_of(rn.activations[name], form)
    for dtype in INTEGERS:
        limits = np.iinfo(dtype)
        operands = [np.ones(3, dtype)] * len(OPERANDS[form])
        beyond = (limits.max + 1, float(limits.max + 1), limits.min - 1, 2**70, -(2**70), 2.0**70)
        for value in (1.5, np.inf, np.nan, *beyond):
            for place, parameter in enumerate(ops[name].parameters):
                numbers = [int(limits.min), int(limits.max)]
                numbers[place] = value
                out = tuple(np.full(3, UNWRITTEN, dtype) for _ in range(function.ufunc.nout))
                with pytest.raises(ValueError) as caught:
                    function(*operands, *numbers, out=out)
                message = str(caught.value)
                ordered = "not less than the parameter before it" in message
                assert message.startswith(f"{name}: ") and str(value) in message
                assert ordered or (parameter.name in message and dtype.name in message)
                assert all((o == UNWRITTEN).all() for o in out)
