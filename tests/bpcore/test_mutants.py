"""The source of the forward and backward pass, changed in every place a rule can change it.

Where test_mutations.py plants bugs with a name, this makes bugs mechanically: each + becomes a
-, each * a /, each .T is dropped, each `if` is turned round, each slice and number moved by one.
Every mutant is run on six networks and has to raise or to be caught by a check, and on a
seventh, whose gradient overflows, to say so.
"""

import ast
import copy
import inspect
import types

import numpy as np
import pytest
from test_gradients import make

from bpcore import Layer, Network, NonFiniteError, check, propagate

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Eq: ast.NotEq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
}
NOT_NUMBERS = ("_require_finite",)
"""Functions that only complain; test_network.py has their tests."""


def negated(node):
    return ast.UnaryOp(ast.Not(), node)


def mutants(tree):
    """Pairs (what was changed, changed tree)."""
    functions = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name not in NOT_NUMBERS
    ]
    places = [(f.name, node) for f in functions for node in ast.walk(ast.Module(f.body, []))]
    for name, node in places:
        for what, change in changes(node):
            before = copy.copy(node.__dict__)
            change()
            yield f"{name}, line {getattr(node, 'lineno', '?')}: {what}", copy.deepcopy(tree)
            node.__dict__.clear()
            node.__dict__.update(before)


def changes(node):
    """What can be changed in one node, as pairs (description, function that does it)."""
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in SWAPS:
        yield ast.unparse(node), lambda: setattr(node, "op", SWAPS[type(node.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield ast.unparse(node), lambda: setattr(node, "ops", [SWAPS[type(node.ops[0])]()])
    if isinstance(node, ast.If | ast.IfExp):
        yield f"not {ast.unparse(node.test)}", lambda: setattr(node, "test", negated(node.test))
    for name, value in list(vars(node).items()):
        if isinstance(value, ast.Attribute) and value.attr == "T":
            yield (
                f"without .T: {ast.unparse(value)}",
                lambda n=name, v=value: setattr(node, n, v.value),
            )
        if isinstance(value, ast.Constant) and type(value.value) in (int, float):
            yield (
                f"{ast.unparse(value)} + 1",
                lambda n=name, v=value: setattr(node, n, ast.Constant(v.value + 1)),
            )


def problems():
    yield make(["tanh", "tanh", "tanh", "softmax"], "cross_entropy", (4, 4, 4, 4, 3), 5, skip={2})
    yield make(["tanh", "softmax", "softmax"], "half_squared_error", (4, 4, 4, 4), 5, skip={2, 3})
    yield make(["silu", "sigmoid"], "binary_cross_entropy", (3, 3, 3), None)
    kink = [Layer([[1.0, -1.0]] * 2, [0.0, 0.0], "relu"), Layer(np.eye(2), [0.1, 0.2], "tanh")]
    yield Network(kink, "squared_error"), np.array([0.5, 0.5]), np.array([0.0, 0.0])
    # The two that tell a fused last step from none: logits far out, and a skip around a softmax.
    far = Network([Layer(np.eye(3), np.zeros(3), "softmax")], "cross_entropy")
    yield far, np.array([1e4, -1e4, 0.0]), np.eye(3)[1]
    skip = Network([Layer(np.eye(3) / 2, np.zeros(3), "softmax", skip=True)], "cross_entropy")
    yield skip, np.array([0.3, 0.2, 0.1]), np.eye(3)[1]


def overflowing():
    """A run whose g^(0) is 1e320: the engine has to say so and not to hand out infinity."""
    layers = [Layer([[1e200]], [0.0], "identity"), Layer([[1e120]], [0.0], "identity")]
    return Network(layers, "squared_error"), np.array([1e-200]), np.array([0.0])


def caught(tree):
    """Whether the engine from `tree` raises, fails a check, or leaves a value to be overwritten."""
    module = types.ModuleType("mutant")
    exec(compile(ast.fix_missing_locations(tree), "mutant", "exec"), vars(module))
    try:
        for network, x, y in problems():
            fwd = module.forward(network, x, y)
            bwd = module.backward(network, fwd)
            reports = (check.forward_equations(fwd), check.complex_step(fwd, bwd))
            arrays = (*fwd.a, *fwd.z, fwd.losses, *bwd.delta, *bwd.g, *bwd.dW, *bwd.db)
            if not all(report.holds for report in reports) or any(
                array.flags.writeable for array in arrays
            ):
                return True
    except Exception:
        return True
    network, x, y = overflowing()
    try:
        module.backward(network, module.forward(network, x, y))
    except NonFiniteError as error:
        return error.where != "g[0]"
    return True


@pytest.fixture(scope="module")
def tree():
    return ast.parse(inspect.getsource(propagate))


def test_the_real_source_passes(tree):
    assert not caught(tree)


def test_mutants_are_caught(tree):
    outcome = {what: caught(mutant) for what, mutant in mutants(tree)}
    survivors = [what for what, found in outcome.items() if not found]
    assert len(outcome) >= 25
    # Some change nothing (a shorter way round, room for one number more); no more than those.
    assert len(survivors) <= 0.1 * len(outcome), "\n".join(survivors)
    print(f"{len(outcome) - len(survivors)} of {len(outcome)} mutants caught", *survivors, sep="\n")
