"""Build a pack: only what changed, several targets at a time, each file whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from bpdeck import digests
from bpdeck.manifest import Entry, Manifest, sha256
from bpdeck.recipes import Job, Options
from bpdeck.render import Film
from bpdeck.targets import Target, of_film, of_lecture

__all__ = ["Due", "Outcome", "Stopped", "Watcher", "build", "plan"]

_STAGE = ".making-"  # folders beside the files they will replace; swept when a build begins


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Raised inside the making of a target when the build is being stopped."""


@dataclass(frozen=True)
class Due:
    """A target, and why it must be made; None if it need not."""

    target: Target
    why: str | None


@dataclass(frozen=True)
class Outcome:
    """What became of a target: `files` are there, `made` now or before; or an `error`."""

    target: Target
    files: tuple[Entry, ...] = ()
    made: bool = False
    seconds: float = 0.0
    error: str | None = None


class Watcher:
    """Is told how a build goes, from several threads; this one does not care."""

    def begins(self, target: Target) -> None:
        """`target` is being made."""

    def at(self, target: Target, fraction: float) -> None:
        """So much of it is done."""

    def ends(self, outcome: Outcome) -> None:
        """A target was made, was there, or failed."""


def plan(
    films: Sequence[Film],
    options: Options,
    out: Path,
    *,
    only: Iterable[str] = (),
    force: bool = False,
) -> list[Due]:
    """Every target that is asked for and those it needs, in an order in which to make them.

    Parameters
    ----------
    only
        Kinds of `bpdeck.targets.KINDS`; all if empty.
    force
        Make what is asked for even where nothing changed.
    """
    kinds, manifest = set(only), Manifest(out)
    every = [t for film in films for t in of_film(film, options)] + of_lecture(films, options)
    named = {target.name: target for target in every}
    asked = {t.name for t in every if not kinds or t.kind in kinds}
    wanted, todo = set[str](), list(asked)
    while todo:
        name = todo.pop()
        wanted.add(name)
        todo += [need for need in named[name].needs if need not in wanted]
    due = []
    for target in every:
        if target.name in wanted:
            why = manifest.why(target.name, target.made_from)
            due.append(Due(target, "forced" if force and target.name in asked else why))
    return due


def build(
    films: Sequence[Film],
    options: Options,
    out: Path,
    *,
    only: Iterable[str] = (),
    force: bool = False,
    jobs: int = 2,
    watcher: Watcher | None = None,
) -> list[Outcome]:
    """Make what `plan` says is due, `jobs` targets at a time; one outcome a target.

    A film of which anything fails is left out of what is made of all films, and tried again by
    the next call.

    Raises
    ------
    KeyboardInterrupt
        If stopped; renders are ended, and the pack holds whole files only.
    """
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(f"{_STAGE}*"):
        shutil.rmtree(left, ignore_errors=True)
    only = tuple(only)
    maker = _Maker(options, out, watcher or Watcher())
    due = plan(films, options, out, only=only, force=force)
    outcomes = maker.make([d for d in due if d.target.film is not None], jobs)
    failed = {o.target.film for o in outcomes if o.error is not None}
    if good := [film for film in films if film.name not in failed]:
        # Planned again: with fewer films it is another page, deck and hand-out.
        due = plan(good, options, out, only=only, force=force)
        outcomes += maker.make([d for d in due if d.target.film is None], jobs)
    return outcomes


class _Maker:
    """Makes targets of one pack in threads: the work is in Manim's processes and PyAV's C."""

    def __init__(self, options: Options, out: Path, watcher: Watcher) -> None:
        self.options, self.out, self.watcher = options, out, watcher
        self.manifest = Manifest(out)
        self.stopping = threading.Event()
        self.placing = threading.Lock()

    def make(self, due: Sequence[Due], jobs: int) -> list[Outcome]:
        """Make all that is due, each after what it needs."""
        waiting, outcomes = list(due), dict[str, Outcome]()
        awaited = {d.target.name for d in due}
        running: dict[Future[Outcome], Target] = {}
        with ThreadPoolExecutor(jobs) as pool:
            try:
                while waiting or running:
                    for each in list(waiting):
                        needs = [n for n in each.target.needs if n in awaited]
                        failed = [n for n in needs if n in outcomes and outcomes[n].error]
                        if failed:
                            waiting.remove(each)
                            error = f"not made without {failed[0]}"
                            outcomes[each.target.name] = Outcome(each.target, error=error)
                            self.watcher.ends(outcomes[each.target.name])
                        elif len(running) < jobs and all(n in outcomes for n in needs):
                            waiting.remove(each)
                            running[pool.submit(self._one, each)] = each.target
                    done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                    for future in done:
                        target = running.pop(future)
                        outcomes[target.name] = future.result()
                        self.watcher.ends(outcomes[target.name])
            except BaseException:
                self.stopping.set()
                raise
        return [outcomes[d.target.name] for d in due]

    def _one(self, due: Due) -> Outcome:
        target = due.target
        if due.why is None:
            return Outcome(target, tuple(self.manifest.of(target.name)))

        def watch(fraction: float) -> None:
            if self.stopping.is_set():
                raise Stopped
            self.watcher.at(target, fraction)

        began = time.monotonic()
        self.watcher.begins(target)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=self.out))
        try:
            watch(0.0)
            target.make(Job(target.films, self.options, self.out, stage, watch))
            files = self._place(target, stage)
            return Outcome(target, tuple(files), True, time.monotonic() - began)
        except Stopped:
            return Outcome(target, error="stopped")
        except Exception as error:  # whatever it is, the other films are still wanted
            if type(error).__module__.startswith("bpdeck."):  # written to be read
                return Outcome(target, error=str(error))
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(where.filename).name}:{where.lineno}"
            return Outcome(target, error=f"{type(error).__name__}: {error} ({place})")
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _place(self, target: Target, stage: Path) -> list[Entry]:
        """Move every file below `stage` to its place in the pack, and note it in the manifest."""
        made = sorted(path for path in stage.rglob("*") if path.is_file())
        if not made:
            raise RuntimeError(f"{target.name} left no file")
        options, entries = self.options, []
        for path in made:
            place = self.out / path.relative_to(stage)
            place.parent.mkdir(parents=True, exist_ok=True)
            entries.append(
                Entry(
                    path=place.relative_to(self.out).as_posix(),
                    size=path.stat().st_size,
                    sha256=sha256(path),
                    film=target.film,
                    target=target.name,
                    made_from=target.made_from,
                    commit=digests.commit(),
                    network=options.network.name if options.network else None,
                    theme=options.theme,
                    quality=options.quality,
                    versions=digests.versions(),
                )
            )
        with self.placing:
            for path, entry in zip(made, entries, strict=True):
                os.replace(path, self.out / entry.path)
            self.manifest.replace(target.name, entries)
        return entries
