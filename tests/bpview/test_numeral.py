"""Numbers on screen: what is written, and that a cell keeps its place while the value changes."""

import numpy as np
import pytest

from bpview import glyphs
from bpview.entry import Entry
from bpview.numeral import Numeral, fewest_decimals, format_value


def entry(value: float, quantity: str = "z", layer: int = 1) -> Entry:
    return Entry("test", quantity, layer, (0,), value)


@pytest.mark.parametrize(
    ("value", "kwargs", "text"),
    [
        (-0.0834, {}, "−0.083"),
        (0.5, {"decimals": 1}, "0.5"),
        (-0.0004, {}, "0.000"),  # never a negative zero
        (1482.0, {"decimals": 0}, "1,482"),
        (0.25, {"plus": True}, "+0.250"),
        (1.23e-9, {"significant": 2}, "1.2·10^−9"),
        (1.23e-9, {"significant": 2, "plus": True}, "+1.2·10^−9"),
        (0.0, {"significant": 2}, "0.000"),
        (0.125, {"significant": 2}, "0.125"),
    ],
)
def test_a_value_is_written_as_a_person_would(value, kwargs, text):
    assert format_value(value, **kwargs) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_only_finite_numbers_are_shown(value):
    with pytest.raises(ValueError, match="finite"):
        format_value(value)


def test_every_character_has_an_outline_and_digits_are_equally_wide():
    assert all(len(glyphs.layout(c)) for c in glyphs.CHARACTERS)
    assert len({round(glyphs.width(d), 6) for d in "0123456789"}) == 1


def test_digits_stand_on_the_baseline():
    for digit in "0123456789":
        outline = glyphs.layout(digit)
        assert outline[:, 1].min() == pytest.approx(0, abs=0.03)
        assert outline[:, 1].max() == pytest.approx(glyphs.DIGIT_HEIGHT, abs=0.04)


def test_the_cell_stays_while_the_number_changes_even_after_moving_and_scaling():
    number = Numeral(entry(-0.111), reserve="−0.000").move_to([1.0, 2.0, 0.0]).scale(0.7)
    corners = number.points[:12].copy()
    before = number.points.copy()
    number.set_entry(entry(0.5))
    assert np.allclose(number.points[:12], corners)
    assert number.points.shape != before.shape
    again = Numeral(entry(0.5), reserve="−0.000").move_to([1.0, 2.0, 0.0]).scale(0.7)
    assert np.allclose(number.points, again.points, atol=1e-9)


def test_setting_the_same_entry_changes_nothing():
    shown = entry(0.5)
    number = Numeral(shown)
    before = number.points
    assert number.set_entry(shown).points is before


def test_given_values_are_short_and_computed_ones_are_not():
    assert fewest_decimals([entry(0.4, "W"), entry(-1.0, "W")]) == 1
    assert fewest_decimals([entry(0.25, "b")]) == 2
    assert fewest_decimals([entry(0.4, "a", 0)]) == 1
    assert fewest_decimals([entry(0.4, "a", 1)]) == 3
    assert fewest_decimals([entry(1 / 3, "W")]) == 3


@pytest.mark.parametrize(
    ("value", "kwargs", "read"),
    [(-0.36549, {}, -0.365), (0.25, {"plus": True}, 0.25), (1.23e-9, {"significant": 2}, 1.2e-9)],
)
def test_a_number_is_read_as_it_is_shown(value, kwargs, read):
    assert Numeral(entry(value), **kwargs).read == read
