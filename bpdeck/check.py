"""A certificate for a network: which checks its gradients pass, in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bpcore import (
    Experiment,
    Kink,
    Report,
    backward,
    certify,
    forward,
    kinks,
    load_experiment,
)
from bpcore.report import count

__all__ = ["Certificate", "as_json", "check_network", "show"]

CLAIMS = {
    "forward equations": "Every z, every a and the loss follow from the values before them.",
    "complex step": "dW, db, δ and g of every layer are the derivatives of the loss.",
    "central difference": "Moving each weight a little changes the loss as its gradient says.",
    "Taylor remainder": "What the gradients leave out falls with the square of the step.",
    "adjoint dot": "Going backwards (vjp) is the exact transpose of going forwards (jvp).",
}
"""What it means that a check holds."""

KINKS_SHOWN = 4


@dataclass(frozen=True)
class Certificate:
    """The checks of one experiment: a report each, and the units that sit exactly at a kink."""

    experiment: Experiment
    reports: tuple[Report, ...]
    kinks: tuple[Kink, ...]

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(report.holds for report in self.reports)


def check_network(path: Path, entries: int | None = None) -> Certificate:
    """Run every check on the experiment at `path`, moving at most `entries` entries per matrix.

    None: as many as is `affordable`; 0: all.

    Raises: BpcoreError as `load_experiment`, `forward` and `backward` do.
    """
    experiment = load_experiment(path)
    fwd = forward(experiment.network, experiment.x, experiment.y)
    bwd = backward(experiment.network, fwd)
    entries = affordable(experiment) if entries is None else entries
    return Certificate(experiment, certify(fwd, bwd, entries or None), kinks(fwd))


def affordable(experiment: Experiment) -> int:
    """How many entries of each matrix can be moved in some seconds: up to 2000, at least 20."""
    network = experiment.network
    # Each move runs the layers above it again, half of them on average.
    work = network.L**2 / 2 * max(network.widths) * (experiment.x.size / network.widths[0])
    return max(20, min(2000, int(3e7 / work)))


def as_json(certificate: Certificate) -> str:
    """The certificate as JSON: `holds`, `file`, `checks` (a list of reports) and `kinks`."""
    checks = [asdict(report) | {"holds": report.holds} for report in certificate.reports]
    for values in checks:  # NaN and infinity, which JSON cannot say, become null
        values |= {
            k: None for k, v in values.items() if isinstance(v, float) and not math.isfinite(v)
        }
    return json.dumps(
        {
            "holds": certificate.holds,
            "file": str(certificate.experiment.path),
            "checks": checks,
            "kinks": [asdict(kink) for kink in certificate.kinks],
        },
        indent=2,
        allow_nan=False,
    )


def show(certificate: Certificate, console: Console) -> None:
    """Print the certificate for people."""
    style = "green" if certificate.holds else "red"
    body: list[RenderableType] = [*_heading(certificate.experiment), Text()]
    for report in certificate.reports:
        body += [*_finding(report), Text()]
    for line in _about_kinks(certificate.kinks):
        body.append(Padding(Text(line, "yellow" if certificate.kinks else "dim"), (0, 0, 0, 2)))
    body += [Text(), Text(_verdict(certificate), f"bold {style}")]
    panel = Panel(Group(*body), title="Certificate", border_style=style, padding=(1, 2))
    console.print(panel, width=min(console.width, 100))


def _heading(experiment: Experiment) -> Iterator[Text]:
    network = experiment.network
    parameters = sum(W.size for W in network.W) + sum(b.size for b in network.b)
    examples = "1 example" if experiment.x.ndim == 1 else f"{len(experiment.x)} examples"
    skips = sum(network.skip)
    yield Text(experiment.title, "bold")
    yield Text(str(experiment.path), "dim")
    yield Text(
        f"{_shape(list(network.widths))}, {_runs(list(network.phi))}"
        + (f", {skips} skip connection{'s' * (skips > 1)}" if skips else "")
        + f"; {network.loss}; {parameters:,} parameters, {examples}"
    )


def _shape(widths: list[int]) -> str:
    """`64-16-10`; what is longer than a line is told by its ends."""
    if len(widths) <= 12:
        return "-".join(map(str, widths))
    return f"{len(widths) - 1} layers, {widths[0]}-…-{widths[-1]}, at most {max(widths)} wide"


def _runs(names: list[str]) -> str:
    """`tanh, tanh, softmax` as `2 × tanh, softmax`."""
    runs = [(name, len(list(same))) for name, same in groupby(names)]
    return ", ".join(name if times == 1 else f"{times} × {name}" for name, times in runs)


def _finding(report: Report) -> Iterator[RenderableType]:
    mark, style = {"holds": ("✓", "green"), "DOES NOT HOLD": ("✗", "bold red")}.get(
        report.verdict, ("–", "yellow")
    )
    line = Text()
    line.append(f"{mark} ", style)
    line.append(CLAIMS[report.check] if report.holds else f"{report.check}: does not hold.", style)
    yield line
    details = [f"{report.check}: {report.verdict}"]
    if report.compared:
        sign = "≤" if report.holds else ">"
        details = [
            f"{report.check}: {count(report.compared, report.total)} against {report.reference}",
            f"error {report.error:.2g} {sign} {report.bar:.2g}, worst at {report.place}",
        ]
    if report.compared and report.check == "Taylor remainder":
        details = [
            f"{report.check}: {report.compared} halvings of the step; {report.reference}",
            f"median order {report.found:.5f}, error {report.error:.2g} {sign} {report.bar:.2g}",
        ]
    if not report.holds:
        details.append(f"the engine has {report.found!r}, expected {report.expected!r}")
    for text in (*details, *(f"note: {note}" for note in report.notes)):
        yield Padding(Text(text, "dim" if report.holds else ""), (0, 0, 0, 4))


def _about_kinks(kinks: tuple[Kink, ...]) -> Iterator[str]:
    if not kinks:
        yield "No unit sits at a kink: the loss is differentiable here."
        return
    yield f"{len(kinks)} unit{'s sit' if len(kinks) > 1 else ' sits'} exactly at a kink:"
    for kink in kinks[:KINKS_SHOWN]:
        yield f"  {kink}."
    if len(kinks) > KINKS_SHOWN:
        yield f"  ... and {len(kinks) - KINKS_SHOWN} more."
    yield (
        "There the loss has no derivative in the strict sense. The gradients above are those of "
        "the slope taken, which the complex step confirms; difference quotients leave them out."
    )


def _verdict(certificate: Certificate) -> str:
    reports = certificate.reports
    failed = [report for report in reports if not report.holds]
    if failed:
        names = ", ".join(report.check for report in failed)
        return (
            f"{len(failed)} of {len(reports)} checks do not hold: {names}. "
            f"Look at {failed[0].first or failed[0].place} first."
        )
    silent = [report.check for report in reports if not report.compared]
    step = next(report for report in reports if report.check == "complex step")
    digits = math.floor(-math.log10(max(step.error, 1e-16)))
    scope = "every number" if step.compared == step.total else "every number compared"
    return (
        f"All {len(reports) - len(silent)} checks hold"
        + (f" ({', '.join(silent)} has nothing to say)" if silent else "")
        + f": at this example, {scope} of the gradients is right to {digits} digits of the "
        "largest in its tensor."
    )
