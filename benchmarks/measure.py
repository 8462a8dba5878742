"""Ratios of times that can be trusted on a busy machine: interleaved rounds, and medians."""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    # glibc gives memory back to the system or keeps it by what ran before; kept, a ratio does not
    # depend on the order of the cases.
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
}
"""Read once, when a library is loaded or a program starts."""


def run_on_one_thread() -> None:
    """Start this very command again with `ONE_THREAD` in its environment, on one core."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.environ.update(ONE_THREAD)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@dataclass(frozen=True)
class Ratio:
    """Time over the time of the baseline in the same round: median and quartiles over rounds."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, ratios: list[float]) -> Ratio:
        """Of the ratios of all rounds."""
        median = statistics.median(ratios)
        if len(ratios) < 2:
            return cls(median, median, median)
        low, _, high = statistics.quantiles(ratios, n=4, method="inclusive")
        return cls(median, low, high)


def interleave(
    runs: dict[str, Callable[[], object]], rounds: int, at_least: float
) -> Iterator[dict[str, float]]:
    """Seconds per call of each of `runs`, once per round, one round at a time.

    In each round every contender is called in turn, often enough to take `at_least` seconds,
    so that a disturbance hits all of them and the ratio within a round barely moves.
    """
    repeats = {}
    for name, run in runs.items():
        run()  # loads, compiles, fills caches
        repeats[name] = max(1, round(at_least / max(_seconds(run, 1), 1e-9)))
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            yield {name: _seconds(run, repeats[name]) for name, run in runs.items()}
    finally:
        gc.enable()


def _seconds(run: Callable[[], object], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats
