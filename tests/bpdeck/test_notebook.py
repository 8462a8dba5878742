"""The notebook of a tiny pack, executed from top to bottom by a real kernel."""

import json
import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from packing import small_film

from bpcore import backward, forward, load_experiment, nudge
from bpcore.descend import descend
from bpdeck.material import read_material
from bpdeck.notebook import write_notebook
from bpview.film import NETWORKS


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """A pack with one film of the chain, whose numbers are true."""
    folder = tmp_path_factory.mktemp("pack")
    film = small_film(folder / "films" / "small", "small")
    (folder / "networks").mkdir()
    shutil.copy(NETWORKS / "chain.toml", folder / "networks")
    chain = load_experiment(NETWORKS / "chain.toml")
    ahead = forward(chain.network, chain.x, chain.y)
    back = backward(chain.network, ahead)
    moved = forward(nudge(chain.network, "W", 1, (0, 0), 0.1), chain.x, chain.y)
    down = forward(descend(chain.network, back, 0.5), chain.x, chain.y)
    found = {
        "chain:loss": ahead.loss,
        "chain:a[0][0]": chain.x[0],
        "chain:W[1][0][0]": chain.network.W[1][0, 0],
        "chain:delta[1][0]": back.delta[1][0],
        "chain:dW[2][0][0]": back.dW[2][0, 0],
        "chain:count_parameters": 99,
        "chain+0.1@W[1][0][0]:loss": moved.loss,
        "chain+0.1@W[1][0][0]:a_change[2][0]": moved.a[2][0] - ahead.a[2][0],
        "chain+0.1@W[1][0][0]:W_change[1][0][0]": 0.1,
        "chain+0.1:secant_W[1][0][0]": (moved.loss - ahead.loss) / 0.1,
        "chain~0.5:loss": down.loss,
        "elsewhere:loss": 99,
    }
    values = [
        {"time": 2.0, "step": "Two", "text": f"{value:.3f}", "entry": entry, "value": value,
         "decimals": 3}
        for entry, value in found.items()
    ]  # fmt: skip
    for video in folder.glob("films/small/Small.*"):  # a pack names files after the film
        video.rename(video.with_name(video.name.replace("Small", "small")))
    (folder / "films/small/small.values.json").write_text(json.dumps(values), encoding="utf-8")
    film = read_material("small", folder / "films/small/small.mp4")
    assert write_notebook([film], folder / "lecture.ipynb") == folder / "lecture.ipynb"
    return folder


def run(folder, notebook):
    return NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()


def outputs(notebook, start):
    (cell,) = (c for c in notebook.cells if c.source.startswith(start))
    return cell.outputs


def test_it_is_a_valid_notebook_and_the_same_each_time(pack, tmp_path):
    notebook = nbformat.read(pack / "lecture.ipynb", as_version=4)
    nbformat.validate(notebook)
    again = write_notebook(
        [read_material("small", pack / "films/small/small.mp4")], tmp_path / "again.ipynb"
    )
    assert again.read_bytes() == (pack / "lecture.ipynb").read_bytes()
    with pytest.raises(ValueError, match="no film"):
        write_notebook([], tmp_path / "none.ipynb")


def test_it_runs_from_top_to_bottom(pack):
    done = run(pack, nbformat.read(pack / "lecture.ipynb", as_version=4))
    (shown,) = outputs(done, 'film("small")')
    source = shown.data["text/html"].partition(' src="')[2].partition('"')[0]
    assert (pack / source).is_file()
    table = outputs(done, 'compare("small")')[0].text
    assert "10 numbers are those of bpcore." in table
    assert table.endswith("In no trace: chain:count_parameters, elsewhere:loss\n")
    over, foretold = outputs(done, "slope_by_nudge")[0].text.splitlines()
    assert float(over.split()[-1]) == pytest.approx(float(foretold.split()[-1]), abs=1e-5)
    video = outputs(done, "%%manim")
    assert any("<video" in o.get("data", {}).get("text/html", "") for o in video)
    assert list(pack.glob("media/jupyter/Mini@*.mp4"))


def test_a_number_that_is_not_bpcores_stops_it(pack, tmp_path):
    folder = shutil.copytree(pack, tmp_path / "wrong")
    path = folder / "films/small/small.values.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values[3]["value"] += 1e-9
    path.write_text(json.dumps(values), encoding="utf-8")
    notebook = nbformat.read(folder / "lecture.ipynb", as_version=4)
    notebook.cells = [c for c in notebook.cells if "manim" not in c.source]
    with pytest.raises(CellExecutionError, match=r"AssertionError.*chain:delta\[1\]\[0\]"):
        run(folder, notebook)
