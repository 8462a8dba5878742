"""Run each section with a progress bar, print its table, return its ratios."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Callable, Collection
from typing import Any

import cases
import numpy as np
import peers
from measure import Ratio, interleave
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

Found = dict[str, Any]


def measure_all(sections: Collection[str], quick: bool) -> Found:
    """Measure and print these of the sections cases, sweep, curve; ratios for JSON."""
    console = Console(highlight=False)
    measured: Found = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "processor": platform.machine(),
        "threads": 1,
        "dtype": "float64",
        "quick": quick,
    }
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
    )
    tables: list[Table] = []
    with progress:
        for name, section in (("cases", _cases), ("sweep", _sweep), ("curve", _curve)):
            if name in sections:
                measured[name], table = section(quick, progress)
                tables.append(table)
    for table in tables:
        console.print(table)
    return measured


def _ratios(
    runs: dict[str, Callable[[], object]],
    rounds: int,
    at_least: float,
    progress: Progress,
    description: str,
) -> dict[str, Ratio]:
    """Median ratios of all runs to the first of them."""
    baseline = next(iter(runs))
    ratios: dict[str, list[float]] = {name: [] for name in runs}
    task = progress.add_task(description, total=rounds)
    for seconds in interleave(runs, rounds, at_least):
        for name in runs:
            ratios[name].append(seconds[name] / seconds[baseline])
        progress.advance(task)
    return {name: Ratio.of(of_name) for name, of_name in ratios.items() if name != baseline}


def _cases(quick: bool, progress: Progress) -> tuple[Found, Table]:
    here = {name: make for name, (library, make) in peers.PEERS.items() if peers.installed(library)}
    missing = [name for name in peers.PEERS if name not in here]
    table = Table(
        title="Forward and all gradients: times the bare matrix products",
        caption="Medians over interleaved rounds, one thread, float64. torch eager, JAX jit.\n"
        "least: the fewest NumPy calls, nothing checked, nothing kept but gradients.\n"
        f"Not installed: {', '.join(missing) or 'none'}. - : not installed or too slow here.",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
    columns = ["bpcore", "least", *peers.PEERS]
    for heading in ("network", "bar", *columns):
        table.add_column(heading, justify="left" if heading == "network" else "right", no_wrap=True)
    found: Found = {}
    for case in cases.all_cases():
        runs = {"bare": cases.bare_products(case), "bpcore": cases.engine(case)}
        runs["least"] = cases.least_numpy(case)
        for name, make in here.items():
            run = make(case)
            if run is not None:
                runs[name] = run
        rounds, at_least = (2, 0.0) if quick else (41, 0.01)
        ratios = _ratios(runs, rounds, at_least, progress, case.name)
        cells = [f"{ratios[name].median:.2f}" if name in ratios else "-" for name in columns]
        bar = "" if case.bar is None else f"≤ {case.bar} {_mark(ratios['bpcore'], case.bar)}"
        table.add_row(case.name, bar, *cells)
        found[case.name] = {
            "bar": case.bar,
            "ratios": {name: dataclasses.asdict(ratio) for name, ratio in ratios.items()},
        }
    return found, table


def _sweep(quick: bool, progress: Progress) -> tuple[Found, Table]:
    depth, width, seeds, per_round = (5, 16, 2, 1) if quick else (100, 128, 64, 4)
    runs = cases.sweep_runs(per_round, depth, width)
    ratio = _ratios(runs, seeds // per_round, 0.0, progress, "sweep")["bpcore"]
    size = (
        f"{seeds} seeds, {len(cases.GAINS)} gains, {len(cases.ACTIVATIONS)} activations, "
        f"{depth} layers, width {width}"
    )
    table = Table(title="Sweep: times its own random numbers plus bare products", box=box.SIMPLE)
    for heading in ("size", "bar", "bpcore"):
        table.add_column(heading, justify="left" if heading == "size" else "right")
    bar = f"≤ {cases.SWEEP_BAR} {_mark(ratio, cases.SWEEP_BAR)}"
    table.add_row(size, bar, f"{ratio.median:.2f}")
    return {"size": size, "bar": cases.SWEEP_BAR, "ratio": dataclasses.asdict(ratio)}, table


def _curve(quick: bool, progress: Progress) -> tuple[Found, Table]:
    depth = 10
    widths = (2, 8) if quick else (2, 4, 8, 16, 32, 64, 128, 256)
    table = Table(title=f"{depth} layers: Jacobians multiplied out, times a vjp", box=box.SIMPLE)
    for heading in ("width", "multiplications", "time"):
        table.add_column(heading, justify="right")
    points = []
    for width in widths:
        point = cases.curve_point(width, depth)
        rounds, at_least = (2, 0.0) if quick else (21, 0.005)
        ratio = _ratios(point.runs, rounds, at_least, progress, f"curve, width {width}")["explicit"]
        table.add_row(str(width), f"{point.multiplications:.1f}", f"{ratio.median:.2f}")
        points.append(
            {
                "width": width,
                "multiplications": point.multiplications,
                "time": dataclasses.asdict(ratio),
            }
        )
    return {"depth": depth, "points": points}, table


def _mark(ratio: Ratio, bar: float) -> str:
    """Whether the bar is reached."""
    return "✓" if ratio.median <= bar else "✗"
