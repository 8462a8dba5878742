"""A pack is built once, again only where something changed, and never by halves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner
from packing import small_film
from PIL import Image

from bpdeck import cli_pack, digests, lecture, recipes, render, shooting, targets
from bpdeck.cli import main
from bpdeck.recipes import Options
from bpdeck.render import RenderError

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
EACH = ("stills", "video", "words", "webm", "gif")
ONLY = "films,stills,words,webm,gif,networks"
SCENE = '''"""The {name} film."""
class Any(Film):
    """It."""
    network = "chain"
    title = "About {name}"
    teaches = (
        "Two words, "
        "joined."
    )
'''


def fake_stills(film, look, folder, tick):
    folder.mkdir(parents=True)
    for k, colour in enumerate(("red", "blue"), start=1):
        Image.new("RGB", (1920, 1080), colour).save(folder / f"{k:02}-{colour}.png")


def fake_video(film, look, quality, made_from, video, watch):
    made = small_film(video.parent / "raw", film.name).video
    for path in made.parent.iterdir():
        os.replace(path, video.parent / path.name.replace(made.stem, video.stem, 1))
    made.parent.rmdir()


def project(folder: Path) -> Path:
    """A copy of what packs are made from, with two films of no content."""
    root = folder / "project"
    for name in ("bpcore", "bpview", "bpdeck", "assets/networks"):
        shutil.copytree(
            REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(REPOSITORY / "manim.cfg", root)
    (root / "scenes").mkdir()
    for name in ("beta", "alpha"):
        (root / "scenes" / f"{name}.py").write_text(SCENE.format(name=name), "utf-8")
    (root / "scenes" / "words").mkdir()
    (root / "scenes" / "words" / "alpha.toml").write_text("# what it says\n", "utf-8")
    shutil.copy(root / "assets/networks/chain.toml", folder / "mine.toml")
    return root


@pytest.fixture
def root(tmp_path, monkeypatch):
    made = project(tmp_path)
    monkeypatch.setattr(digests, "ROOT", made)
    monkeypatch.setattr(render, "SCENES", made / "scenes")
    monkeypatch.setattr(recipes, "shoot_stills", fake_stills)
    monkeypatch.setattr(recipes, "shoot_video", fake_video)
    return made


def run(root, *words, code=0):
    done = CliRunner().invoke(main, ["lecture", "-o", str(root / "pack"), *words])
    assert done.exit_code == code, done.output + repr(done.exception)
    return done.output


def due(root, **asked):
    options = Options(network=asked.pop("network", None), theme=asked.pop("theme", "dark"))
    found = lecture.plan(render.films(), options, root / "pack", only=ONLY.split(","), **asked)
    return {d.target.name: d.why for d in found if d.why}


def files(root):
    return sorted(p for p in (root / "pack").rglob("*") if p.is_file())


def of(*films):
    return {f"films/{film}/{name}" for film in films for name in EACH}


# ---------------------------------------------------------------- the plan


def test_a_dry_run_says_what_and_why_and_makes_nothing(root):
    said = run(root, "--only", ONLY, "--dry-run")
    assert "films/alpha/video" in said
    assert "new" in said
    assert "11 of 11 to make" in said
    assert not (root / "pack").exists()


def test_only_takes_what_it_is_made_from_and_no_more(root):
    found = lecture.plan(render.films(), Options(), root / "pack", only=["slides"])
    names = {d.target.name for d in found}
    assert names == {"slides"} | {f"films/{f}/{k}" for f in ("alpha", "beta") for k in EACH[:2]}


def test_films_come_in_the_order_asked_for_or_of_the_lecture(root, monkeypatch):
    from bpdeck import catalogue

    assert [f.name for f in catalogue.choose(("beta", "alpha", "beta"))] == ["beta", "alpha"]
    monkeypatch.setattr(catalogue, "ORDER", ("beta",))
    assert [f.name for f in catalogue.choose(())] == ["beta", "alpha"]


# ---------------------------------------------------------------- what is made again


def test_the_second_run_makes_nothing(root, monkeypatch):
    run(root, "--only", ONLY)
    before = {path: path.stat().st_mtime_ns for path in files(root)}
    assert len(before) > 20
    monkeypatch.setattr(recipes, "shoot_video", None)
    said = run(root, "--only", ONLY)
    assert "as it was" in said
    assert {path: path.stat().st_mtime_ns for path in files(root)} == before
    assert due(root) == {}


@pytest.mark.parametrize(
    ("touched", "again"),
    [
        ("scenes/alpha.py", of("alpha") | {"networks"}),
        ("scenes/words/alpha.toml", of("alpha") | {"networks"}),
        ("bpview/style.py", of("alpha", "beta") | {"networks"}),
        ("bpcore/norms.py", of("alpha", "beta") | {"networks"}),
        ("assets/networks/digits.npz", of("alpha", "beta") | {"networks"}),
        ("manim.cfg", of("alpha", "beta") | {"networks"}),
        ("bpdeck/words.py", {"films/alpha/words", "films/beta/words"}),
        ("bpdeck/clips.py", {f"films/{f}/{k}" for f in ("alpha", "beta") for k in ("webm", "gif")}),
        # imported by what makes stills
        ("bpdeck/storyboard.py", {"films/alpha/stills", "films/beta/stills", "networks"}),
        ("bpdeck/trace.py", set()),
    ],
)
def test_a_change_makes_again_what_it_went_into(root, touched, again):
    run(root, "--only", ONLY)
    with (root / touched).open("ab") as file:
        file.write(b"\n# changed\n")
    assert set(due(root)) == again
    assert set(due(root).values()) <= {"changed"}


def test_another_theme_or_network_or_version_is_another_film(root, monkeypatch):
    run(root, "--only", ONLY)
    mine = root.parent / "mine.toml"
    assert set(due(root, theme="light")) == of("alpha", "beta") | {"networks"}
    run(root, "--only", ONLY, "--network", str(mine))
    assert due(root, network=mine) == {}
    mine.write_text(mine.read_text("utf-8") + "# changed\n", "utf-8")
    assert set(due(root, network=mine)) == of("alpha", "beta") | {"networks"}
    mine.write_text('weights = "mine.npz"\n', "utf-8")
    (root.parent / "mine.npz").write_bytes(b"1")
    before = digests.networks(mine)
    (root.parent / "mine.npz").write_bytes(b"2")
    assert digests.networks(mine) != before


def test_another_quality_keeps_the_stills(root):
    run(root, "--only", ONLY, "-q", "l")
    said = run(root, "--only", ONLY, "-q", "m", "--dry-run")
    assert "films/alpha/video" in said
    assert "films/alpha/stills" not in said


def test_a_file_that_is_gone_or_was_touched_is_made_again(root):
    run(root, "--only", ONLY)
    (root / "pack/films/alpha/alpha.gif").unlink()
    captions = root / "pack/films/beta/beta.vtt"
    captions.write_bytes(b"w" + captions.read_bytes()[1:])
    assert due(root) == {
        "films/alpha/gif": "alpha.gif is gone",
        "films/beta/words": "beta.vtt is not as it was made",
    }
    said = run(root, "--only", ONLY)
    assert "1 made anew" in said
    assert due(root) == {}


def test_force_makes_what_is_asked_for_and_no_more(root):
    run(root, "--only", ONLY)
    found = lecture.plan(render.films(), Options(), root / "pack", only=["gif"], force=True)
    forced = {d.target.name for d in found if d.why}
    assert forced == {"films/alpha/gif", "films/beta/gif"}


def test_a_film_that_lost_a_step_leaves_no_still_behind(root, monkeypatch):
    run(root, "--only", "stills")
    assert (root / "pack/films/alpha/stills/02-blue.png").exists()

    def one(film, look, folder, tick):
        fake_stills(film, look, folder, tick)
        (folder / "02-blue.png").unlink()

    monkeypatch.setattr(recipes, "shoot_stills", one)
    run(root, "--only", "stills", "--force")
    assert [p.name for p in (root / "pack/films/alpha/stills").iterdir()] == ["01-red.png"]


# ---------------------------------------------------------------- the manifest


def test_the_manifest_lists_every_file_truly(root):
    run(root, "--only", ONLY, "-q", "l", "--network", str(root.parent / "mine.toml"))
    rows = json.loads((root / "pack/manifest.json").read_text("utf-8"))["files"]
    there = {p.relative_to(root / "pack").as_posix(): p for p in files(root)}
    del there["manifest.json"]
    assert {row["path"] for row in rows} == set(there)
    for row in rows:
        content = there[row["path"]].read_bytes()
        assert row["size"] == len(content)
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert row["film"] == (row["path"].split("/")[1] if "films/" in row["path"] else None)
        assert (row["theme"], row["network"], row["quality"]) == ("dark", "mine.toml", "l")
        assert set(row["versions"]) == {"python", "manim", "numpy", "bp"}
    assert "films/alpha/alpha.chapters.vtt" in there
    assert "networks/chain.toml" in there


def test_a_broken_manifest_is_made_anew(root):
    run(root, "--only", "stills")
    (root / "pack/manifest.json").write_text('{"files": [{}]}', "utf-8")
    assert due(root)["films/alpha/stills"] == "new"
    run(root, "--only", "stills")
    assert "films/alpha/stills" not in due(root)


# ---------------------------------------------------------------- what goes wrong


def test_one_film_failing_does_not_stop_the_others(root, monkeypatch):
    def failing(film, *rest):
        if film.name == "alpha":
            raise RenderError("alpha has lost its way")
        fake_video(film, *rest)

    monkeypatch.setattr(recipes, "shoot_video", failing)
    said = run(root, "--only", ONLY, code=1)
    assert "alpha has lost its way" in said
    assert "failed: video" in said
    assert (root / "pack/films/beta/beta.webm").exists()
    assert (root / "pack/networks/chain.toml").exists()  # made of beta alone
    assert not (root / "pack/films/alpha/alpha.webm").exists()
    monkeypatch.setattr(recipes, "shoot_video", fake_video)
    left = {"films/alpha/video", "films/alpha/words", "films/alpha/webm", "films/alpha/gif"}
    assert set(due(root)) == left | {"networks"}
    run(root, "--only", ONLY)
    assert due(root) == {}


def test_an_error_nobody_thought_of_is_told_with_its_place(root, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(recipes, "shoot_stills", broken)
    said = run(root, "alpha", "--only", "stills", code=1)
    assert "ZeroDivisionError: oh (test_lecture.py:" in said


PROGRAM = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background ignores
sys.path[:0] = [{here!r}, {repository!r}]
import test_lecture as t
from pathlib import Path
from bpdeck import digests, recipes, render
from bpdeck.cli import main
root = Path({root!r})
digests.ROOT, render.SCENES = root, root / "scenes"
recipes.shoot_stills = t.fake_stills
def slow(film, look, quality, made_from, video, watch):
    video.write_bytes(b"half")
    (root / f"{{film.name}} began").touch()
    while {forever}:
        watch(0.5)
        time.sleep(0.05)
    t.fake_video(film, look, quality, made_from, video, watch)
recipes.shoot_video = slow
main(["lecture", "-o", str(root / "pack"), "--only", "films,words", "--jobs", "2"])
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_whole_files_and_goes_on(tmp_path, how):
    root = project(tmp_path)
    words = {"here": str(HERE), "repository": str(REPOSITORY), "root": str(root)}
    command = [sys.executable, "-c", PROGRAM.format(**words, forever=True)]
    going = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 240  # a busy machine takes its time
        while not all((root / f"{film} began").exists() for film in ("alpha", "beta")):
            assert going.poll() is None, going.communicate()
            assert time.monotonic() < until
            time.sleep(0.05)
        going.send_signal(how)
        _, said = going.communicate(timeout=240)
    finally:
        going.kill()
    assert going.returncode == 130, said
    assert "the same command goes on" in said
    assert not [p for p in (root / "pack").iterdir() if p.name.startswith(".")]
    there = [p.relative_to(root / "pack").as_posix() for p in files(root)]
    assert "films/alpha/stills/01-red.png" in there
    assert not [path for path in there if path.endswith(".mp4")]
    rows = json.loads((root / "pack/manifest.json").read_text("utf-8"))["files"]
    assert {row["path"] for row in rows} == set(there) - {"manifest.json"}
    again = [sys.executable, "-c", PROGRAM.format(**words, forever=False)]
    done = subprocess.run(again, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "alpha/stills" not in done.stderr
    assert (root / "pack/films/beta/beta.txt").exists()


def test_what_a_killed_run_left_is_swept(root):
    left = root / "pack" / ".making-abc"
    left.mkdir(parents=True)
    (left / "half.mp4").write_bytes(b"half")
    run(root, "alpha", "--only", "stills")
    assert not left.exists()


def test_a_render_is_ended_when_its_maker_stops(tmp_path, root, monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda c, **k: started.append(popen(["sleep", "60"], **k)) or started[0],
    )

    def stop():
        raise lecture.Stopped

    with pytest.raises(lecture.Stopped):
        render.manim(render.films()[0], tmp_path / "media", settings={}, tick=stop)
    assert started[0].returncode == -signal.SIGKILL


def test_what_a_stopped_render_left_half_written_is_drawn_again(tmp_path, root, monkeypatch):
    parts = tmp_path / "media/videos/alpha/480p15/partial_movie_files/Any"
    whole = small_film(parts, "whole").video
    (parts / "half.mp4").write_bytes(whole.read_bytes()[:1000])
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **words: popen(["true"], **words))
    render.manim(render.find_film("alpha"), tmp_path / "media", settings={})
    assert [path.name for path in parts.glob("*.mp4")] == [whole.name]


def test_a_render_that_fails_says_what_manim_said(tmp_path, root):
    (root / "scenes/alpha.py").write_text("raise RuntimeError('a film without a plot')", "utf-8")
    with pytest.raises(RenderError, match=r"alpha was not rendered(.|\n)*without a plot"):
        render.manim(render.find_film("alpha"), tmp_path / "media", "-ql", settings={})


# ---------------------------------------------------------------- the commands


def test_help_has_examples_and_needs_no_manim():
    for words in (["lecture"], ["list"], ["doctor"]):
        done = CliRunner().invoke(main, [*words, "--help"])
        assert f"bp {words[0]}" in done.output.split("Example")[1]
    code = "import sys, bpdeck.cli; print({'manim', 'numpy', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_kinds_are_those_that_are_made(root):
    assert set(cli_pack.KINDS) == set(targets.KINDS)
    found = [d.target.kind for d in lecture.plan(render.films(), Options(), root / "pack")]
    assert set(found) | set(targets.missing()) == set(targets.KINDS)


def test_what_cannot_be_understood_is_refused(root, monkeypatch):
    assert "violin" in run(root, "--only", "stills,violin", code=2)
    assert "there are: alpha, beta" in run(root, "gamma", code=1)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "espeak-ng" in run(root, "--narrate", code=1)
    monkeypatch.setattr(targets, "missing", lambda: {"slides": "pptx"})
    assert "pptx is not installed" in run(root, "--only", "slides", code=1)


def test_list_reads_films_without_manim(root):
    said = CliRunner().invoke(main, ["list"]).output
    assert "About alpha" in said
    assert "chain" in said
    assert "joined" in said
    steps = root / "media/videos/alpha/480p15/Any.steps.json"
    steps.parent.mkdir(parents=True)
    steps.write_text('[{"end": 83.4}]', "utf-8")
    assert "1:23" in CliRunner().invoke(main, ["list"]).output


def test_the_doctor_fails_only_without_what_is_needed(monkeypatch):
    from bpdeck import doctor

    assert CliRunner().invoke(main, ["doctor"]).exit_code == 0
    real = doctor._library
    monkeypatch.setattr(doctor, "_program", lambda names: None)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0
    assert "espeak-ng" in done.output
    assert "missing" in done.output
    monkeypatch.setattr(doctor, "_library", lambda d, m: None if d == "av" else real(d, m))
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "Films cannot be made without: PyAV" in done.output


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The question", "the-question"),
        ("δ runs back: ∂ℒ/∂W", "delta-runs-back-l-w"),
        ("Layer 2's φ′(z)", "layer-2s-phi-z"),
        ("→", "step"),
    ],
)
def test_titles_become_names_of_files(title, name):
    assert shooting.slug(title) == name


# ---------------------------------------------------------------- the real thing


@pytest.mark.slow
def test_a_real_film_becomes_a_pack_and_a_stopped_render_goes_on(tmp_path):
    out = tmp_path / "pack"
    command = [sys.executable, "-m", "bpdeck", "lecture", "worked_example", "-q", "l", "-o", out]
    shutil.rmtree(REPOSITORY / "media/lecture/worked_example", ignore_errors=True)
    going = subprocess.Popen(command, cwd=REPOSITORY)
    parts = "media/lecture/worked_example/l-*/videos/*/*/partial_movie_files/*/*.mp4"
    until = time.monotonic() + 300
    while len(list(REPOSITORY.glob(parts))) < 5:
        assert going.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    going.send_signal(signal.SIGINT)
    assert going.wait(timeout=30) == 130
    assert len(list(REPOSITORY.glob(parts))) >= 5  # manim finds them again
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 0
    film = out / "films/worked_example"
    steps = json.loads((film / "worked_example.steps.json").read_text("utf-8"))
    pictures = sorted((film / "stills").glob("*.png"))
    assert len(pictures) == len(steps)
    with av.open(str(film / "worked_example.mp4")) as video:
        decoded = [(f.time, f) for f in video.decode(video=0) if f.time is not None]
    for step, still in zip(steps, pictures, strict=True):
        last = [f for time, f in decoded if time < step["end"] - 0.1][-1].to_image()
        with Image.open(still) as picture:
            assert picture.size == (1920, 1080)
            small = np.asarray(picture.resize(last.size).convert("RGB"), dtype=float)
        assert np.abs(small - np.asarray(last.convert("RGB"), dtype=float)).mean() < 2.0, still
