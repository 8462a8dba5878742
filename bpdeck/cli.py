"""The `bp` command: one entry per job, each importing what it needs only when it runs."""

from __future__ import annotations

from pathlib import Path

import click

from bpdeck import cli_films, cli_pack


@click.group(epilog="Try: bp trace assets/networks/worked_example.toml")
def main() -> None:
    """Films about backpropagation in which every number was computed."""


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or JSON for other programs.",
)
def trace(file: Path, form: str) -> None:
    """Print every value of a forward and a backward pass, layer by layer.

    FILE describes a network and an example in TOML, see assets/networks.

    \b
    Examples:
      bp trace assets/networks/worked_example.toml
      bp trace assets/networks/digits.toml | less
      bp trace mine.toml --format json > mine.json
    """
    # Imported here so that `bp --help` need not wait for NumPy.
    from bpcore import BpcoreError
    from bpdeck.trace import as_json, as_table

    try:
        click.echo(as_json(file) if form == "json" else as_table(file))
    except BpcoreError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--entries",
    type=click.IntRange(min=0),
    show_default="as many as some seconds allow, up to 2000",
    help="Move at most so many entries of each matrix; 0 for all, however long it takes.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A certificate to read, or JSON for other programs.",
)
@click.option(
    "--theme",
    type=click.Choice(["dark", "light"]),
    help="For a film: audit in this theme only; in both by default.",
)
@click.option(
    "--network",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For a film: audit it with this network instead of its own.",
)
def check(target: Path, entries: int, form: str, theme: str | None, network: Path | None) -> None:
    """Prove that the gradients of a network are right, or that a film shows the truth, legibly.

    FILE that ends in .toml describes a network and an example, see assets/networks. Its gradients
    are compared with a complex step, difference quotients and the order of the Taylor remainder;
    vjp and jvp with each other; the forward pass with its equations.

    FILE may also be a film, by name or file. At the end of every step each number on screen is
    computed again by another route, and what overlaps, leaves the frame, is too small or too
    faint is listed by step and name.

    The exit code is 1 if something does not hold.

    \b
    Examples:
      bp check assets/networks/digits.toml
      bp check mine.toml --entries 0
      bp check mine.toml --format json | jq .holds
      bp check delta
      bp check delta --theme light --network mine.toml
    """
    if target.suffix == ".py" or not (target.suffix or target.exists()):
        _check_film(str(target), theme, network, form)
        return
    from rich.console import Console

    from bpcore import BpcoreError
    from bpdeck.check import as_json, check_network, show

    try:
        certificate = check_network(target, entries)
    except BpcoreError as error:
        raise click.ClickException(str(error)) from error
    if form == "json":
        click.echo(as_json(certificate))
    else:
        show(certificate, Console())
    if not certificate.holds:
        raise SystemExit(1)


def _check_film(name: str, theme: str | None, network: Path | None, form: str) -> None:
    from bpdeck import audit as job
    from bpdeck.render import RenderError, find_film

    worst = 0
    try:
        film = find_film(name)
        for each in (theme,) if theme else job.THEMES:
            report = job.audit(film, each, network)
            worst = max(worst, len(report["problems"]))
            if form == "json":
                import json

                rows = {"film": film.name, "theme": each, **report}
                click.echo(json.dumps(rows, ensure_ascii=False))
            else:
                job.show(film, each, report)
    except RenderError as error:
        raise click.ClickException(str(error)) from error
    if worst:
        raise SystemExit(1)


for command in (
    cli_films.render,
    cli_films.storyboard,
    cli_films.gallery,
    cli_pack.list_films,
    cli_pack.lecture,
    cli_pack.doctor,
):
    main.add_command(command)
