# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the wheel around the library that INTERSPIKE_WHEEL_LIBRARY names (`make wheel`); needs nothing but Python.

The version is that of the program, and the platform the oldest glibc that has every symbol the library asks for.
The bytes of a wheel depend on its contents only.
"""

import base64
import hashlib
import os
import pathlib
import platform
import re
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
VERSION_FILE = HERE.parent / "Sources/Runs/Configuration/ProgramVersion.swift"


def _version():
    return re.search(r'"(\d+\.\d+\.\d+)"', VERSION_FILE.read_text())[1]


def _project(key):
    return re.search(rf'^{key} = "(.*)"$', (HERE / "pyproject.toml").read_text(), re.M)[1]


def platform_tag(library):
    """manylinux_2_N_MACHINE, where 2.N is the highest version of glibc among the symbols of the library."""
    versions = [int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)", library)]
    return f"manylinux_2_{max(versions)}_{platform.machine()}"


def _extras():
    """The optional packages, as a wheel says them."""
    table = (HERE / "pyproject.toml").read_text().split("[project.optional-dependencies]\n")[1]
    lines = []
    for name, packages in re.findall(r"^(\w+) = \[(.*)\]$", table.split("\n[")[0], re.M):
        lines.append(f"Provides-Extra: {name}")
        lines += [f"Requires-Dist: {package}; extra == '{name}'"
                  for package in re.findall(r'"([^"]+)"', packages)]
    return "".join(line + "\n" for line in lines)


def _metadata():
    return (
        f"Metadata-Version: 2.4\nName: {_project('name')}\nVersion: {_version()}\n"
        f"Summary: {_project('description')}\nLicense-Expression: {_project('license')}\n"
        f"License-File: LICENSE\nRequires-Python: {_project('requires-python')}\n"
        f"Requires-Dist: numpy>=1.24\n{_extras()}"
        f"Description-Content-Type: text/markdown\n\n{(HERE / 'README.md').read_text()}")


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    place = os.environ.get("INTERSPIKE_WHEEL_LIBRARY")
    if not place:
        raise SystemExit("a wheel of interspike carries its library along: build it with `make wheel`.")
    library = pathlib.Path(place).read_bytes()
    tag = f"py3-none-{platform_tag(library)}"
    info = f"interspike-{_version()}.dist-info"
    files = {
        f"interspike/{file.name}": file.read_bytes()
        for file in sorted((HERE / "interspike").iterdir()) if file.suffix in (".py", ".typed")
    }
    files["interspike/libInterspikeC.so"] = library
    files[f"{info}/METADATA"] = _metadata().encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: interspike\nRoot-Is-Purelib: false\nTag: {tag}\n").encode()
    files[f"{info}/licenses/LICENSE"] = (HERE.parent / "LICENSE").read_bytes()
    record = f"{info}/RECORD"
    rows = []
    for name, contents in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{len(contents)}")
    files[record] = "\n".join(rows + [f"{record},,", ""]).encode()
    name = f"interspike-{_version()}-{tag}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, contents in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100755 if path.endswith(".so") else 0o100644) << 16
            wheel.writestr(entry, contents, zipfile.ZIP_DEFLATED, 9)
    return name
