"""`python -m bpdeck` is `bp`."""

from bpdeck.cli import main

main(prog_name="bp")
