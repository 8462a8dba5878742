"""Parts that films are built from: what they hold, and that it follows what it shows."""

import math
from itertools import pairwise

import numpy as np
import pytest
from manim import DL, RIGHT, UR

from bpcore import load_experiment
from bpview import style
from bpview.column import InputColumn
from bpview.descent import Descent
from bpview.film import NETWORKS
from bpview.link_rows import general_rules
from bpview.nudging import SMALLEST, LossNudge
from bpview.numeral import Numeral
from bpview.opening import Opening
from bpview.picture_nudge import PictureNudge
from bpview.reading import Reading
from bpview.rules import backward_rules, update_rules
from bpview.sayings import said
from bpview.two_routes import TwoRoutes


@pytest.fixture(scope="module")
def digits():
    return Reading("digits", load_experiment(NETWORKS / "digits.toml"))


@pytest.fixture(scope="module")
def worked():
    return Reading("worked_example", load_experiment(NETWORKS / "worked_example.toml"))


@pytest.fixture(scope="module")
def two_routes():
    return Reading("two_routes", load_experiment(NETWORKS / "two_routes.toml"))


def run(animation, alpha=1.0):
    """What `animation` has done at `alpha`."""
    animation.begin()
    animation.interpolate(alpha)


def test_words_and_numbers_share_a_baseline(digits):
    line = said("each of", digits.count("parameters"), "weights")
    assert line[1].text == "1,482"
    assert isinstance(line[1], Numeral)
    # (the first letters of both have no descender)
    bottoms = [line[0][0].get_bottom()[1], line[1].baseline, line[2][0].get_bottom()[1]]
    assert bottoms == pytest.approx([bottoms[0]] * 3, abs=0.02)


def test_a_column_holds_every_input_and_names_its_ends(digits, worked):
    column = InputColumn(digits.entries("a", 0))
    assert len(column.strip.cells) == 64
    assert column.strip.get_center() == pytest.approx(np.zeros(3), abs=1e-9)
    assert column.height < 8 - 2 * 0.25
    assert len(column.ends) == 2
    assert len(InputColumn(worked.entries("a", 0)[:1]).ends) == 1


def test_the_opening_asks_about_all_parameters_of_its_network(digits):
    opening = Opening(digits, "What do", "numbers do?", height=4.6, drop=0.9)
    assert opening.question[1].text == "1,482"
    assert opening.loss.value.entry.name == "digits:loss"
    assert opening.whole.diagram not in opening.around.get_family()


def test_a_weight_in_its_picture_moves_both_ways_and_all_changes_follow(digits):
    nudge = PictureNudge(digits, 1, 15, 61)
    _, *changes = (number for _, number in nudge.rows)
    names = [f"{q}_change" for q in ("W", "z", "a", "loss")]
    for way, raises in ((nudge.up, True), (nudge.down, False)):
        run(way.run(nudge.take))
        assert [n.entry.quantity for n in changes] == names
        assert (changes[3].entry.value > 0) == raises
        assert abs(changes[0].entry.value) == pytest.approx(0.6)
        assert changes[1].entry.value == pytest.approx(
            digits.array("a", 0)[61] * changes[0].entry.value
        )
        nudge.keep()
    (w_up, loss_up), (w_down, loss_down) = nudge.kept  # what was seen stays, row below row
    assert w_up.entry.value == pytest.approx(-w_down.entry.value)
    assert loss_up.entry.value > 0 > loss_down.entry.value
    assert loss_down.entry == changes[3].entry
    assert w_up.get_bottom()[1] > w_down.get_top()[1]
    assert w_down.get_right()[0] == pytest.approx(w_up.get_right()[0])
    painted = nudge.picture.cells[61].get_fill_opacity()
    nudge.take(digits)
    assert nudge.picture.cells[61].get_fill_opacity() != painted


def test_the_slope_by_a_is_the_last_factor_one_layer_before():
    _, (*_, by_a, before) = general_rules()
    found, last = by_a.part("left"), before.part("last")
    assert len(last) == len(found)
    assert (last.width, last.height) == pytest.approx((found.width, found.height), rel=0.02)


