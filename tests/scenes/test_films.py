"""Every film renders as the README says, shows computed numbers only, and twice the same frames."""

from __future__ import annotations

import ast
import json
import re
from itertools import groupby, pairwise
from operator import itemgetter

import pytest
from filming import SCENES, manim, rows, video

from bpcore import load_experiment
from bpview.audit.again import NoRouteError, again
from bpview.audit.entry_names import CHOSEN, split
from bpview.audit.truth import nudges
from bpview.film import NETWORKS
from bpview.numeral import format_value
from bpview.words import WordsOf, words_file

# All tests of a film go to one worker, so that each film is rendered once.
FILMS = [
    pytest.param(path, id=path.stem, marks=pytest.mark.xdist_group(path.stem)) for path in SCENES
]
SMALL = ("--resolution", "854,480", "--frame_rate", "5")


@pytest.fixture(scope="module", params=FILMS)
def rendered(request, tmp_path_factory):
    """A film at 480p, audited on the way, once a module."""
    media = tmp_path_factory.mktemp(request.param.stem)
    audited = {"BP_AUDIT": str(media / "problems.json")}
    done = manim(request.param, media, *SMALL, digests=media / "frames", **audited)
    assert done.returncode == 0, done.stdout + done.stderr
    return request.param, media


# ---------------------------------------------------------------- without rendering


