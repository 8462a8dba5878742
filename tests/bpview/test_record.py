"""Captions: what is said stands as long as it takes to read, and not before what is seen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import tempconfig

from bpview.film import Film
from bpview.record import Step, captions, reading_time

EARLY, LATE = "First this, and that.", "And then another thing."


def step(*parts, length, turns=()):
    offsets = [len(" ".join(parts[:k])) + 1 for k in range(1, len(parts))]
    return Step(
        "Any",
        " ".join(parts),
        "Seen.",
        start=10.0,
        end=10.0 + length,
        turns=list(zip((10.0 + t for t in turns), offsets, strict=False)),
    )


def test_what_is_said_shares_the_time_of_its_step_sentence_by_sentence():
    (first, start, length), (second, then, rest) = captions(step(EARLY, LATE, length=9))
    assert (first, second) == (EARLY, LATE)
    assert (start, then, then + rest) == pytest.approx((10, 10 + length, 19))
    assert length == pytest.approx(9 * (len(EARLY) + 1) / len(f"{EARLY} {LATE}"))


def test_a_later_part_waits_for_its_turn():
    said = captions(step(EARLY, LATE, length=9, turns=[6]))
    assert said == [(EARLY, 10, pytest.approx(6)), (LATE, pytest.approx(16), pytest.approx(3))]


@pytest.mark.parametrize(("turn", "begins"), [(0.2, "early"), (8.8, "late")])
def test_no_turn_takes_from_the_other_part_the_time_to_be_read(turn, begins):
    (_, _, first), (_, then, second) = captions(step(EARLY, LATE, length=9, turns=[turn]))
    needed = reading_time(EARLY if begins == "early" else LATE)
    assert (first if begins == "early" else second) == pytest.approx(needed)
    assert then == pytest.approx(10 + first)


@given(
    parts=st.lists(st.text("ab ", min_size=20, max_size=90).map(str.split), min_size=1, max_size=4),
    turns=st.lists(st.floats(0, 30), max_size=3).map(sorted),
    spare=st.floats(0, 9),
)
def test_captions_follow_each_other_from_the_first_moment_to_the_last(parts, turns, spare):
    texts = [" ".join(["x", *words, "end."]) for words in parts]
    length = reading_time(" ".join(texts)) + spare
    said = captions(step(*texts, length=length, turns=[t for t in turns if t < length]))
    assert said[0][1] == 10
    assert said[-1][1] + said[-1][2] == pytest.approx(10 + length)
    for (_, start, seconds), (_, after, _) in pairwise(said):
        assert start + seconds == pytest.approx(after)
    for text, _, seconds in said:
        assert seconds >= reading_time(text) - 0.1
    assert " ".join(text for text, _, _ in said) == " ".join(texts)


class Turning(Film):
    """Says its second part after what it waits for."""

    network = "worked_example"

    def construct(self):
        self.step("Only", say=f"{EARLY} | {LATE}", describe="Nothing.")
        self.wait(4)
        self.say_on()
        self.wait(3)
        self.say_on()  # no part is left


def test_a_film_says_the_next_part_when_its_picture_has_come(monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}):
        film = Turning(skip_animations=True)
        film.render()
    assert film.steps[0].say == f"{EARLY} {LATE}"
    said = film.renderer.file_writer.subcaptions
    assert [c.content for c in said] == [EARLY, LATE]
    assert said[1].start.total_seconds() == pytest.approx(film.steps[0].turns[0][0]) != 0