def test_rows_of_a_nudge_follow_it(worked):
    nudge = LossNudge(worked, "W", 1, (0, 1), symbol="w", role="weight_pos", width=2, height=2)
    rows = nudge.rows(["Delta w", "Delta L", "m"], 36, gap=0.3)
    run(nudge.to(0.5, lambda now: None))
    run(nudge.to(SMALLEST, lambda now: None))
    slope = worked.entry("dW", 1, 0, 1).value
    shown = [number.entry.value for _, number in rows]
    assert shown[0] == pytest.approx(SMALLEST)
    assert shown[2] == pytest.approx(shown[1] / shown[0], rel=1e-9)
    assert shown[2] == pytest.approx(slope, rel=1e-3)
    signs = [formula.part("eq").get_x() for formula, _ in rows]
    assert signs == pytest.approx([signs[0]] * 3, abs=1e-6)


def test_a_step_down_tells_the_loss_before_and_after(worked):
    descent = Descent(worked)
    eta, before, after = (number for _, number in descent.rows())
    run(descent.run(lambda now: None))
    assert eta.entry.value == worked.rate().value
    assert before.entry.value == worked.entry("loss").value
    assert after.entry.value < before.entry.value


@pytest.mark.parametrize("rules", [backward_rules, update_rules])
def test_rules_fit_beside_each_other(rules):
    shown = rules()
    assert shown.width < 14.2 - 0.5
    assert shown[0].height > style.MIN_TEXT_HEIGHT


def test_rules_beside_each_other_stand_on_one_line():
    for row in (*backward_rules(), *backward_rules("softmax"), update_rules()):
        levels = [rule.part("eq").get_y() for rule in row]
        assert levels == pytest.approx(levels[:1] * 2)


def test_only_a_phi_with_a_full_jacobian_is_named_above_it():
    (plain, _), _ = backward_rules("tanh")
    (named, _), _ = backward_rules("softmax")
    word = named.submobjects[-1]
    assert word.family_members_with_points()[0].text_source == "softmax"
    assert word.get_bottom()[1] > named.part("phi_prime").get_top()[1] + 0.1
    assert len({m.text_source for m in plain.family_members_with_points()}) == 1


def test_in_the_rules_for_any_layer_the_last_factors_stand_in_one_column():
    _, rules = general_rules()
    for piece in ("eq", "middle", "last"):
        places = [rule.part(piece).get_x() for rule in rules]
        assert places == pytest.approx(places[:1] * 4)
    for rule in rules:  # each piece after the one before, with air, the same on both sides of a dot
        pieces = ("left", "eq", "link", "first", "middle", "second", "last")
        air = {
            after: rule.part(after).get_left()[0] - rule.part(before).get_right()[0]
            for before, after in pairwise(pieces)
        }
        assert min(air.values()) > 0.1
        assert air["first"] == pytest.approx(air["middle"])
        assert air["second"] == pytest.approx(air["last"])
    for above, below in pairwise(rules):  # there will be frames
        assert above.get_bottom()[1] - below.get_top()[1] > 0.3


def test_routes_from_one_a_part_and_meet_again_at_the_loss(two_routes):
    picture = TwoRoutes(two_routes)
    assert len(picture.routes) == len(two_routes.y) == 2
    ring = picture.start.ring
    for edge, way_on, *_ in picture.routes:
        away = np.linalg.norm(edge.points[0] - ring.get_center())
        assert away == pytest.approx(ring.width / 2, abs=1e-6)
        np.testing.assert_allclose(way_on.get_end(), picture.routes[0][1].get_end())
    # Each keeps the colour and the dashes of its sign.
    (first, *_), (second, *_) = picture.routes
    assert first.get_stroke_color() == style.colour("weight_pos")
    assert second.get_stroke_color() == style.colour("weight_neg")
    assert len(first.get_subpaths()) == 1 < len(second.get_subpaths())


def test_a_light_runs_along_a_route_and_is_gone(two_routes):
    picture = TwoRoutes(two_routes).shift(2 * RIGHT)
    animation = picture.light(1)
    edge, way_on, *_ = picture.routes[1]
    np.testing.assert_allclose(animation.mobject.points[0], edge.points[0])
    np.testing.assert_allclose(animation.mobject.points[-1], way_on.get_end())
    assert len(animation.mobject.get_subpaths()) == 2  # what stands between can be read
    assert animation.remover


