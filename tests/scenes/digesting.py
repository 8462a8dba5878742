"""Manim as it is, which also writes a digest of every frame before the encoder has it.

    python digesting.py DIGESTS render scenes/delta.py …

DIGESTS gets one line a frame. Compressed frames are no measure of what was drawn.
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

from manim.__main__ import main
from manim.scene.scene_file_writer import SceneFileWriter

write_frame = SceneFileWriter.write_frame


def digested(self: SceneFileWriter, pixels: Any, *, repeat: int = 1) -> None:
    """Note what is drawn, and for how many frames; then go on."""
    line = f"{hashlib.sha256(pixels.tobytes()).hexdigest()} {repeat}\n"
    with Path(digests).open("a", encoding="utf-8") as out:
        out.write(line)
    write_frame(self, pixels, repeat=repeat)


if __name__ == "__main__":
    digests = sys.argv.pop(1)
    SceneFileWriter.write_frame = digested
    main()
