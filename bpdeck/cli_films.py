"""The commands about one film or its parts: `bp render`, `bp storyboard`, `bp gallery`."""

from __future__ import annotations

from pathlib import Path

import click

from bpdeck import options

__all__ = ["gallery", "render", "storyboard"]


@click.command()
@click.argument("film")
@options.quality()
@options.network("the film's")
@click.option("--theme", type=click.Choice(["dark", "light"]), help="Colours; dark by default.")
@click.option("--cards", is_flag=True, help="Open with a title and close with what to read on.")
def render(film: str, quality: str, network: Path | None, theme: str | None, cards: bool) -> None:
    """Render FILM, a name from scenes/, and say where the video is.

    \b
    Examples:
      bp render delta
      bp render delta -q l
      bp render delta --network mine.toml --theme light
      bp render delta --cards
    """
    from bpdeck import render as job

    try:
        path, seconds = job.render(
            job.find_film(film), quality=quality, network=network, theme=theme, cards=cards
        )
    except job.RenderError as error:
        raise click.ClickException(str(error)) from error
    size = path.stat().st_size / 1e6
    click.echo(
        f"{path.relative_to(job.SCENES.parent)}  ({size:.1f} MB, rendered in {seconds:.0f} s)"
    )


@click.command()
@click.argument("film")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the pictures; storyboards/FILM by default.",
)
def storyboard(film: str, out: Path | None) -> None:
    """Write FILM as pictures: a 1080p still a step, a contact sheet, a strip, the captions.

    BP_NETWORK and BP_THEME apply as in any render.

    \b
    Examples:
      bp storyboard delta
      BP_THEME=light bp storyboard delta -o storyboards/delta-light
    """
    from bpdeck import render as job
    from bpdeck.storyboard import storyboard as draw

    try:
        found = job.find_film(film)
        out = out or Path("storyboards") / found.name
        stills = draw(found.path, out)
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(stills)} stills, sheet.png, strip.png and captions.txt in {out}")


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("gallery"),
    show_default=True,
    help="Folder for the page and its pictures.",
)
@click.option("--only", metavar="EXAMPLE", help="Draw this example alone; no page.")
def gallery(out: Path, only: str | None) -> None:
    """Write a page with every part a film is made of, in both themes, and its code.

    \b
    Examples:
      bp gallery
      bp gallery -o site/gallery
      bp gallery --only phi_plot
    """
    from bpdeck.gallery import gallery as make

    try:
        click.echo(make(out, only=only))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
