"""SymPy's derivations: they hold, they would fail for wrong formulas, and bpcore computes them."""

import ast
from pathlib import Path

import complex_step
import numpy as np
import pytest
import sympy as sp
import typst
from test_gradients import make, run

import bpcore
from bpcore import SpecError, symbolic
from bpcore.functions import ACTIVATIONS, LOSSES


@pytest.fixture(scope="module")
def theorems():
    return symbolic.derive((2, 3, 2))


def test_every_entry_of_every_equation_simplifies_to_0(theorems):
    entries = {theorem.name: len(theorem.residuals) for theorem in theorems}
    assert entries == {
        "output": 2,
        "recursion": 3,
        "weights": 2 * 3 + 3 * 2,
        "biases": 3 + 2,
        "activations": 2 + 3,
        "skip": 2 * 2 + 2 * 2,
        "softmax": 2 * 2 + 2,
        "sigmoid": 2,
    }
    for theorem in theorems:
        assert theorem.holds, theorem
        assert all(residual == 0 for residual in theorem.residuals)


@pytest.mark.parametrize("widths", [(1, 1), (3, 2, 2, 3)])
def test_other_shapes(widths):
    for theorem in symbolic.derive(widths):
        assert theorem.holds or (theorem.name == "recursion" and len(widths) == 2)


def test_a_wrong_formula_would_not_simplify_to_0():
    net = symbolic.Abstract((2, 2, 2))
    right = net.by_a(1) - net.W[2].T * net.delta[2]
    wrong = net.by_a(1) - net.W[2] * net.delta[2]  # W for W^T
    assert right.expand() == sp.zeros(2, 1)
    assert all(sp.expand(entry) != 0 for entry in wrong)
    no_slope = net.by_z(1) - net.W[2].T * net.delta[2]
    assert all(sp.expand(entry) != 0 for entry in no_slope)


def test_phi_and_the_loss_are_abstract():
    net = symbolic.Abstract((2, 3, 2))
    assert {f.__name__ for f in (type(f) for f in net.loss.atoms(sp.Function))} == {
        "ell",
        "phi1",
        "phi2",
    }


@pytest.mark.parametrize("phi", symbolic.PHI)
def test_slopes_are_the_derivatives_of_the_definitions(phi):
    z = sp.Symbol("z", real=True)
    points = np.array([-3.1, -0.7, -0.2, 0.3, 1.4, 2.9])
    slope = sp.lambdify(z, sp.diff(symbolic.PHI[phi](z), z), "numpy")
    value = sp.lambdify(z, symbolic.PHI[phi](z), "numpy")
    entry = ACTIVATIONS[phi]
    assert complex_step.error(entry.slope(points), slope(points) * np.ones(6)) < 1e-15
    assert complex_step.error(entry.value(points), value(points)) < 1e-15


def test_the_definitions_are_those_that_bpcore_knows():
    assert set(symbolic.PHI) == set(ACTIVATIONS) - {"softmax"}
    assert set(symbolic.LOSS) == set(LOSSES)


@pytest.mark.parametrize(
    ("phi", "last", "loss"),
    [
        *((phi, "sigmoid", "half_squared_error") for phi in symbolic.PHI),
        *(("tanh", "sigmoid", loss) for loss in ("squared_error", "mean_squared_error")),
        ("tanh", "sigmoid", "binary_cross_entropy"),
        ("silu", "softmax", "cross_entropy"),
        ("softmax", "softmax", "half_squared_error"),
    ],
)
def test_bpcore_computes_what_sympy_derives(phi, last, loss):
    network, x, y = make([phi, last], loss, (2, 3, 2), batch=None)
    _, bwd = run(network, x, y)
    dW, db = symbolic.gradients(network, x, y)
    for layer in (1, 2):
        assert complex_step.error(bwd.dW[layer], dW[layer]) < 1e-13
        assert complex_step.error(bwd.db[layer], db[layer]) < 1e-13


def test_across_a_skip():
    network, x, y = make(["tanh", "tanh"], "half_squared_error", (2, 2, 2), None, skip={1, 2})
    _, bwd = run(network, x, y)
    for found, expected in zip(bwd.dW, symbolic.gradients(network, x, y)[0], strict=True):
        assert complex_step.error(found, expected) < 1e-13


def test_a_batch_is_refused():
    network, x, y = make(["tanh"], "half_squared_error", (2, 2), batch=3)
    with pytest.raises(SpecError, match=r"x: expected one example, shape \(n_0,\)"):
        symbolic.gradients(network, x, y)


def test_typst_typesets_the_derivations(theorems, tmp_path):
    text = symbolic.as_typst(theorems)
    assert "delta^((l)) &= (W^((l+1)))^top delta^((l+1)) dot.o phi'(z^((l)))" in text
    assert text.count("== ") == len(theorems)
    path = tmp_path / "derivations.typ"
    path.write_text(text)
    assert typst.compile(str(path)).startswith(b"%PDF")


def test_latex_is_complete(theorems):
    text = symbolic.as_latex(theorems)
    assert r"\delta^{(l)} &= (W^{(l+1)})^\top \delta^{(l+1)} \odot \varphi'(z^{(l)})" in text
    assert text.count(r"\begin{align*}") == text.count(r"\end{align*}") == len(theorems)
    for theorem in theorems:
        assert len(theorem.typst) == len(theorem.latex)
        for line in theorem.latex:
            assert line.count("{") == line.count("}")
            assert line.count(r"\Bigl(") == line.count(r"\Bigr)")


def test_nothing_unproven_is_typeset(theorems):
    from dataclasses import replace

    broken = replace(theorems[0], residuals=(sp.Symbol("x"),))
    assert not broken.holds
    assert not replace(theorems[0], residuals=()).holds
    for write in (symbolic.as_typst, symbolic.as_latex):
        with pytest.raises(ValueError, match="output: expected every entry to be 0"):
            write([broken])


def test_only_symbolic_imports_sympy():
    for path in Path(bpcore.__file__).parent.glob("*.py"):
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text()))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        if path.name != "symbolic.py":
            assert not {n for n in imported if n.startswith("sympy") or n.endswith("symbolic")}
