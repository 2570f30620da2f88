#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists public symbols without a doc comment of their own or inherited from a protocol; fails when there are any.

Reads the symbol graphs that tools/documentation.sh has just extracted.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def undocumented(graph):
    inherits = {r["source"] for r in graph["relationships"] if "sourceOrigin" in r}
    for symbol in graph["symbols"]:
        name = symbol["identifier"]["precise"]
        # An extension of another room's type is a place, not a declaration.
        if symbol["kind"]["identifier"].endswith("extension") or "location" not in symbol:
            continue
        if "docComment" not in symbol and name not in inherits and "::SYNTHESIZED::" not in name:
            place = symbol["location"]
            file = pathlib.Path(place["uri"].removeprefix("file://"))
            yield f"{file.name}:{place['position']['line'] + 1}: {'.'.join(symbol['pathComponents'])}"


def main():
    graphs = sorted(ROOT.glob(".build/*/extracted-symbols/*/*/*.symbols.json"))
    if not graphs:
        sys.exit("undocumented: there are no symbol graphs. Run tools/documentation.sh first.")
    found = {line for file in graphs for line in undocumented(json.loads(file.read_text()))}
    for line in sorted(found):
        print(f"undocumented: {line}", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
