"""What `bp lecture` prints: the plan, bars while it works, and a table at the end."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from bpdeck.lecture import Due, Outcome, Watcher
from bpdeck.targets import Target

__all__ = ["Bars", "show_plan", "summary"]


class Bars(Watcher):
    """A bar for the whole and one for each target being made; plain lines where no terminal is."""

    def __init__(self, total: int, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._whole = self._bars.add_task("[bold]the pack", total=total)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begins(self, target: Target) -> None:
        """Show a bar for it."""
        self._tasks[target.name] = self._bars.add_task(target.name, total=None)

    def at(self, target: Target, fraction: float) -> None:
        """Move its bar; one that knows no fraction pulses."""
        if fraction > 0:
            self._bars.update(self._tasks[target.name], total=1.0, completed=fraction)

    def ends(self, outcome: Outcome) -> None:
        """Take its bar away; say what failed at once."""
        name = outcome.target.name
        if name in self._tasks:
            self._bars.remove_task(self._tasks.pop(name))
        self._bars.advance(self._whole)
        if outcome.error is not None:
            self._console.print(
                f"[red]✗[/] {escape(name)}: {escape(outcome.error)}", soft_wrap=True
            )
        elif outcome.made and not self._console.is_terminal:
            self._console.print(
                f"✓ {name}  {_megabytes(outcome)}  {_clock(outcome.seconds)}", highlight=False
            )


def show_plan(due: Sequence[Due], console: Console) -> None:
    """Which targets would be made and why; those that stand are only counted."""
    table = Table(box=None)
    for column in ("would be made", "why"):
        table.add_column(column)
    for each in due:
        if each.why is not None:
            table.add_row(each.target.name, each.why)
    if table.row_count:
        console.print(table)
    console.print(f"{table.row_count} of {len(due)} to make; the others stand as they are")


def summary(outcomes: Sequence[Outcome], console: Console, seconds: float) -> None:
    """A row a film and a row for each file made of all of them: files, size, time, state."""
    table = Table()
    table.add_column("")
    for column in ("files", "MB", "time"):
        table.add_column(column, justify="right")
    table.add_column("state")
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(outcome.target.film or outcome.target.name, []).append(outcome)
    for name, group in groups.items():
        files = [file.path for outcome in group for file in outcome.files]
        spent = sum(o.seconds for o in group)
        table.add_row(
            files[0] if len(files) == 1 else name,
            str(len(files)),
            _megabytes(*group, unit=""),
            _clock(spent) if spent else "",
            _state(group),
        )
    table.add_section()
    count = str(sum(len(o.files) for o in outcomes))
    table.add_row("whole", count, _megabytes(*outcomes, unit=""), _clock(seconds), "")
    console.print(table)


def _state(group: Sequence[Outcome]) -> str:
    failed = [o.target.name.split("/")[-1] for o in group if o.error is not None]
    if failed:
        return f"[red]✗ failed: {failed[0]}[/]"
    made = sum(o.made for o in group)
    return "as it was" if not made else "✓ made" if made == len(group) else f"✓ {made} made anew"


def _megabytes(*outcomes: Outcome, unit: str = " MB") -> str:
    return f"{sum(f.size for o in outcomes for f in o.files) / 1e6:.1f}{unit}"


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{seconds:.1f} s" if seconds < 10 else f"{whole // 60}:{whole % 60:02}"
