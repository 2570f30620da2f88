#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the pictures of docs/gallery into .build/gallery, each by the very lines that the site shows beside it.

The models they need are trained once, in runs/gallery, by docs/gallery/models.sh. A picture is drawn again when its
lines or the program have changed, or when it is named.

    tools/gallery.py                what is missing or out of date
    tools/gallery.py raster bar     these
    tools/gallery.py --check        all, beside the ones that are there: says which differ
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools/site"))
from pictures import entries  # noqa: E402

BUILT = Path(os.environ.get("BUILT", ROOT / ".build/release")).resolve()
WORK = ROOT / "runs/gallery"
PICTURES = ROOT / ".build/gallery"
PYTHON = "/usr/bin/python3"


def environment():
    """The programs of this checkout first, and its Python package."""
    settings = dict(os.environ)
    settings["PATH"] = f"{BUILT}:{settings['PATH']}"
    settings["PYTHONPATH"] = str(ROOT / "Python")
    settings["INTERSPIKE_LIBRARY"] = str(BUILT / "libInterspikeC.so")
    settings["MPLBACKEND"] = "Agg"
    settings.pop("VIRTUAL_ENV", None)
    return settings


def command(entry):
    if entry.path.suffix == ".sh":
        return ["bash", "-euo", "pipefail", "-c", entry.code]
    if entry.path.suffix == ".py":
        return [PYTHON, "-c", entry.code]
    return [str(BUILT / "Gallery"), entry.name]


def run(words, settings):
    outcome = subprocess.run(words, cwd=WORK, env=settings, capture_output=True, text=True)
    if outcome.returncode != 0:
        sys.exit(f"{' '.join(words)[:500]}\nended with {outcome.returncode}:\n{outcome.stderr[-3000:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="pictures to draw, by name; all by default")
    parser.add_argument("--check", action="store_true", help="draw all and compare with those that are there")
    parser.add_argument("--built", action="store_true", help="take the programs as they are, in .build/release or $BUILT")
    arguments = parser.parse_args()
    subprocess.run([ROOT / "tools/system-packages.sh", "python3-numpy", "python3-matplotlib"], check=True)
    if not arguments.built:
        for product in ("interspike", "InterspikeC", "Gallery"):
            subprocess.run(["swift", "build", "-c", "release", "--product", product], cwd=ROOT, check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    settings = environment()
    print("Models of the gallery, in runs/gallery", flush=True)
    run(["bash", "-euo", "pipefail", str(ROOT / "docs/gallery/models.sh")], settings)
    differing = []
    for entry in entries(ROOT):
        picture = PICTURES / entry.picture
        fresh = picture.exists() and picture.stat().st_mtime > max(
            entry.path.stat().st_mtime, (BUILT / "interspike").stat().st_mtime)
        if entry.name not in arguments.names and (arguments.names or (fresh and not arguments.check)):
            continue
        began = time.monotonic()
        (WORK / entry.picture).unlink(missing_ok=True)
        run(command(entry), settings)
        drawn = WORK / entry.picture
        if not drawn.exists():
            sys.exit(f"{entry.path.name} ran, and left no {entry.picture}.")
        if arguments.check and picture.exists() and picture.read_bytes() != drawn.read_bytes():
            differing.append(entry.picture)
        shutil.copyfile(drawn, picture)
        print(f"{entry.picture:24}{time.monotonic() - began:6.1f} s  {entry.language}", flush=True)
    if arguments.check:
        print(f"{len(differing)} of {len(entries(ROOT))} pictures differ from those drawn before {' '.join(differing)}")
        sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
