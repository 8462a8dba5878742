"""How much less a changing number costs than manim's own: 25 numbers, a new value every frame.

examples:
  python benchmarks/numeral.py                    a minute
  python benchmarks/numeral.py --quick            some seconds, to see that it runs
  python benchmarks/numeral.py --json mine.json   keep the ratios in a file

Both take turns in one process; a ratio is formed within each round, and the median over the
rounds is shown. manim's DecimalNumber sets its digits with LaTeX by default; here Typst sets them
(mob_class=MathTypst), so that neither needs LaTeX; with Typst or Text the ratios are the same
within a tenth, since the digits are copied from a cache either way. The films are whole renders
with drawing and encoding, one of them with numbers that stand still.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measure import Ratio, interleave

COUNT = 25
SIZE = 34.0
TARGET = 20.0
SMALL = {"pixel_width": 854, "pixel_height": 480, "frame_rate": 15}


def main() -> None:
    """Measure, print, keep."""
    options = arguments()
    found = measure_all(options.quick)
    show(found)
    if options.json is not None:
        rows = {name: asdict(ratio) for name, (_, ratio) in found.items()}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What was typed."""
    about, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few rounds, no film")
    parser.add_argument("--json", type=Path, metavar="PATH", help="where to keep the ratios")
    return parser.parse_args()


def measure_all(quick: bool) -> dict[str, tuple[str, Ratio]]:
    """By name, what is compared and its ratio."""
    from manim import tempconfig
    from rich.console import Console

    rounds, at_least = (3, 0.02) if quick else (15, 0.3)
    found = {}
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("measuring"):
        settings = {"media_dir": folder, "verbosity": "ERROR", "progress_bar": "none", **SMALL}
        with tempconfig(settings):
            found["change"] = (
                "25 new values: DecimalNumber / Numeral",
                ratio({"theirs": theirs(), "ours": ours()}, rounds, at_least),
            )
            found["frame"] = (
                "25 new values and drawing them at 480p: DecimalNumber / Numeral",
                ratio({"theirs": theirs(drawn=True), "ours": ours(drawn=True)}, rounds, at_least),
            )
            if not quick:
                films = {kind: film(kind) for kind in ("theirs", "ours", "still")}
                found["film"] = (
                    "a film of them, encoded, at 480p15: DecimalNumber / Numeral",
                    ratio({k: films[k] for k in ("theirs", "ours")}, 3, 0.0),
                )
                found["encoding"] = (
                    "the same film: Numeral / numbers that stand still",
                    ratio({k: films[k] for k in ("ours", "still")}, 3, 0.0),
                )
    return found


def ratio(runs: dict[str, Callable[[], object]], rounds: int, at_least: float) -> Ratio:
    """Time of the first over time of the second, as a median over rounds."""
    first, second = runs
    times = interleave(runs, rounds, at_least)
    return Ratio.of([each[first] / each[second] for each in times])


def value(k: int, frame: int) -> float:
    """Number k at a frame; all change with every frame, with signs that come and go."""
    return math.sin(0.37 * frame + k) * 3


def ours(*, drawn: bool = False) -> Callable[[], object]:
    """One frame with Numeral."""
    numbers = [number(k) for k in range(COUNT)]
    return stepper(lambda k, v: numbers[k].set_entry(entry(k, v)), numbers, drawn)


def theirs(*, drawn: bool = False) -> Callable[[], object]:
    """One frame with DecimalNumber."""
    numbers = [decimal(k) for k in range(COUNT)]
    return stepper(lambda k, v: numbers[k].set_value(v), numbers, drawn)


def stepper(
    change: Callable[[int, float], object], numbers: list[Any], drawn: bool
) -> Callable[[], object]:
    """A call that goes on by one frame."""
    from manim import Camera

    camera, frame = Camera(), 0

    def run() -> None:
        nonlocal frame
        frame += 1
        for k in range(COUNT):
            change(k, value(k, frame))
        if drawn:
            camera.reset()
            camera.capture_mobjects(numbers)

    return run


def entry(k: int, v: float) -> Any:
    """An entry that holds a value, as a trace would."""
    from bpview.entry import Entry

    return Entry("bench", "z", 1, (k,), v)


def number(k: int) -> Any:
    """Our number, at its place."""
    from bpview.numeral import Numeral

    return Numeral(entry(k, value(k, 0)), 3, size=SIZE, reserve="−0.000").move_to(place(k))


def decimal(k: int) -> Any:
    """manim's number, at the same place."""
    from manim import DecimalNumber, MathTypst

    kind: Any = MathTypst
    made = DecimalNumber(value(k, 0), num_decimal_places=3, mob_class=kind, font_size=SIZE)
    return made.move_to(place(k))


def place(k: int) -> tuple[float, float, float]:
    """Five rows of five."""
    return 2.2 * (k % 5) - 4.4, 1.2 * (k // 5) - 2.4, 0.0


def film(kind: str) -> Callable[[], object]:
    """A render of three seconds, written anew each time."""
    from manim import Scene, ValueTracker, linear, tempconfig

    class Numbers(Scene):
        """25 numbers that change all the time, or stand still."""

        def construct(self) -> None:
            """Follow one tracker."""
            tracker = ValueTracker(0)
            numbers: list[Any] = []
            for k in range(COUNT):
                if kind == "theirs":
                    made = decimal(k)
                    made.add_updater(
                        lambda m, k=k: m.set_value(value(k, round(tracker.get_value() * 60)))
                    )
                else:
                    made = number(k)
                if kind == "ours":
                    made.add_updater(
                        lambda m, k=k: m.set_entry(
                            entry(k, value(k, round(tracker.get_value() * 60)))
                        )
                    )
                numbers.append(made)
            self.add(tracker, *numbers)
            self.play(tracker.animate.set_value(1), run_time=3, rate_func=linear)

    def render() -> None:
        with tempconfig({"disable_caching": True, "output_file": kind}):
            Numbers().render()

    return render


def show(found: dict[str, tuple[str, Ratio]]) -> None:
    """Print a table; say whether the target is met."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Cost of 25 numbers that change every frame", title_justify="left")
    for column in ("what", "ratio", "quartiles"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for what, found_ratio in found.values():
        table.add_row(
            what, f"{found_ratio.median:.1f} ×", f"{found_ratio.low:.1f}–{found_ratio.high:.1f}"
        )
    Console().print(table)
    median = found["change"][1].median
    met = "met" if median >= TARGET else "NOT met"
    Console().print(f"Target for a change, at least {TARGET:.0f} ×: {met} ({median:.1f} ×).")


if __name__ == "__main__":
    main()
