"""What every test stands on."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_media_folder(tmp_path_factory):
    """Each worker writes Manim's scratch files to a folder of its own: several run at once."""
    from manim import config

    config.media_dir = str(tmp_path_factory.mktemp("media"))
