"""The checks on right gradients: they hold, say where they looked, and are honest about limits."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings
from test_gradients import make, run
from test_properties import problems

from bpcore import DTypeError, Layer, Network, ShapeError, backward, check, forward
from bpcore.functions import ACTIVATIONS, LOSSES
from bpcore.perlayer import PerLayer


def at_a_kink(phi="relu", b=0.0):
    """z^(1) = (b, 2 + b): with b = 0 the first unit sits exactly at 0."""
    network = Network(
        [
            Layer([[1.0, -1.0], [2.0, 2.0]], [b, b], phi),
            Layer([[3.0, 5.0]], [1.0], "identity"),
        ],
        "half_squared_error",
    )
    return run(network, np.array([0.5, 0.5]), np.array([0.0]))


@given(problems())
@settings(deadline=None, max_examples=150, derandomize=True)
def test_no_false_alarm_on_any_network(problem):
    check.assert_holds(*check.certify(*run(*problem)))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("phi", ACTIVATIONS)
def test_every_activation_and_loss_is_compared_in_full(phi, loss):
    network, x, y = make([phi] * 3, loss)
    for report in check.certify(*run(network, x, y)):
        assert report.holds, str(report)
        assert report.compared == report.total > 0, str(report)


def test_a_certificate_covers_every_number_of_the_run():
    network, x, y = make(["tanh", "relu", "softmax"], "cross_entropy")
    fwd, bwd = run(network, x, y)
    forward_, step, central, taylor, adjoint = check.certify(fwd, bwd)
    assert (
        forward_.total
        == sum(a.size for a in fwd.a) - x.size + sum(z.size for z in fwd.z) + len(x) + 1
    )
    assert step.total == sum(v.size for v in (*bwd.delta, *bwd.g, *bwd.dW, *bwd.db))
    assert central.total == sum(v.size for v in (*bwd.dW, *bwd.db))
    assert taylor.compared == 8
    assert adjoint.total == 1 + 2 * network.L  # x, and each W and b
    assert (step.bar, central.bar, taylor.bar) == (1e-13, 1e-8, 0.05)
    assert 1e-14 <= adjoint.bar < 1e-13  # times what its terms cancel by
    assert adjoint.error < 1e-14


def test_a_report_is_frozen_and_reads_well():
    network, x, y = make(["tanh", "tanh"], "half_squared_error", (2, 3, 2))
    report = check.complex_step(*run(network, x, y))
    with pytest.raises(FrozenInstanceError):
        report.error = 0.0
    text = str(report)
    assert text.startswith("complex step: holds\n  compared all ")
    assert f"worst at {report.place}: {report.found!r}" in text
    wrong = replace(report, error=1.0, tensor="dW[2]", entry=(0, 1))
    assert str(wrong).startswith("complex step: DOES NOT HOLD")
    assert "worst at dW[2][0, 1]" in str(wrong)
    with pytest.raises(AssertionError, match=r"(?s)complex step: DOES NOT HOLD.*dW\[2\]\[0, 1\]"):
        check.assert_holds(report, wrong)
    assert not replace(report, error=float("nan")).holds
    assert replace(report, compared=0).verdict == "says nothing here"


def test_the_worst_entry_is_the_wrong_one():
    network, x, y = make(["tanh", "sigmoid", "tanh"], "half_squared_error")
    fwd, bwd = run(network, x, y)
    for kind, layer, entry in (("dW", 2, (4, 1)), ("delta", 3, (6, 2)), ("g", 0, (1, 3))):
        wrong = getattr(bwd, kind)[layer].copy()
        wrong[entry] *= 1 + 1e-9 * np.abs(wrong).max() / abs(wrong[entry])
        values = list(getattr(bwd, kind))
        first = getattr(bwd, kind).first
        values[layer - first] = wrong
        report = check.complex_step(fwd, replace(bwd, **{kind: PerLayer(kind, first, values)}))
        assert not report.holds
        assert (report.tensor, report.entry) == (f"{kind}[{layer}]", entry)
        assert report.error == pytest.approx(1e-9, rel=1e-3)


def test_entries_bound_the_work_and_the_largest_is_always_among_them():
    network, x, y = make(["tanh", "tanh"], "half_squared_error", (9, 8, 7))
    fwd, bwd = run(network, x, y)
    full, some = check.complex_step(fwd, bwd), check.complex_step(fwd, bwd, entries=3)
    assert full.compared == full.total == some.total
    assert 0 < some.compared < some.total
    dW = bwd.dW[1].copy()
    dW[np.unravel_index(np.abs(dW).argmax(), dW.shape)] *= 1.001
    wrong = replace(bwd, dW=PerLayer("dW", 1, [dW, bwd.dW[2]]))
    assert not check.complex_step(fwd, wrong, entries=1).holds


def test_gradients_of_another_shape_are_refused():
    fwd, bwd = run(*make(["tanh", "tanh"], "half_squared_error", (2, 3, 2)))
    turned = replace(bwd, dW=PerLayer("dW", 1, [dW.T for dW in bwd.dW]))
    with pytest.raises(ShapeError, match=r"dW\[1\]: expected shape \(3, 2\); found \(2, 3\)"):
        check.complex_step(fwd, turned)


def test_nan_never_holds():
    fwd, bwd = run(*make(["tanh", "tanh"], "half_squared_error", (2, 3, 2)))
    nan = replace(bwd, dW=PerLayer("dW", 1, [dW * np.nan for dW in bwd.dW]))
    for judge in (check.complex_step, check.central_difference, check.taylor_remainder):
        assert not judge(fwd, nan).holds


@pytest.mark.parametrize(("phi", "left"), [("relu", 0.0), ("leaky_relu", 0.01)])
def test_a_unit_exactly_at_a_kink_is_reported_honestly(phi, left):
    fwd, bwd = at_a_kink(phi)
    (kink,) = check.kinks(fwd)
    assert (kink.layer, kink.example, kink.unit) == (1, None, 0)
    assert (kink.left, kink.right, kink.taken) == (left, 1.0, left)
    assert f"z[1][0] is exactly 0, where {phi} has slope {left:g} on the left" in str(kink)
    step = check.complex_step(fwd, bwd)
    assert step.holds
    assert step.compared == step.total
    central = check.central_difference(fwd, bwd)
    assert central.holds
    assert central.total - central.compared == 3  # W_11, W_12 and b_1 of layer 1
    assert "3 steps would carry a unit across a kink" in central.notes[0]
    taylor = check.taylor_remainder(fwd, bwd)
    assert taylor.holds
    assert "directions cross a kink at once" in taylor.notes[0]


def test_central_differences_do_disagree_at_a_kink():
    # What the note of the report says, shown: they see the mean of both slopes, 1/2.
    from bpcore.nudge import secant

    fwd, bwd = at_a_kink()
    h = 1e-6
    up = secant(fwd.network, fwd.x, fwd.y, "b", 1, (0,), h)
    down = secant(fwd.network, fwd.x, fwd.y, "b", 1, (0,), -h)
    assert bwd.db[1][0] == down == 0
    assert (up + down) / 2 == pytest.approx(bwd.g[1][0] / 2, rel=1e-5)


def test_no_kink_means_no_note():
    fwd, bwd = at_a_kink(b=0.1)
    assert check.kinks(fwd) == ()
    assert all(report.notes == () for report in check.certify(fwd, bwd))
    assert check.kinks(at_a_kink("elu")[0]) == ()  # elu has one slope at 0


def test_kinks_of_a_batch_name_the_example():
    network = at_a_kink()[0].network
    fwd = forward(network, np.array([[0.5, 0.4], [0.5, 0.5]]), np.zeros((2, 1)))
    assert [(k.example, k.unit) for k in check.kinks(fwd)] == [(1, 0)]
    assert "z[1][1, 0] is exactly 0" in str(check.kinks(fwd)[0])


def test_a_nearly_right_answer_gets_a_higher_bar_and_a_note():
    network = Network([Layer([[16.0], [-16.0]], [0.0, 0.0], "softmax")], "cross_entropy")
    fwd, bwd = run(network, np.array([1.0]), np.array([1.0, 0.0]))
    assert 0 < np.abs(bwd.delta[1]).max() < 1e-13
    report = check.complex_step(fwd, bwd)
    assert report.holds
    assert report.bar > 1e-4
    assert "terms cancel" in report.notes[0]


@pytest.mark.parametrize("phi", ["softmax", "sigmoid"])
@pytest.mark.parametrize("hot", [0, 1, 2])
def test_logits_of_ten_thousand_are_judged(phi, hot):
    loss = {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy"}[phi]
    network = Network([Layer(np.eye(3), np.zeros(3), phi)], loss)
    fwd, bwd = run(network, np.array([1e4, -1e4, 0.0]), np.eye(3)[hot])
    check.assert_holds(*check.certify(fwd, bwd))


def test_float32_is_held_to_its_own_bar():
    network, x, y = make(["tanh", "silu", "softmax"], "cross_entropy")
    layers = [Layer(l_.W.astype("f4"), l_.b.astype("f4"), l_.phi) for l_ in network.layers]
    fwd, bwd = run(Network(layers, "cross_entropy"), x.astype("f4"), y.astype("f4"))
    reports = check.certify(fwd, bwd)
    check.assert_holds(*reports)
    assert [report.bar for report in reports[:3]] == [1e-4, 1e-4, 1e-4]
    assert 1e-5 <= reports[3].bar < 1e-4
    with pytest.raises(DTypeError, match="taylor_remainder: expected a network of float64"):
        check.taylor_remainder(fwd, bwd)


def test_a_deep_network_and_a_tiny_gradient():
    widths = (3, *(4, 5) * 15, 2)
    fwd, bwd = run(*make(["sigmoid"] * 31, "half_squared_error", widths, batch=3))
    assert np.abs(bwd.dW[1]).max() < 1e-9
    check.assert_holds(*check.certify(fwd, bwd))


def test_the_order_of_gradients_that_have_nothing_to_do():
    network = Network([Layer([[1.0]], [-5.0], "relu")], "half_squared_error")
    fwd = forward(network, np.array([1.0]), np.array([1.0]))
    reports = check.certify(fwd, backward(network, fwd))
    check.assert_holds(*reports)
    assert reports[3].verdict == "says nothing here"
    ones = replace(backward(network, fwd), dW=PerLayer("dW", 1, [np.ones((1, 1))]))
    assert not check.complex_step(fwd, ones).holds
    assert not check.central_difference(fwd, ones).holds
    assert not check.taylor_remainder(fwd, ones).holds
