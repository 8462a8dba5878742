"""The base of every film: it reads an experiment, and is made of steps.

A step is at once a section of the video, a slide of a deck, a chapter, a caption and a
description for those who cannot see it.
"""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path
from typing import Any, ClassVar

from manim import (
    LEFT,
    UP,
    FadeIn,
    FadeOut,
    ImageMobject,
    Mobject,
    Scene,
    config,
    smooth,
    squish_rate_func,
)

from bpcore import BpcoreError, Experiment, load_experiment
from bpview import cards, style
from bpview.audit import Auditor
from bpview.formula import Words
from bpview.numeral import Numeral
from bpview.progress import FilmProgress, known_length
from bpview.reading import Reading
from bpview.record import Shown, Step, captions, one_line, reading_time, ticks, write
from bpview.relations import relations
from bpview.snapshot import snapshot
from bpview.words import WordsError, WordsOf, words_file

__all__ = ["NETWORKS", "Film", "Shown", "Step"]

NETWORKS = Path(__file__).resolve().parent.parent / "assets" / "networks"
"""The networks that come with the films."""

_LESS_THAN_A_FRAME = 1e-6


class Film(Scene):
    """A film of `network`; write ``construct`` as a list of beats.

    Class attributes
    ----------------
    network
        File in `NETWORKS` that is filmed when ``BP_NETWORK`` names none.
    title, teaches
        What the film is called, and in one sentence what one knows after it.
    references
        What the film stands on, for its metadata and the pack's last slide.
    """

    network: ClassVar[str]
    title: ClassVar[str]
    teaches: ClassVar[str]
    references: ClassVar[tuple[str, ...]] = (
        "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (1986)",
        "Werbos: Beyond regression (1974)",
        "Goodfellow, Bengio, Courville: Deep Learning, ch. 6 (2016)",
        "3Blue1Brown: Backpropagation calculus (2017)",
    )

    def setup(self) -> None:
        """Read the theme and the network before anything is drawn.

        What the environment asks for and nobody knows ends the program with one clear message.
        """
        try:
            style.theme()
            carded = cards.wanted()
        except ValueError as error:
            raise SystemExit(f"{type(self).__name__} was not filmed.\n{error}") from None
        camera: Any = self.camera
        camera.background_color = style.colour("background")
        # Films are laid out for 16:9. Manim keeps the width, so that a higher picture has air above
        # and below; in a wider one the height is what is kept, and air stands at the sides.
        shape = camera.pixel_width / camera.pixel_height
        camera.frame_width = max(config.frame_width, config.frame_height * shape)
        camera.frame_height = camera.frame_width / shape
        self.steps: list[Step] = []
        self.shown: list[Shown] = []
        self.heading: Mobject | None = None
        self._left: Mobject | None = None
        self._turns = False
        self._unsaid: list[int] = []  # where in what is said its later parts begin
        self._words: WordsOf | None = None
        self.experiments: dict[str, Experiment] = {}
        self.auditor = Auditor(self, self.experiments) if os.environ.get("BP_AUDIT") else None
        plan = self.renderer.file_writer.output_plan
        self.progress = FilmProgress(type(self).__name__, known_length(plan.primary_artifact))
        self.reading = self.read(os.environ.get("BP_NETWORK") or self.network)
        if carded:
            self._opening_card()

    def _opening_card(self) -> None:
        """Title, what is taught, and the network; it leaves as the first step begins."""
        card = cards.opening(self.title, self.teaches, self.reading.experiment.title)
        described = f"A card with the film's title, {self.title}, and its network."
        self.step("Title", say=self.teaches, describe=described, headed=False)
        self.play(FadeIn(card), run_time=1)
        self.heading = card

    def _closing_card(self) -> None:
        """What the film stands on."""
        described = "A card with what to read on: " + "; ".join(self.references) + "."
        self.step("To read on", say="What to read on.", describe=described, headed=False)
        self.play(FadeOut(*self.all_but()), run_time=0.8)
        self.play(FadeIn(cards.closing(self.references)), run_time=1)
        self.wait(4)

    def read(self, network: str | Path) -> Reading:
        """Read a network by path, or by its name in `NETWORKS`.

        A network that cannot be read ends the program with one clear message.
        """
        path = Path(network)
        if not path.suffix and not path.exists():
            path = NETWORKS / f"{network}.toml"
        try:
            self.experiments[path.stem] = load_experiment(path)
            return Reading(path.stem, self.experiments[path.stem])
        except (BpcoreError, OSError) as error:
            raise SystemExit(f"{type(self).__name__} cannot film this network.\n{error}") from None

    def examples(self, reading: Reading) -> list[Reading]:
        """One reading for each example of the batch that `reading` was read with."""
        found = reading.examples()
        self.experiments.update({one.name: one.experiment for one in found})
        return found

    def tell(self, beat: str, variant: str | None = None, **fields: object) -> None:
        """Begin the step whose words the film's file of words has under `beat`; see `WordsOf.of`.

        A file of words that lacks them ends the program with one clear message.
        """
        try:
            if self._words is None:
                self._words = WordsOf.read(words_file(Path(inspect.getfile(type(self)))))
            words = self._words.of(beat, variant, **fields)
        except WordsError as error:
            raise SystemExit(f"{type(self).__name__} has no words for a step.\n{error}") from None
        self.step(words["title"], say=words["say"], describe=words["describe"])

    def step(self, title: str, *, say: str, describe: str, headed: bool = True) -> None:
        """Close the step before and begin one called `title`.

        `say` is the caption and the spoken line, in parts with a ``|`` between them, if what is
        seen is to come before the words for it: see `say_on`. `describe` tells what is seen. The
        step before is held until what it said can have been read. The title stands in the corner
        if `headed`; it appears with the first play of the step.
        """
        self.close_step()
        self.next_section(title)
        parts = list(map(one_line, say.split("|")))
        self._unsaid = [len(" ".join(parts[:k])) + 1 for k in range(1, len(parts))]
        start = round(self.time, 3)
        self.steps.append(Step(title, " ".join(parts), one_line(describe), start=start))
        self._left, self.heading = self.heading, None
        if headed:
            self.heading = Words(title, size=style.Size.SMALL, role="neutral")
            self.heading.to_corner(UP + LEFT, buff=0.35)
        self._turns = True

    def say_on(self) -> None:
        """From here on the next part of what the step says is said; none is left: nothing new."""
        if self._unsaid:
            self.steps[-1].turns.append((round(self.time, 3), self._unsaid.pop(0)))

    def _turn(self, seconds: float) -> list[Any]:
        """The title before leaves and the next appears, within 0.4 s of a play of so many seconds.

        One after the other, so that the two never stand in each other.
        """
        self._turns, half = False, min(0.5, 0.2 / seconds)
        changes: list[Any] = []
        if self._left is not None:
            early = squish_rate_func(smooth, 0, half)
            changes.append(FadeOut(self._left, rate_func=early, run_time=seconds))
        if self.heading is not None:
            late = squish_rate_func(smooth, half, 2 * half)
            changes.append(FadeIn(self.heading, rate_func=late, run_time=seconds))
        return changes

    def close_step(self) -> None:
        """Hold the last frame of a step as long as it takes to read, and note what it shows."""
        if not self.steps:
            return
        step = self.steps[-1]
        needed = reading_time(step.say) - (self.time - step.start)
        self.wait(ticks(max(1.0, needed)))
        step.end = round(self.time, 3)
        step.equations = relations(self.get_mobject_family_members())
        for sentence, start, length in captions(step):
            self.add_subcaption(sentence, duration=length, offset=start - self.time)
        snapshot(self, self.steps)
        if self.auditor is not None:
            self.auditor.look(step.title)
        self.shown += [
            Shown(step.end, step.title, m.text, m.entry.name, m.entry.value, m.decimals)
            for m in self.numerals()
        ]

    def complete(self, *wholes: Mobject, run_time: float = 0.8) -> None:
        """Fade in those parts of `wholes` that are not on screen yet; the others stay."""
        there = {id(m) for m in self.get_mobject_family_members()}
        leaves = {id(m): m for whole in wholes for m in whole.family_members_with_points()}
        missing = {key: m for key, m in leaves.items() if key not in there}
        # Each once: faded in twice, it would end as the second time began, unseen. (An arrow brings
        # its tip.)
        for m in list(missing.values()):
            for part in m.get_family()[1:]:
                missing.pop(id(part), None)
        if missing:
            self.play(*map(FadeIn, missing.values()), run_time=run_time)

    def all_but(self, *kept: Mobject | None) -> list[Mobject]:
        """Every path on screen that belongs to none of `kept`."""
        keep = {id(m) for whole in kept if whole is not None for m in whole.get_family()}
        return [m for m in self.get_mobject_family_members() if id(m) not in keep and _drawn(m)]

    def seen_in(self, *wholes: Mobject) -> list[Mobject]:
        """Every path and picture in `wholes` that is on screen: what fades out was there before."""
        there = {id(m) for m in self.get_mobject_family_members()}
        return [m for m in self.all_in(*wholes) if id(m) in there]

    @staticmethod
    def all_in(*wholes: Mobject) -> list[Mobject]:
        """Every path and picture in `wholes`."""
        return [m for whole in wholes for m in whole.get_family() if _drawn(m)]

    def rest(self, *shown: Mobject) -> None:
        """Hold a result: a little, and 0.4 s more for every number in it."""
        numbers = sum(isinstance(m, Numeral) for whole in shown for m in whole.get_family())
        self.wait(ticks(0.6 + 0.4 * numbers))

    def numerals(self) -> list[Numeral]:
        """Every number that is visible now."""
        family = self.get_mobject_family_members()
        return [m for m in family if isinstance(m, Numeral) and m.get_fill_opacity() > 0.05]

    def play(self, *args: Any, **kwargs: Any) -> None:
        """As in Manim, but nothing to play is no error; run times are noted for storyboards."""
        if not args:
            return
        if self._turns:  # last, so that titles keep their own pace where all that stands leaves
            args = (*args, *self._turn(kwargs.get("run_time", 0.4)))
        start = self.time
        super().play(*args, **kwargs)
        if self.steps:
            self.steps[-1].plays.append((round(start, 3), round(self.time - start, 3)))
            self.progress.at(self.time, self.steps[-1].title)

    def wait(self, duration: float = 1.0, *args: Any, **kwargs: Any) -> None:
        """As in Manim; what is held for the viewer to read is audited."""
        if self._turns:
            self.play(*self._turn(duration), run_time=duration)
        else:
            # Manim cuts to whole frames: 0.6 s at five a second would be two of them, not three.
            super().wait(duration + _LESS_THAN_A_FRAME, *args, **kwargs)
        if self.auditor is not None and self.steps:
            self.auditor.look(self.steps[-1].title, passing=True)

    def tear_down(self) -> None:
        """Close the last step; beside the video, write what the film is, its steps and numbers."""
        if cards.wanted():
            self._closing_card()
        self.close_step()
        self.progress.stop()
        if self.auditor is not None:
            text = json.dumps(self.auditor.report(), indent=1, ensure_ascii=False)
            Path(os.environ["BP_AUDIT"]).write_text(text + "\n", encoding="utf-8")
        plan = self.renderer.file_writer.output_plan
        if plan.primary_artifact is not None and plan.output.is_video:
            write(plan.primary_artifact, self._about(), self.steps, self.shown)
        super().tear_down()

    def _about(self) -> dict[str, Any]:
        """What the film is, for pages, decks and hand-outs."""
        experiments = self.experiments.items()
        return {
            "title": self.title,
            "teaches": self.teaches,
            "references": self.references,
            "theme": style.theme().name,
            "networks": [{"name": k, "title": e.title, "source": e.source} for k, e in experiments],
        }


def _drawn(m: Mobject) -> bool:
    return m.has_points() or isinstance(m, ImageMobject)
