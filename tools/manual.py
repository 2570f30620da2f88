#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes manual pages, one for each command, from what `interspike --experimental-dump-help` prints.

    interspike --experimental-dump-help | tools/manual.py FOLDER

They say what --help says, and hold no date, so that equal programs give equal pages.
"""

import json
import re
import sys
from pathlib import Path


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def paragraphs(text):
    """Prose is filled; indented lines are commands and stay as they are."""
    lines, example = [], False
    for line in (text or "").splitlines():
        indented = line.startswith("  ") and line.strip()
        if indented and not example:
            lines += [".PP", ".nf", ".RS 4"]
        if example and not indented:
            lines += [".RE", ".fi", ".PP"]
        example = bool(indented)
        lines.append(escaped(line[2:] if indented else line) if line.strip() else ".PP")
    return lines + ([".RE", ".fi"] if example else [])


def spelled(argument):
    def name(each):
        mark = "-" if each["kind"] == "short" else "--"
        return f"\\fB{escaped(mark + each['name'])}\\fR"
    names = sorted(argument.get("names") or [], key=lambda each: each["kind"] != "short")
    value = f"\\fI{escaped(argument.get('valueName') or '')}\\fR"
    if argument["kind"] == "positional":
        return value
    words = ", ".join(name(each) for each in names)
    return words + (f" {value}" if argument["kind"] == "option" else "")


def synopsis(path, command, arguments):
    words = [f"\\fB{escaped(' '.join(path))}\\fR"]
    if command.get("subcommands"):
        words.append("\\fIsubcommand\\fR")
    elif any(a["kind"] != "positional" for a in arguments):
        words.append("[\\fIoptions\\fR]")
    for argument in arguments:
        text = spelled(argument) + (" ..." if argument.get("isRepeating") else "")
        if argument["kind"] == "positional":
            words.append(f"[{text}]" if argument.get("isOptional") else text)
        elif argument["kind"] == "option" and not argument.get("isOptional"):
            words.append(text)
    return " ".join(words)


def page(path, command, version):
    arguments = [a for a in command.get("arguments") or [] if a.get("shouldDisplay", True)]
    subcommands = [c for c in command.get("subcommands") or [] if c.get("shouldDisplay", True) and c["commandName"] != "help"]
    name = "-".join(path)
    lines = ["'\\\" -*- coding: UTF-8 -*-", f'.TH {name.upper()} 1 "" "interspike {version}" "Interspike"', ".nh", ".SH NAME",
             f"{escaped(name)} \\- {escaped(command.get('abstract') or '')}", ".SH SYNOPSIS", synopsis(path, command, arguments)]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION"] + paragraphs(command["discussion"])
    if arguments:
        lines.append(".SH OPTIONS")
    for argument in arguments:
        text = argument.get("abstract") or ""
        values = argument.get("allValues")
        if values:
            text += f" (values: {', '.join(values)})"
        if argument.get("defaultValue"):
            text += f" (default: {argument['defaultValue']})"
        lines += [".TP", spelled(argument), escaped(text) or "\\&"]
    if subcommands:
        lines.append(".SH COMMANDS")
    for each in subcommands:
        lines += [".TP", f"\\fB{escaped('-'.join(path + [each['commandName']]))}\\fR(1)", escaped(each.get("abstract") or "")]
    if len(path) > 1:
        lines += [".SH SEE ALSO", f"\\fB{escaped('-'.join(path[:-1]))}\\fR(1)"]
    yield name, "\n".join(lines) + "\n"
    for each in subcommands:
        yield from page(path + [each["commandName"]], each, version)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    version = sys.argv[2] if len(sys.argv) > 2 else ""
    command = json.load(sys.stdin)["command"]
    for name, text in page([command["commandName"]], command, version):
        (folder / f"{name}.1").write_text(text)


if __name__ == "__main__":
    main()
