"""How long forward and all gradients take, as ratios to the bare matrix products alone.

examples:
  python benchmarks/engine.py                     everything, a few minutes
  python benchmarks/engine.py --quick             a few seconds, to see that it runs
  python benchmarks/engine.py --only cases        the six networks (or: sweep, curve)
  python benchmarks/engine.py --json mine.json    keep the ratios somewhere else

Contenders take turns in rounds; a ratio is formed within each round, and the median over the
rounds is shown. One thread, float64. Libraries that are not installed are left out:
`pip install torch` (or jax, autograd, micrograd) in the same environment brings them in.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from measure import run_on_one_thread

SECTIONS = ("cases", "sweep", "curve")
RESULTS = Path(__file__).with_name("results") / "engine.json"


def main() -> None:
    """Measure, print, keep."""
    options = arguments()
    run_on_one_thread()  # before NumPy is loaded
    from tables import measure_all

    measured = measure_all(options.only or SECTIONS, options.quick)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What was typed."""
    about, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few rounds, small sizes")
    parser.add_argument(
        "--only", choices=SECTIONS, action="append", help="one section; may be given again"
    )
    parser.add_argument(
        "--json", type=Path, default=RESULTS, metavar="PATH", help="where to keep the ratios"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
