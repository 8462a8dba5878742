"""The commands about all films at once: `bp list`, `bp lecture`, `bp doctor`."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import click

from bpdeck import options

__all__ = ["doctor", "lecture", "list_films"]

# As in bpdeck.targets, which need not be imported for `--help`; a test compares the two.
KINDS = (
    "films", "stills", "words", "webm", "gif", "clips", "deck", "slides", "handout", "notebook",
    "networks", "page",
)  # fmt: skip


@click.command(name="list")
def list_films() -> None:
    """List the films: what each teaches, its network, and how long it is if it was rendered.

    \b
    Example:
      bp list
    """
    from rich.console import Console
    from rich.table import Table

    from bpdeck.catalogue import catalogue
    from bpdeck.render import RenderError

    table = Table(box=None, padding=(0, 2, 1, 0))
    for column in ("film", "title", "length", "network", "teaches"):
        table.add_column(column, overflow="fold")
    try:
        for entry in catalogue():
            seconds = round(entry.length or 0)
            clock = f"{seconds // 60}:{seconds % 60:02}" if seconds else ""
            table.add_row(entry.film.name, entry.title, clock, entry.network, entry.teaches)
    except RenderError as error:
        raise click.ClickException(str(error)) from error
    Console(highlight=False).print(table)


@click.command()
def doctor() -> None:
    """Say what is installed, what is missing, what each is for and how to get it.

    The exit code is 1 if films cannot be made here.

    \b
    Example:
      bp doctor
    """
    from rich.console import Console

    from bpdeck.doctor import examine, show

    if not show(list(examine()), Console(highlight=False)):
        raise SystemExit(1)


def _kinds(context: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...]:
    kinds = tuple(word.strip() for word in value.split(",")) if value else ()
    for kind in kinds:
        if kind not in KINDS:
            raise click.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}")
    return kinds


@click.command()
@click.argument("films", nargs=-1)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("lecture"),
    show_default=True,
    help="Folder of the pack.",
)
@options.quality("; stills have 1080 lines in all of them")
@options.network("the films'")
@click.option("--theme", type=click.Choice(["dark", "light"]), default="dark", show_default=True)
@click.option("--narrate", is_flag=True, help="Speak the captions (needs espeak-ng).")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=min(2, os.cpu_count() or 1),
    show_default="2, or 1 on one core",
    help="Make so many things at a time.",
)
@click.option(
    "--only",
    metavar="KINDS",
    callback=_kinds,
    help=f"Only these, and what they are made from; commas between: {', '.join(KINDS)}.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be made and why; make nothing.")
@click.option("--force", is_flag=True, help="Make what is asked for even if nothing changed.")
def lecture(films: tuple[str, ...], out: Path, dry_run: bool, jobs: int, **asked: Any) -> None:
    """Make what a lecturer hands out, of all FILMS or those named, in the order given.

    Decks in one file each, slides, a hand-out, videos with captions, a page that leads to all of
    it: see OUT/index.html. Only what changed is made again, a file appears whole or not at all,
    and after Ctrl-C the same command goes on where it stopped. OUT/manifest.json lists every file
    with its sha256 and what it was made from.

    The exit code is 1 if something could not be made, 130 if stopped.

    \b
    Examples:
      bp lecture --quality l
      bp lecture delta worked_example -o thursday
      bp lecture --theme light --network mine.toml -o mine
      bp lecture --only slides,handout
      bp lecture --dry-run
    """
    from rich.console import Console

    from bpdeck import lecture as job
    from bpdeck import lecture_report as report
    from bpdeck.catalogue import choose
    from bpdeck.recipes import Options
    from bpdeck.render import RenderError
    from bpdeck.targets import missing

    only, force = asked.pop("only"), asked.pop("force")
    options, console = Options(**asked), Console(highlight=False)
    for kind, package in missing().items():
        if kind in only:
            raise click.ClickException(f"{kind} cannot be made: {package} is not installed")
        console.print(f"left out: {kind} ({package} is not installed; see bp doctor)")
    if options.narrate and not (shutil.which("espeak-ng") or shutil.which("espeak")):
        raise click.ClickException(
            "--narrate needs espeak-ng, which is not installed; see bp doctor"
        )
    try:
        found = choose(films)
    except RenderError as error:
        raise click.ClickException(str(error)) from error
    due = job.plan(found, options, out, only=only, force=force)
    if dry_run:
        report.show_plan(due, console)
        return
    began = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: nothing half-written
    try:
        with report.Bars(len(due), Console(stderr=True, highlight=False)) as bars:
            outcomes = job.build(
                found, options, out, only=only, force=force, jobs=jobs, watcher=bars
            )
    except KeyboardInterrupt:
        click.echo(
            "\nStopped. Every file that is there is whole; the same command goes on.", err=True
        )
        raise SystemExit(130) from None
    report.summary(outcomes, console, time.monotonic() - began)
    if any(outcome.error for outcome in outcomes):
        click.echo("The same command tries again what failed, and only that.", err=True)
        raise SystemExit(1)
    console.print(f"see {out / 'index.html'}" if (out / "index.html").is_file() else f"see {out}")
