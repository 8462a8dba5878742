"""The base of every film: its times are the same at every rate of frames."""

import pytest
from manim import tempconfig

from bpview.film import Film


class Waiting(Film):
    """Holds for every length that a film holds for."""

    network = "worked_example"

    def construct(self):
        self.step("Only", say="Wait.", describe="Nothing.")
        for tenths in (6, 12, 14, 24, 82):
            self.wait(tenths / 10)


@pytest.mark.parametrize("rate", [5, 15, 30, 60])
def test_a_hold_loses_no_frame(rate, monkeypatch):
    monkeypatch.delenv("BP_NETWORK", raising=False)
    settings = {"dry_run": True, "pixel_width": 16, "pixel_height": 16, "frame_rate": rate}
    with tempconfig(settings | {"verbosity": "ERROR", "progress_bar": "none"}):
        film = Waiting()
        film.render()
    holds = [length for _, length in film.steps[0].plays[1:]]
    assert holds == pytest.approx([0.6, 1.2, 1.4, 2.4, 8.2, 1.0], abs=1e-3)