def test_the_products_of_the_routes_add_up_to_the_slope_by_the_a_where_they_part(two_routes):
    picture = TwoRoutes(two_routes)
    told = [[m.entry for m in p.get_family() if isinstance(m, Numeral)] for p in picture.products]
    for j, factors in enumerate(told):
        places = ("W", 2, j, 0), ("phi_prime", 2, j), ("g", 2, j)
        assert factors == [two_routes.entry(*place) for place in places]
    glyphs = [[getattr(m, "text_source", "") for m in p.get_family()] for p in picture.products]
    assert [g.count("+") for g in glyphs] == [0, 2]  # among the symbols and among the numbers
    *_, sign, total = picture.sum
    assert total.entry == two_routes.entry("g", 1, 0)
    assert total.entry.value == pytest.approx(sum(math.prod(e.value for e in f) for f in told))
    assert (
        sign.family_members_with_points()[0].text_source == "="
    )  # whoever works it out from the decimals shown finds it


def test_what_every_route_brings_is_told_and_adds_up(two_routes):
    picture = TwoRoutes(two_routes)
    *brought, total = (m for m in picture.sum.get_family() if isinstance(m, Numeral))
    assert [n.entry for n in brought] == [two_routes.sent_back(2, j, 0) for j in range(2)]
    told = [[m for m in p.get_family() if isinstance(m, Numeral)] for p in picture.products]
    for number, factors in zip(brought, told, strict=True):
        product = math.prod(m.read for m in factors)
        assert number.read == pytest.approx(product, abs=5e-4)
    assert total.read == pytest.approx(sum(n.read for n in brought), abs=1e-9)
    # Lines of symbols, then one of numbers, then one of what they make.
    lines = [m.get_y() for m in (*(p[1] for p in picture.products), told[0][0], total)]
    assert all(above - below > 0.3 for above, below in pairwise(lines))
    assert told[1][0].get_y() == pytest.approx(told[0][0].get_y())
    assert told[1][0].get_left()[0] > told[0][-1].get_right()[0]
    assert brought[0].get_y() == pytest.approx(total.get_y())


def test_the_slopes_of_the_routes_follow_from_the_numbers_in_the_neurons(two_routes):
    """By hand, from what is shown: φ' is 1 − a² of the φ it names, the loss has a − y."""
    picture = TwoRoutes(two_routes)
    assert two_routes.experiment.network.phi[2] == "tanh"
    numbers = [m for m in picture.net.get_family() if isinstance(m, Numeral)]
    for j, product in enumerate(picture.products):
        a, y = (
            next(m for m in numbers if m.entry == two_routes.entries(quantity, *layer)[j])
            for quantity, layer in (("a", (2,)), ("y", ()))
        )
        _, slope, by_a = (m for m in product.get_family() if isinstance(m, Numeral))
        assert float(slope.text) == pytest.approx(1 - float(a.text) ** 2, abs=5e-4)
        assert float(by_a.text.replace("−", "-")) == pytest.approx(float(a.text) - float(y.text))


def test_the_indices_of_a_weight_are_read_to_then_from(two_routes):
    told = TwoRoutes(two_routes).indices.family_members_with_points()[0].text_source
    assert '{{ w_(21)^((2)) : weight_neg }} colon "to 2, from 1" : indices }}' in told


def test_in_the_routes_symbols_of_one_kind_stand_in_one_column(two_routes):
    picture = TwoRoutes(two_routes)
    for column in zip(*(product[:5] for product in picture.products), strict=True):
        places = [symbol.get_x() for symbol in column]
        assert places == pytest.approx(places[:1] * 2)


def test_a_route_brings_the_name_of_its_edge_which_hides_what_lies_below_it(two_routes):
    for j, (edge, _, plate, name) in enumerate(TwoRoutes(two_routes).routes):
        source = name.family_members_with_points()[0].text_source
        assert f"w_({j + 1}1)^((2))" in source
        assert (plate.get_corner(UR) >= name.get_corner(UR)).all()
        assert (plate.get_corner(DL) <= name.get_corner(DL)).all()
        points = edge.points
        inside = np.abs(points - plate.get_center())[:, :2] < [plate.width / 2, plate.height / 2]
        assert not inside.all(axis=1).any()  # its own edge it does not hide


def test_the_base_of_a_nudge_is_told_on_the_axis(worked):
    nudge = LossNudge(worked, "W", 1, (0, 1), symbol="w", role="weight_pos", width=2, height=2)
    line, number = nudge.foot()
    here = nudge.plot.at(worked.entry("W", 1, 0, 1).value, worked.entry("loss").value)
    np.testing.assert_allclose(line.get_top(), here, atol=1e-6)
    assert number.entry == worked.entry("W", 1, 0, 1)
    assert number.get_top()[1] < nudge.plot.x_axis.get_y()
