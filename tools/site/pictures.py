# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of docs/gallery: a picture, and the lines that make it."""

from dataclasses import dataclass
from pathlib import Path

LANGUAGES = {".sh": "Command line", ".swift": "Swift", ".py": "Python"}
MOST_LINES = 25


@dataclass
class Entry:
    path: Path
    title: str
    caption: str
    code: str

    @property
    def name(self):
        return self.path.stem.split("-", 1)[1]

    @property
    def picture(self):
        return f"{self.name}.png"

    @property
    def language(self):
        return LANGUAGES[self.path.suffix]

    @property
    def lines(self):
        return len(self.code.strip().splitlines())


def entries(root):
    """All of them, in order of their numbers.

    A file begins with comments: its title, and a caption of a few lines. What follows is the code, at most 25 lines.
    """
    found = []
    for path in sorted((root / "docs/gallery").rglob("[0-9][0-9]-*.*"), key=lambda path: path.name):
        if path.suffix not in LANGUAGES:
            continue
        mark = "//" if path.suffix == ".swift" else "#"
        lines = path.read_text().splitlines()
        comments = []
        while lines and lines[0].startswith(mark):
            comments.append(lines.pop(0).removeprefix(mark).strip())
        comments = [line for line in comments if not line.startswith("SPDX-")]
        entry = Entry(path, comments[0], " ".join(comments[1:]), "\n".join(lines).strip() + "\n")
        if entry.lines > MOST_LINES:
            raise SystemExit(f"{path} has {entry.lines} lines; {MOST_LINES} are allowed. Say less.")
        found.append(entry)
    return found
