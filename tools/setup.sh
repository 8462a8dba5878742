#!/bin/sh
# Makes .venv with everything the project needs. Safe to run again; run from the root.
# Steps: 1. find Python >= 3.11   2. the C libraries manim draws with   3. .venv, pinned.
set -eu

say() { printf '%s\n' "setup: $*"; }
stop() { printf '%s\n' "setup: $*" >&2; exit 1; }

good_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if good_python "$candidate"; then echo "$candidate"; return 0; fi
    done
    return 1
}

# True when pycairo and manimpango can be built, or will come as wheels.
libraries_there() { command -v pkg-config >/dev/null 2>&1 && pkg-config --exists cairo pangocairo; }

# True when this Python can make a venv and has its C headers.
python_complete() {
    "$python" -c 'import ensurepip, os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null
}

install_debian() {
    packages="build-essential pkg-config libcairo2-dev libpango1.0-dev"
    # Debian's own Python keeps its headers and venv apart; other Pythons bring theirs.
    python_complete || packages="$packages python3-dev python3-venv"
    if [ "$(id -u)" = 0 ]; then root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then root="sudo"
    elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then root="sudo"
    else
        stop "these system packages are missing and need root. Type this, then call make again:
    sudo apt-get update && sudo apt-get install -y $packages"
    fi
    say "installing $packages"
    $root apt-get update -qq
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $packages >/dev/null || stop "apt-get could not install: $packages"
}

python=$(find_python) || stop "Python 3.11 or newer is needed and none was found.
    Debian/Ubuntu: sudo apt-get install -y python3 python3-venv python3-dev
    macOS:         brew install python@3.12
    or name yours: make test PYTHON=/path/to/python3"
say "using $("$python" --version) ($python)"

if ! libraries_there || ! python_complete; then
    case "$(uname -s)" in
    Linux)
        if command -v apt-get >/dev/null 2>&1; then install_debian
        else
            stop "cairo and pango with their headers are missing. Type the line for this system, then call make again:
    Fedora: sudo dnf install -y gcc pkgconf-pkg-config cairo-devel pango-devel python3-devel
    Arch:   sudo pacman -S --needed base-devel cairo pango"
        fi ;;
    Darwin)
        if command -v brew >/dev/null 2>&1; then say "installing cairo pango pkg-config"; brew install cairo pango pkg-config
        else stop "Homebrew is missing. Install it, then type: brew install cairo pango pkg-config"; fi ;;
    *) say "no system packages to install here" ;;
    esac
fi

if ! .venv/bin/python -c '' 2>/dev/null || ! good_python .venv/bin/python; then
    say "making .venv"
    rm -rf .venv
    "$python" -m venv .venv || stop "could not make .venv; on Debian/Ubuntu: sudo apt-get install -y python3-venv"
fi
say "installing the Python packages (a few minutes the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
touch .venv/.ready
say "ready. To type manim and bp yourself: . .venv/bin/activate"
