# Each target is a line or two that a person could type.
#   make video              the delta film, 1080p60          -> media/videos/delta/1080p60/
#   make video QUALITY=l    a quick look, 480p15             (l, m, h, p, k as in manim)
#   make video FILM=delta   another film of scenes/
#   make lecture            what a lecturer hands out, of all films     -> lecture/index.html
#   make test               lint, types and tests   (FAST=1: no films, ALL=1: the slow ones too)
#   make bench              engine and numbers against their peers, as ratios
# The first call sets everything up in .venv; later calls find it there.

FILM ?= delta
QUALITY ?= h
CORES ?= 2
BIN := .venv/bin
READY := .venv/.ready

.PHONY: video lecture test bench lint setup clean
.DEFAULT_GOAL := video

video: $(READY)
	$(BIN)/bp render $(FILM) --quality $(QUALITY)

lecture: $(READY)
	$(BIN)/bp lecture --quality $(QUALITY)

test: $(READY) lint
	$(BIN)/python -m pytest -n $(CORES) --dist loadgroup \
	    $(if $(FAST),-m "not film and not slow",$(if $(ALL),,-m "not slow"))

bench: $(READY)
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/numeral.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(READY)

$(READY): pyproject.toml constraints.txt tools/setup.sh
	sh tools/setup.sh

clean:
	rm -rf media .venv
