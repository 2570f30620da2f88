#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the notebooks of Examples/Notebooks from the scripts beside them, and runs them.

    tools/notebooks.py                 run all, and keep them with what they print and draw
    tools/notebooks.py first_spikes    run this one
    tools/notebooks.py --check         run all and compare: the cells with the script, what they print with what is kept

Runs them with the Python that runs it, which needs nbclient and ipykernel. A notebook that needs a package which is
missing is named and left out. `--check` does not compare pictures, nor numbers that training in PyTorch prints: they
depend on the versions of Matplotlib and torch.
"""

import argparse
import importlib.util
import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Examples/Notebooks"
SEPARATE = {"torch"}  # Packages whose numbers depend on their version.


def cells(script):
    """The cells of a script whose parts begin with `# %%` or `# %% [markdown]`."""
    parts = re.split(r"^# %%(.*)\n", script.read_text(), flags=re.M)[1:]
    made = []
    for number, (kind, text) in enumerate(zip(parts[::2], parts[1::2])):
        is_text = "[markdown]" in kind
        if is_text:
            text = re.sub(r"^# ?", "", text, flags=re.M)
        cell = {
            "cell_type": "markdown" if is_text else "code", "id": f"cell-{number}", "metadata": {},
            "source": text.strip().splitlines(keepends=True)}
        made.append(cell if is_text else {**cell, "execution_count": None, "outputs": []})
    return made


def notebook(script):
    return {
        "cells": cells(script),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5}


def needs(script):
    """The packages that a script imports."""
    return set(re.findall(r"^(?:import|from) (\w+)", script.read_text(), re.M))


def executed(script):
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.reads(json.dumps(notebook(script)), as_version=4)
    # The kernel is this very Python, with the package of this checkout unless another one is installed.
    os.environ["PYTHONPATH"] = f"{os.environ.get('PYTHONPATH', '')}{os.pathsep}{ROOT / 'Python'}".strip(os.pathsep)
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/plain", None)
            output.pop("metadata", None) if output.output_type == "stream" else output.update(metadata={})
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("data", True)]
    return json.loads(nbformat.writes(book))


def printed(book):
    return ["".join("".join(output.get("text", "")) for output in cell.get("outputs", [])) for cell in book["cells"]]


def sources(book):
    return [(cell["cell_type"], "".join(cell["source"])) for cell in book["cells"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="notebooks, by name; all by default")
    parser.add_argument("--check", action="store_true", help="compare with those that are kept")
    parser.add_argument("--cells", action="store_true", help="with --check: compare cells only, and run nothing")
    arguments = parser.parse_args()
    failed = False
    for script in sorted(FOLDER.glob("*.py")):
        if arguments.names and script.stem not in arguments.names:
            continue
        kept = script.with_suffix(".ipynb")
        required = needs(script) | {"nbclient", "nbformat", "ipykernel"}
        missing = sorted(name for name in required if name != "interspike" and not importlib.util.find_spec(name))
        fault = None
        if arguments.check and sources(json.loads(kept.read_text())) != sources(notebook(script)):
            fault = f"is not what tools/notebooks.py makes of {script.name}"
        elif arguments.cells:
            print(f"{kept.name}: made of its script")
            continue
        elif missing:
            print(f"{kept.name}: not run, because {', '.join(missing)} is not installed")
            continue
        else:
            book = executed(script)
            if not arguments.check:
                kept.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n")
            elif not needs(script) & SEPARATE and printed(book) != printed(json.loads(kept.read_text())):
                fault = "prints something else than what is kept"
        print(f"{kept.name}: {fault or 'runs'}", flush=True)
        failed = failed or fault is not None
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
