"""The ledger of the worked example, and the parts its film brought along."""

from __future__ import annotations

import numpy as np
import pytest

from bpcore import load_experiment
from bpview import lines, style
from bpview.diagram import Diagram, Shape
from bpview.film import NETWORKS
from bpview.ledger import Ledger, Sheet
from bpview.nudging import LossNudge
from bpview.reading import Reading


@pytest.fixture(scope="module")
def worked():
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


def test_every_cell_of_the_ledger_holds_its_entries(worked):
    ledger = Ledger(worked)
    assert set(ledger.grids) == {
        ("a", 0),
        *((q, n) for q in ("W", "b", "z", "a", "phi_prime", "delta", "dW") for n in (1, 2)),
    }
    for (quantity, layer), grid in ledger.grids.items():
        shown = np.array([n.entry.value for n in grid.numbers.flat])
        np.testing.assert_array_equal(shown, worked.array(quantity, layer).ravel())


def test_columns_of_the_ledger_keep_their_decimal_points_in_line(worked):
    ledger = Ledger(worked)
    for quantity in ledger.heads:
        column = [g for (q, _), g in ledger.grids.items() if q == quantity]
        rights = [g.numbers.flat[-1].get_right()[0] for g in column]
        assert max(rights) - min(rights) < 1e-9, quantity


def test_the_ledger_fits_into_the_frame(worked):
    assert Ledger(worked).width < 14.2 - 0.5
    assert Ledger(worked).height < 4


def test_a_sheet_takes_the_numbers_of_a_later_reading_within_its_brackets(worked):
    after = worked.descended(4.0)
    sheet = Sheet(worked, "Wb", (1, 2), decimals=2, later=after)
    sheet.take(after)
    number = sheet.grids["b", 2].entry(1)
    assert number.entry.value == after.array("b", 2)[1] < 0 < worked.array("b", 2)[1]
    ink = number.points[12:, 0]
    brackets = sheet.grids["b", 2].brackets
    assert brackets.left.get_right()[0] < ink.min()
    assert ink.max() < brackets.right.get_left()[0] + 0.13


def test_the_rate_by_hand_checks_with_the_numbers_shown(worked):
    eta = lines.rate_by_hand(worked)
    after = worked.descended(eta.value)
    assert 0 < eta.value <= worked.rate().value
    for layer in (1, 2):
        for quantity in ("W", "b"):
            old = worked.array(quantity, layer)
            slopes = np.round(worked.array(f"d{quantity}", layer), 3)
            by_hand = np.round(old - eta.value * slopes, 2)
            np.testing.assert_allclose(by_hand, np.round(after.array(quantity, layer), 2))


def test_edges_take_other_weights_and_their_signs(worked):
    net = Diagram(worked, Shape(4, 2, edge_width=6.0))
    edge = net.edges[2].edge(1, 1)  # 0.9, that a long step makes negative
    wide, whole = edge.get_stroke_width(), len(edge.points)
    start, end = edge.points[0].copy(), edge.points[-1].copy()
    net.weigh(worked.descended(16.0))
    assert edge.get_stroke_width() < wide
    assert edge.get_stroke_color() == style.colour("weight_neg")
    assert len(edge.points) > whole  # dashed
    net.weigh(worked)
    assert edge.get_stroke_width() == pytest.approx(wide)
    assert edge.get_stroke_color() == style.colour("weight_pos")
    np.testing.assert_allclose(edge.points[[0, -1]], [start, end], atol=1e-9)


def test_a_small_nudge_of_a_weight_ends_at_its_gradient(worked):
    entry = worked.largest("dW", 1)
    assert entry.index == (1, 1)
    nudge = LossNudge(worked, "W", 1, entry.index, symbol="w", role="weight_neg", width=3, height=2)
    size, rise, quotient = (n.text.replace("−", "-") for n in nudge.numerals(40))
    assert quotient == f"{entry.value:.3f}"
    assert float(rise) / float(size) == pytest.approx(float(quotient), abs=1e-9)


def test_the_columns_of_a_is_phi_of_z_stand_under_their_symbols(worked):
    line = lines.activation(worked, 1)
    for term in line.terms:
        assert term.symbol.get_x() == pytest.approx(term.grid.get_x(), abs=1e-9)
    assert line.signs[0][0].get_x() == pytest.approx(line.signs[0][1].get_x(), abs=1e-9)