@pytest.mark.parametrize("path", FILMS)
def test_a_film_computes_and_types_no_value(path):
    """No arithmetic on arrays, no numpy, and no decimal in any text that is shown."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.MatMult), f"line {node.lineno}: @"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] + [getattr(node, "module", None) or ""]
            assert not any(n.split(".")[0] in ("numpy", "math", "random") for n in names)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\d[.,]\d", node.value), f"line {node.lineno}: {node.value}"


def told(path):
    """What a film asks its words for: each beat with its variants."""
    asked = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "tell":
            beat, *rest = node.args
            names = [n.value for arg in rest for n in ast.walk(arg) if isinstance(n, ast.Constant)]
            asked.setdefault(beat.value, set()).update(n for n in names if isinstance(n, str))
    return asked


@pytest.mark.parametrize("path", FILMS)
def test_a_film_says_all_its_words_and_no_others(path):
    words = WordsOf.read(words_file(path))
    written = {
        beat: {name for name, value in table.items() if isinstance(value, dict)}
        for beat, table in words.beats.items()
    }
    assert written == told(path)
    for beat, variants in written.items():
        for variant in (None, *variants):
            found = words.of(beat, variant, layer=1)
            assert all(found.values()), beat
            said = " ".join(found.values())
            assert not re.search(r"\d[.,]\d", said), beat  # no value is typed
            # Colours that one theme has and the other has not.
            assert not re.search(r"\b(yellow|white|black|orange)\b", said), beat


@pytest.mark.parametrize("path", FILMS)
def test_a_film_has_one_scene_class_and_says_what_it_is(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert len(classes) == 1
    assert ast.get_docstring(tree)
    assert "manim render scenes/" in ast.get_docstring(tree)


@pytest.mark.parametrize("path", FILMS[:1])
def test_tests_of_a_film_stay_on_one_worker(path, request):
    """Else every worker renders every film, and says nothing of it."""
    if getattr(request.config.option, "loadgroup", False):  # with `--dist loadgroup`
        assert request.node.nodeid.endswith(f"@{path.stem}")


# ---------------------------------------------------------------- rendered once


def named(source):
    return load_experiment(NETWORKS / f"{source}.toml")


@pytest.mark.film
def test_every_number_on_screen_is_the_rounded_entry_found_again_by_another_route(rendered):
    _, media = rendered
    others = {}
    shown = rows(media, "values")
    for _, step in groupby(shown, key=itemgetter("time")):
        assert not nudges(row["entry"] for row in step)  # values of one network in one picture
    assert len(shown) > 60
    checked = 0
    for row in shown:
        source, rate, by, quantity, _ = split(row["entry"])
        if (source, rate) not in others:
            others[source, rate] = again(source, rate, named)
        try:
            value = others[source, rate].entry(row["entry"])
        except NoRouteError:
            assert quantity in CHOSEN  # not computed: how far the step goes
            continue
        mantissa, tiny, _ = row["text"].partition("·10^")
        # A quotient of differences divides the rounding of the losses by the nudge.
        close = {"rel": 1e-9, "abs": 0} if tiny else {"rel": 1e-12, "abs": 1e-15 / (abs(by) or 1)}
        assert row["value"] == pytest.approx(value, **close), row
        digits = sum(c.isdigit() for c in mantissa) if tiny else None
        writing = {"plus": row["text"].startswith("+"), "significant": digits}
        assert row["text"] == format_value(value, row["decimals"], **writing), row
        checked += 1
    assert checked > 60


@pytest.mark.film
def test_the_audits_find_nothing_in_the_dark(rendered):
    nothing_found(rendered[1] / "problems.json")


def nothing_found(report):
    read = json.loads(report.read_text("utf-8"))
    assert read["problems"] == []
    assert min(read["looked"].values()) >= 10


@pytest.mark.film
def test_steps_cover_the_film_and_can_be_read(rendered):
    _, media = rendered
    steps = rows(media, "steps")
    assert len(steps) >= 5
    assert steps[0]["start"] == 0
    for before, after in pairwise(steps):
        assert after["start"] == pytest.approx(before["end"], abs=1e-6)
    for step in steps:
        assert (step["end"] - step["start"]) * 15 >= len(step["say"]) - 1
        assert step["describe"]
        for start, length in step["plays"]:
            assert start * 5 == pytest.approx(round(start * 5), abs=1e-6)
            assert length * 5 == pytest.approx(round(length * 5), abs=1e-6)
    assert 60 <= steps[-1]["end"] <= 120


@pytest.mark.film
def test_captions_say_all_that_is_said(rendered):
    import srt

    _, media = rendered
    captions = list(srt.parse(video(media).with_suffix(".srt").read_text("utf-8")))
    said = " ".join(step["say"] for step in rows(media, "steps"))
    assert " ".join(c.content for c in captions) == said
    for before, after in pairwise(captions):
        assert before.end <= after.start or (before.end - after.start).total_seconds() < 0.01


@pytest.mark.film
def test_a_second_render_gives_the_same_frames(rendered, tmp_path):
    film, media = rendered
    done = manim(film, tmp_path, *SMALL, "--disable_caching", digests=tmp_path / "frames")
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = (folder.joinpath("frames").read_text() for folder in (media, tmp_path))
    assert first.count("\n") > 200
    assert first == second


# ---------------------------------------------------------------- other networks, other outputs

ADMIT_ALL = {"delta", "forward"}
"""Films that take every network."""

OTHERS = {
    "1-1": ([1, 1], ["sigmoid"], "half_squared_error"),
    "2-3-2": ([2, 3, 2], ["tanh", "softmax"], "cross_entropy"),
    "3-4-4-2": ([3, 4, 4, 2], ["relu", "tanh", "sigmoid"], "binary_cross_entropy"),
    "3-5-4-2": ([3, 5, 4, 2], ["elu", "silu", "sigmoid"], "squared_error"),
    "64-32-16-10": ([64, 32, 16, 10], ["relu", "relu", "softmax"], "cross_entropy"),
    "chain of 20": ([1] * 21, ["tanh"] * 20, "half_squared_error"),
}


ALWAYS = ("3-5-4-2", "chain of 20")
"""These every time, the others among the slow tests."""

SHAPES = [
    pytest.param(shape, marks=() if shape in ALWAYS else pytest.mark.slow) for shape in OTHERS
]


@pytest.mark.film
@pytest.mark.parametrize("path", FILMS)
@pytest.mark.parametrize("shape", SHAPES)
def test_another_network_is_filmed(path, shape, tmp_path):
    widths, phis, loss = OTHERS[shape]
    text = (
        f'title = "{shape}"\nsource = "a test"\nloss = "{loss}"\ninputs = {widths[0]}\nseed = 1\n'
    )
    for units, phi in zip(widths[1:], phis, strict=True):
        text += f'[[layers]]\nunits = {units}\nphi = "{phi}"\ninit = "xavier_normal"\n'
    network = tmp_path / "other.toml"
    network.write_text(text, encoding="utf-8")
    done = manim(path, tmp_path / "media", "-s", "-ql", BP_NETWORK=str(network))
    said = done.stdout + done.stderr
    if done.returncode:  # a story may need something: then it says what, and nothing else happens
        assert "needs" in said, said
        assert "Traceback" not in said
        assert path.stem not in ADMIT_ALL, said
    else:
        assert list((tmp_path / "media").glob("images/*/*.png"))


@pytest.mark.film
@pytest.mark.parametrize("path", FILMS)
def test_a_bad_network_stops_at_once_and_says_where(path, tmp_path):
    good = (NETWORKS / "worked_example.toml").read_text("utf-8")
    bad = tmp_path / "bad.toml"
    bad.write_text(good.replace('phi = "sigmoid"', 'phi = "sigmoidd"', 1), encoding="utf-8")
    done = manim(path, tmp_path / "media", "-ql", BP_NETWORK=str(bad))
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "Traceback" not in said
    for word in ("bad.toml", "phi", "sigmoidd", "sigmoid"):
        assert word in said
    assert not list((tmp_path / "media").glob("videos/**/*.mp4"))


@pytest.mark.film
@pytest.mark.parametrize("path", FILMS)
def test_the_audits_find_nothing_in_the_light(path, tmp_path):
    found = tmp_path / "problems.json"
    done = manim(path, tmp_path, "-s", "-ql", BP_THEME="light", BP_AUDIT=str(found))
    assert done.returncode == 0, done.stdout + done.stderr
    nothing_found(found)
