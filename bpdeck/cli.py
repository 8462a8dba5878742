"""The `bp` command: one entry per job, each importing what it needs only when it runs."""

from __future__ import annotations

from pathlib import Path

import click


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
