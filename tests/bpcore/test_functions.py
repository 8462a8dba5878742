"""Activations: values at chosen points, slopes where others lose them, softmax's Jacobian."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bpcore import SpecError
from bpcore.functions import ACTIVATIONS, FUSED, LOSSES, activation, loss

KINK = {  # phi(0), phi'(0)
    "identity": (0, 1),
    "sigmoid": (0.5, 0.25),
    "tanh": (0, 1),
    "relu": (0, 0),
    "leaky_relu": (0, 0.01),
    "elu": (0, 1),
    "softplus": (np.log(2), 0.5),
    "silu": (0, 0.5),
}
SMOOTH = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
}

logits = arrays(np.float64, st.integers(1, 6), elements=st.floats(-50, 50))


@pytest.mark.parametrize("phi", KINK)
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_value_and_slope_at_exactly_0(phi, zero):
    value, slope = KINK[phi]
    z = np.array([zero])
    assert activation(phi).value(z)[0] == pytest.approx(value, rel=1e-15)
    assert activation(phi).derivative(z)[0] == slope


@pytest.mark.parametrize("phi", SMOOTH)
def test_values_against_arbitrary_precision(phi):
    mpmath.mp.dps = 400
    z = np.linspace(-300, 300, 401)
    expected = np.array([float(SMOOTH[phi](mpmath.mpf(v))) for v in z])
    np.testing.assert_allclose(activation(phi).value(z), expected, rtol=1e-15, atol=0)


EXACT_SLOPES = {
    "sigmoid": lambda z: 1 / (2 * mpmath.cosh(z / 2)) ** 2,
    "tanh": lambda z: 1 / mpmath.cosh(z) ** 2,
    "softplus": lambda z: 1 / (1 + mpmath.exp(-z)),
    "silu": lambda z: mpmath.exp(z) * (1 + z + mpmath.exp(z)) / (1 + mpmath.exp(z)) ** 2,
}
SILU_ZERO = -1.2784645427610738


@pytest.mark.parametrize("phi", EXACT_SLOPES)
def test_slopes_against_arbitrary_precision(phi):
    # 1 - tanh^2 and sigma (1 - sigma), the usual forms, are 0 from z = 20 and 37 on; silu' has
    # a zero, where the usual form cancels and no digit is left
    mpmath.mp.dps = 400
    near = np.linspace(-3, 3, 601)
    ulps = np.arange(-20, 21) * 2.2e-16
    z = np.concatenate(
        [np.linspace(-300, 300, 601), near, SILU_ZERO + near / 1e4, SILU_ZERO + ulps]
    )
    expected = np.array([float(EXACT_SLOPES[phi](mpmath.mpf(v))) for v in z])
    assert (expected != 0).all()
    np.testing.assert_allclose(activation(phi).derivative(z), expected, rtol=1e-15, atol=0)


@pytest.mark.parametrize("phi", EXACT_SLOPES)
def test_slopes_beyond_the_floats_underflow_where_the_exact_ones_do(phi):
    mpmath.mp.dps = 40
    z = np.concatenate([np.linspace(-2000, -300, 101), np.linspace(300, 2000, 101)])
    expected = np.array([float(EXACT_SLOPES[phi](mpmath.mpf(v))) for v in z])
    # among subnormal numbers the last bit is worth 5e-324
    np.testing.assert_allclose(activation(phi).derivative(z), expected, rtol=1e-15, atol=1e-320)


def test_no_activation_overflows():
    z = np.array([-1e4, -800.0, 800.0, 1e4])
    for entry in ACTIVATIONS.values():  # a warning would be an error here
        assert np.isfinite(entry.value(z)).all()
        assert np.isfinite(entry.times_jacobian(z, z)).all()


@pytest.mark.parametrize("phi", ACTIVATIONS)
def test_the_product_with_the_jacobian_is_the_product_with_the_matrix(phi):
    rng = np.random.default_rng(3)
    z, v = rng.normal(size=(2, 4, 5))
    J = activation(phi).jacobian(z)
    assert J.shape == (4, 5, 5)
    product = np.einsum("kij,ki->kj", J, v)
    np.testing.assert_allclose(activation(phi).times_jacobian(z, v), product, rtol=0, atol=1e-15)


def test_softmax_has_no_elementwise_slope_and_says_so():
    with pytest.raises(SpecError, match="every output depends on every input"):
        activation("softmax").derivative(np.zeros(3))


@given(logits)
def test_softmax_sums_to_1_and_its_jacobian_maps_ones_to_0(z):
    softmax = activation("softmax")
    a, J = softmax.value(z), softmax.jacobian(z)
    assert a.sum() == pytest.approx(1, rel=1e-15)
    np.testing.assert_allclose(J @ np.ones(len(z)), 0, atol=1e-15)
    np.testing.assert_array_equal(J, J.T)


@given(logits, st.floats(-1000, 1000))
def test_a_shift_of_all_logits_changes_nothing(z, shift):
    softmax = activation("softmax")
    np.testing.assert_allclose(softmax.value(z + shift), softmax.value(z), rtol=1e-11, atol=0)
    y = np.eye(len(z))[0]
    fused = FUSED["softmax", "cross_entropy"]
    assert fused.value(z + shift, y)[1] == pytest.approx(float(fused.value(z, y)[1]), abs=1e-11)


def test_the_names_are_those_of_the_equations():
    assert list(ACTIVATIONS) == [
        "identity",
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "elu",
        "softplus",
        "silu",
        "softmax",
    ]
    assert list(LOSSES) == [
        "half_squared_error",
        "squared_error",
        "mean_squared_error",
        "binary_cross_entropy",
        "cross_entropy",
    ]


@pytest.mark.parametrize(
    ("look_up", "name", "meant"),
    [
        (activation, "sigmoed", "sigmoid"),
        (activation, "ReLU", "relu"),
        (loss, "crossentropy", "cross_entropy"),
        (loss, "mean_square_error", "mean_squared_error"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(look_up, name, meant):
    with pytest.raises(SpecError, match=f"found '{name}'. Did you mean '{meant}'?"):
        look_up(name)
