"""What is worked out in numbers on screen, entry by entry, and formulas that turn into others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from manim import FadeIn, FadeOut
from manim.animation.animation import prepare_animation

from bpcore import load_experiment
from bpview import lines
from bpview.audit.again import Again
from bpview.chained_sum import ChainedSum
from bpview.diagram import Diagram, Shape
from bpview.entry import Entry
from bpview.falk import Falk
from bpview.film import NETWORKS, Film
from bpview.formula import Formula
from bpview.graph import LossPlot
from bpview.jacobian import Total
from bpview.motion import retold
from bpview.numeral import Numeral
from bpview.outputs import Answer, softmax_line
from bpview.phi_plot import PhiPlot, phi_rule
from bpview.product import spelled
from bpview.reading import Reading
from bpview.worked import Worked


def read(name: str) -> Reading:
    return Reading(name, load_experiment(NETWORKS / f"{name}.toml"))


@pytest.fixture(scope="module")
def worked() -> Reading:
    return read("worked_example")


def numbers(whole) -> list[Numeral]:
    return [m for m in whole.get_family() if isinstance(m, Numeral)]


def shown(number: Numeral) -> float:
    return float(number.text.replace("−", "-"))


def texts(whole) -> set[str]:
    """What the formulas in a group were made from."""
    return {glyph.text_source for glyph in whole.get_family() if hasattr(glyph, "text_source")}


def test_the_first_z_is_worked_out_from_its_row(worked):
    for layer in (1, 2):
        *factors, b, z = numbers(lines.affine_by_hand(worked, layer))
        assert [m.entry for m in factors[::2]] == list(worked.entries("W", layer)[0])
        assert [m.entry for m in factors[1::2]] == list(worked.entries("a", layer - 1))
        found = sum(shown(w) * shown(a) for w, a in zip(factors[::2], factors[1::2], strict=True))
        assert found + shown(b) == pytest.approx(shown(z), abs=6e-4)


RULES = {"chain": lambda a: 1 - a * a, "worked_example": lambda a: a * (1 - a)}


@pytest.mark.parametrize("name", RULES)
def test_a_slope_is_worked_out_from_its_a(name):
    reading, rule = read(name), RULES[name]
    layer = reading.experiment.network.L
    line = lines.slope_by_hand(reading, layer, 31)
    assert "=" in texts(line)
    *a, slope = numbers(line)
    assert {m.entry for m in a} == {reading.entry("a", layer, 0)}
    assert slope.entry == reading.entry("phi_prime", layer, 0)
    assert rule(shown(a[0])) == pytest.approx(shown(slope), abs=6e-4)


@pytest.mark.parametrize("name", RULES)
def test_an_activation_is_worked_out_from_its_z(name):
    reading = read(name)
    layer = reading.experiment.network.L
    line = lines.bend_by_hand(reading, layer, 31)
    assert "=" in texts(line)
    z, a = numbers(line)
    assert z.entry == reading.entry("z", layer, 0)
    assert a.entry == reading.entry("a", layer, 0)


@pytest.mark.parametrize("name", RULES)
def test_the_slope_of_the_loss_is_worked_out_from_answer_and_target(name):
    reading = read(name)
    L = reading.experiment.network.L
    line = lines.difference_by_hand(reading, 31)
    assert "=" in texts(line)
    a, y, g = numbers(line)
    places = ("a", L, 0), ("y", None, 0), ("g", L, 0)
    assert [m.entry for m in (a, y, g)] == [reading.entry(*place) for place in places]
    assert shown(a) - shown(y) == pytest.approx(shown(g), abs=6e-4)


@pytest.mark.parametrize(
    ("phi", "rule"),
    [
        ("tanh", "{{ phi.alt' : phi_prime }} ({{ z^((3)) : z }}) = 1 - ({{ a^((3)) : a }})^2"),
        (
            "relu",
            '{{ phi.alt\' : phi_prime }} ({{ z^((3)) : z }}) = 1 "where" {{ z^((3)) : z }} > 0',
        ),
        ("silu", "{{ phi.alt' : phi_prime }} ({{ z^((3)) : z }})"),
    ],
)
def test_the_rule_of_a_slope_in_one_layer_has_its_number(phi, rule):
    assert phi_rule(phi, slope=True, layer=3) == rule


def test_a_slope_that_is_read_off_the_curve_is_not_worked_out():
    layers = read("chain").experiment.network
    network = replace(layers, layers=[replace(one, phi="relu") for one in layers.layers])
    reading = Reading("relus", replace(read("chain").experiment, network=network))
    assert not lines.slope_by_hand(reading, 3, 31).submobjects


def test_many_factors_are_spelled_out_above_their_numbers():
    chain = read("chain")
    entries = [chain.entry("a", 1, 0), chain.entry("phi_prime", 2, 0), chain.entry("g", 3, 0)]
    names = ("a", "phi.alt'", "a - y")
    factors = [(name, entry, "ink") for name, entry in zip(names, entries, strict=True)]
    line = spelled(("w", chain.entry("dW", 2, 0, 0), "ink"), factors)
    found = [term.grid.entry(0).entry for term in line.terms]
    assert found == [chain.entry("dW", 2, 0, 0), *entries]
    assert line.terms[-1].source == "(a - y)"  # a difference is a factor in parentheses
    assert len(line.terms[-1].parens) == 2  # as is a negative number


def test_routes_are_products_of_both_slopes_and_add_up():
    small = read("jacobian")
    falk = Falk(small, ("J_a_a", 2, "ink"), ("J_a_a", 1, "ink"), ("J_a_x", 2, "ink"))
    again = Again(small.experiment)
    results = []
    for k in range(3):
        *slopes, result = numbers(falk.route(k, *falk.checked()))
        assert shown(slopes[0]) * shown(slopes[1]) == pytest.approx(shown(result), abs=5.1e-3)
        assert result.text[0] in "+−" or k == 0
        entry = result.entry
        assert again.value("route", [entry.layer, *entry.index]) == pytest.approx(entry.value)
        results.append(entry.value)
    assert falk.checked() == (0, 1)  # in (0, 0), 0.81 times 0.55 would be shown as 0.44
    assert sum(results) == pytest.approx(small.array("J_a_x", 2)[0, 1])
    assert sum(round(value, 2) for value in results) == pytest.approx(
        shown(falk.product.entry(0, 1))
    )


def test_what_softmax_gives_adds_up_to_one_whatever_is_nudged():
    soft = read("three_classes")
    last = soft.experiment.network.L
    total = Total(soft, last, Numeral(soft.entry("a", last, 0)))
    (number,) = numbers(total)
    total.take(soft.nudged("b", last, (0,), 0.5))
    assert number.entry.name.startswith("three_classes+0.5@b")
    assert number.entry.value == pytest.approx(1)
    entry = soft.entry("a_sum", last)
    assert Again(soft.experiment).value("a_sum", [last]) == pytest.approx(entry.value)


def test_dots_and_tangents_follow_a_nudge(worked):
    plot = PhiPlot(worked, 2, width=3, height=2, slope=True)
    now = worked.nudged("b", 2, (0,), 0.7)
    plot.take(now)
    z, a = now.array("z", 2), now.array("a", 2)
    for k, (dot, tangent) in enumerate(zip(plot.dots, plot.tangents, strict=True)):
        here = plot.at(z[k], a[k])
        np.testing.assert_allclose(dot.get_center(), here)
        np.testing.assert_allclose(tangent.get_center(), here, atol=1e-9)
    way = plot.tangents[0].get_vector()
    unit = plot.at(1, 1) - plot.at(0, 0)
    assert way[1] / unit[1] / (way[0] / unit[0]) == pytest.approx(now.array("phi_prime", 2)[0])


def test_guides_stand_where_dots_are_apart(worked):
    apart, close = (PhiPlot(worked, k, width=2.4, height=1.3, numbered=True) for k in (1, 2))
    assert len(apart.guides) == 2
    assert len(close.guides) == 0
    foot = apart.guides[0].get_bottom()[1]
    assert foot == pytest.approx(apart.x_axis.get_start()[1], abs=1e-6)


def test_the_loss_against_one_output_leaves_the_others(worked):
    plot = LossPlot(worked, width=3, height=2, j=1)
    at = worked.entry("a", 2, 1).value, worked.entry("loss").value
    np.testing.assert_allclose(plot.dot.get_center(), plot.at(*at))
    assert worked.losses(np.array([at[0]]), 1)[0] == pytest.approx(at[1])
    rise, run = plot.legs[1].get_vector()[1], plot.legs[0].get_vector()[0]
    unit = plot.at(1, 1) - plot.at(0, 0)
    assert rise / unit[1] / (run / unit[0]) == pytest.approx(worked.entry("g", 2, 1).value)


def test_softmax_is_worked_out_for_the_right_answer_and_its_powers_are_found_again():
    digits = read("digits")
    last, right = digits.experiment.network.L, int(digits.y.argmax())
    share, power, total = numbers(softmax_line(digits))
    assert share.entry == digits.entry("a", last, right)
    assert shown(power) / shown(total) == pytest.approx(shown(share), abs=6e-4)
    again = Again(digits.experiment)
    for entry in (power.entry, total.entry):
        place = [entry.layer, *entry.index]
        assert again.value(entry.quantity, place) == pytest.approx(entry.value)


def test_powers_stand_where_the_shares_will():
    net = Diagram(read("digits"), Shape(2.7, 5.2))
    answer = Answer(net, length=0.64)
    for power, number in zip(answer.powers, answer.numbers, strict=True):
        assert power.get_right()[0] == pytest.approx(number.get_right()[0])
        assert power.get_y() == pytest.approx(number.get_y(), abs=0.01)
    # Both columns have their sums below them, in one place.
    for column, whole in ((answer.powers, answer.total), (answer.numbers, answer.whole)):
        rule, _, total = whole
        assert total.get_right()[0] == pytest.approx(column[0].get_right()[0], abs=0.02)
        assert total.get_top()[1] < rule.get_y() < column.get_bottom()[1]
    assert sum(float(number.text) for number in answer.numbers) == pytest.approx(1)
    assert answer.whole[-1].text == "1.000"
    assert not Answer(Diagram(read("worked_example"), Shape(3, 3)), length=1).powers.submobjects


def test_only_what_is_on_screen_is_taken_away(worked):
    film = type("Some", (Film,), {"network": "worked_example"})()
    there, gone = Formula("x = 1"), Formula("y = 2")
    film.add(there)
    assert set(map(id, film.seen_in(there, gone))) == set(map(id, Film.all_in(there)))


def test_one_bias_is_moved_by_hand(worked):
    after = worked.descended(2.5)
    eta = Entry("worked_example", "rate", None, (), 2.5)
    old, rate, slope, new = numbers(lines.step_by_hand(worked, after, eta, 2))
    assert shown(old) - shown(rate) * shown(slope) == pytest.approx(shown(new), abs=6e-3)
    assert new.entry == after.entry("b", 2, 0)


def test_a_formula_turns_into_another_part_by_part():
    old = Formula("{{ x : left }} = {{ y + z : sum }} dot 2")
    new = Formula("{{ x : left }} = {{ u : sum }}").shift([1, 1, 0])
    moves = retold(old, new, ["left"], ["sum"])
    for move in moves:
        move.begin()
        move.interpolate(1)
    for move in moves:  # each is where it is to be, or not to be seen
        if isinstance(move, FadeOut):
            assert all(m.get_fill_opacity() == 0 for m in move.mobject.get_family()[1:])
    for whole, fade in ((old, FadeOut), (new, FadeIn)):
        faded = {
            id(m) for move in moves if isinstance(move, fade) for m in move.mobject.get_family()
        }
        assert {id(m) for m in whole.part("sum").family_members_with_points()} <= faded
    ended = {id(m) for move in moves for m in move.mobject.get_family()}
    old_parts = {id(m) for m in old.family_members_with_points()}
    new_parts = {id(m) for m in new.family_members_with_points()}
    assert old_parts <= ended
    assert new_parts - ended == {id(m) for m in new.part("left").family_members_with_points()}
    np.testing.assert_allclose(old.part("left").get_center(), new.part("left").get_center())


def test_in_the_chain_rule_only_the_letter_changes(worked):
    one = ChainedSum(worked, 2)
    first = one.chains[0]
    assert one.sum.get_left()[0] == pytest.approx(one.slopes.get_left()[0])
    assert first.get_left()[0] > one.sum.get_right()[0]  # beside what it comes from
    for k, chain in enumerate(one.chains):
        for name in ("eq", "first", "dot"):  # what stays does not move
            np.testing.assert_allclose(
                chain.part(name).get_center(), first.part(name).get_center(), atol=1e-6
            )
        if k:
            gone, come = (
                {id(m) for move in one.swapped(k) for m in move.mobject.get_family()}
                & {id(m) for m in formula.family_members_with_points()}
                for formula in (one.chains[k - 1], chain)
            )
            assert {id(m) for m in one.chains[k - 1].part("second")} <= gone
            assert {id(m) for m in chain.part("second")} <= come
    for above, below in ((one.sum, one.slopes), (one.chains, one.slopes), (first, one.title)):
        assert above.get_bottom()[1] > below.get_top()[1]
    assert one.title.get_left()[0] > one.by_hand.get_right()[0] > one.slopes[0].get_right()[0]
    delta, weight, slope = numbers(one.by_hand)
    assert shown(delta) * shown(weight) == pytest.approx(shown(slope), abs=5.1e-4)
    assert slope.entry == worked.entry("dW", 2, 0, 0)


@pytest.mark.parametrize(("tensor", "layer", "index"), [("W", 2, (0, 1)), ("b", 1, (0,))])
def test_a_small_nudge_moves_the_loss_as_its_slopes_by_z_say(worked, tensor, layer, index):
    now = worked.nudged(tensor, layer, index, 1e-4)
    straight = worked.moved(now, "loss_by_z", layer)
    assert straight.value == pytest.approx(worked.moved(now, "loss", None).value, rel=1e-3)
    again = Again(worked.experiment)
    assert again.entry(straight.name) == pytest.approx(straight.value)


def test_a_hidden_z_leaves_with_its_name_and_returns(worked):
    stage = Worked(worked)
    stage.z_appears(1)

    def seen(number):
        stage.focus(stage.net.neuron(1, 0)).begin()
        step = stage.focus(stage.net.neuron(1, 0))
        step.begin()
        step.finish()
        return number.get_fill_opacity()

    first, second = stage.z[1]
    assert seen(first) > 0
    stage.hidden = stage.own_z(1, 0)
    assert seen(first) == 0 < seen(second)
    names = [name for name, number, _ in stage._named if number is first]
    assert names
    assert all(m.get_fill_opacity() == 0 for m in names[0].family_members_with_points())
    stage.hidden = set()
    assert seen(first) > 0


def test_the_name_of_delta_stands_beside_the_last_and_is_lit_with_any(worked):
    stage = Worked(worked)
    line = lines.entrywise(worked, 2)
    stage.delta_appears(2, line)
    name, named, numbers = stage._named[-1]
    assert named is stage.delta[2][-1]
    assert name.get_right()[0] < named.get_left()[0]
    assert abs(name[0].get_bottom()[1] - named.baseline) < 0.01
    for number in numbers:
        step = stage.focus(number)
        step.begin()
        step.finish()
        assert name.get_family()[-1].get_fill_opacity() == 1
    step = stage.focus(stage.net.neuron(2, 0))
    step.begin()
    step.finish()
    assert name.get_family()[-1].get_fill_opacity() < 0.3


def test_a_neuron_that_has_moved_for_good_stays_as_full_as_its_number_says(worked):
    stage = Worked(worked)
    for layer in stage.net.columns:
        stage.net.activate(layer, number=True)
    disc = stage.net.neurons[2][0].fill

    def seen(*kept):
        focus = prepare_animation(stage.focus(*kept))
        focus.begin()
        focus.finish()
        return disc.get_fill_opacity()

    before = seen(stage.net)
    now = worked.nudged("b", 2, (0,), 2.0)
    stage.show_reading(now)
    full = disc.get_fill_opacity()
    assert full != pytest.approx(before)
    stage.stays(1, 2)
    assert seen(stage.net.columns[0]) < full
    assert seen(stage.net) == pytest.approx(full)
