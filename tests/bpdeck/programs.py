"""Programs that are no Python packages: a test that needs one skips, or fails where all must be."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str) -> str:
    """The path of `program`. Without it the test skips; with BP_REQUIRE_TOOLS=1 it fails."""
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed"
        if os.environ.get("BP_REQUIRE_TOOLS") == "1":
            pytest.fail(f"{message}, and BP_REQUIRE_TOOLS=1 asks for it")
        pytest.skip(message)
    return found
