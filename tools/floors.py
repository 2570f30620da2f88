#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the drawing of floors in docs/ARCHITECTURE.md against the imports of the code.

Fails when an arrow does not point down, when a room is missing from the drawing or drawn twice, and when
Package.swift, the import lines of a room, and the table below the drawing name different rooms.

    tools/floors.py                 the check
    tools/floors.py --turn A B      the same as if room A also imported room B: to see the check fail
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BESIDE = "beside"


def drawing():
    """The floor of every room, cellar 0, by the drawing; rooms beside the house have none."""
    text = (ROOT / "docs/ARCHITECTURE.md").read_text()
    block = next(b for b in re.findall(r"```\n(.*?)```", text, re.S) if b.startswith("floor"))
    floors, twice = {}, []
    for line in block.splitlines():
        head = re.match(r"(floor \d+|cellar|beside)\s+(.*)", line)
        if not head:
            continue
        name, rest = head.groups()
        rest = rest.split("the tools")[0]
        level = {"cellar": -1, BESIDE: None}.get(name)
        if name.startswith("floor"):
            level = int(name.split()[1])
        for room in re.findall(r"\b[A-Z]\w+", re.sub(r"\([^)]*\)", "", rest)):
            if room in floors:
                twice.append(room)
            floors[room] = level
    return floors, twice


def manifest():
    """The rooms below Sources and what Package.swift lets them import."""
    package = json.loads(
        subprocess.run(
            ["swift", "package", "dump-package"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    )
    rooms = {}
    for target in package["targets"]:
        if target.get("path") or target["type"] == "test":
            continue
        rooms[target["name"]] = {
            d["byName"][0] for d in target["dependencies"] if "byName" in d
        }
    return rooms


def imports(room, rooms):
    """The rooms that the files of a room import."""
    found = set()
    for file in (ROOT / "Sources" / room).rglob("*"):
        if file.suffix == ".swift":
            lines = re.findall(r"^(?:@\w+ )?(?:\w+ )?import (?:struct |func )?(\w+)", file.read_text(), re.M)
            found |= set(lines) & set(rooms)
    return found - {room}


def table():
    """What each row of the table says its room imports."""
    text = (ROOT / "docs/ARCHITECTURE.md").read_text()
    rows = re.findall(r"^\| (\w+) \| .* \| ([^|]*) \|$", text.split("| room | holds | imports |")[1], re.M)
    return {room: set(re.findall(r"\w+", others)) for room, others in rows}


def main():
    rooms = manifest()
    floors, twice = drawing()
    complaints = [f"{room} stands twice in the drawing of docs/ARCHITECTURE.md" for room in twice]
    for room in sorted(rooms.keys() - floors.keys()):
        complaints.append(f"{room} is missing from the drawing of docs/ARCHITECTURE.md")
    for room in sorted(floors.keys() - rooms.keys()):
        if floors[room] is not None:
            complaints.append(f"{room} is drawn in docs/ARCHITECTURE.md, and there is no such target")
    for room, listed in sorted(table().items()):
        declared = rooms.get(room, set())
        for other in sorted((declared - listed) | (listed & set(rooms)) - declared):
            complaints.append(f"Package.swift and the table of docs/ARCHITECTURE.md disagree whether {room} imports {other}")
    if sys.argv[1:2] == ["--turn"]:
        rooms[sys.argv[2]].add(sys.argv[3])
    for room, declared in sorted(rooms.items()):
        imported = imports(room, rooms)
        swift = {d for d in declared if any((ROOT / "Sources" / room).rglob("*.swift"))}
        for unused in sorted(swift - imported - ({sys.argv[3]} if sys.argv[1:2] == ["--turn"] else set())):
            complaints.append(f"Package.swift lets {room} import {unused}, and no file does")
        for other in sorted(declared | imported):
            here, there = floors.get(room), floors.get(other)
            if here is None or there is None:
                continue
            if here <= there and not (here == there == -1):
                complaints.append(
                    f"{room} (floor {here}) imports {other} (floor {there}): arrows must point down")
    for complaint in complaints:
        print(f"floors: {complaint}", file=sys.stderr)
    if complaints:
        sys.exit(1)
    print(f"floors: {len(rooms)} rooms, every arrow points down")


if __name__ == "__main__":
    main()
