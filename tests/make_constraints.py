"""Writes tests/constraints.txt, the tested versions, and pins the build's in pyproject.toml.

Run as `python tests/make_constraints.py`, with `uv` on the path or beside this Python. The set is
the newest that pyproject.toml allows, of all its extras and all that they need, for every Python
and platform at once. Only wheels are taken, from PyPI, whatever the machine is set up to use.

pip hands no constraints on to the environment in which it builds a wheel. So what a build needs
stands in pyproject.toml in full, in the same versions.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "tests" / "constraints.txt"
PYPROJECT = ROOT / "pyproject.toml"
HEADER = "# The tested version of all that is installed. Made by `make constraints`.\n"
BACKEND = "hatchling"
BUILD_REQUIRES = re.compile(r"(\[build-system\]\n(?:#.*\n)*requires = \[\n)[^\]]*(?=\])")


def resolved(*arguments: str | Path, requirements: str = "") -> list[str]:
    """The newest versions that fit, a line for each by name, with a marker where they differ."""
    beside = Path(sys.executable).parent
    uv = shutil.which("uv", path=f"{beside}{os.pathsep}{os.environ.get('PATH', os.defpath)}")
    if uv is None:
        sys.exit("uv is missing: `make setup` installs it")
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    lowest = project["requires-python"].removeprefix(">=")
    options = ["--quiet", "--no-config", "--universal", "--python-version", lowest]
    form = ["--no-header", "--no-annotate", "--only-binary", ":all:"]
    done = subprocess.run(
        [uv, "pip", "compile", *options, *form, *arguments],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("UV_")},
        input=requirements,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def main() -> None:
    """Writes both files anew."""
    pins = resolved("--all-extras", PYPROJECT)
    CONSTRAINTS.write_text(HEADER + "".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    build = resolved("--constraints", CONSTRAINTS, "-", requirements=BACKEND)
    written = "".join(f'  "{pin}",\n' for pin in build)
    text, times = BUILD_REQUIRES.subn(rf"\g<1>{written}", PYPROJECT.read_text(encoding="utf-8"))
    if times != 1:
        sys.exit("pyproject.toml has no [build-system] with a list `requires`, a line for each")
    PYPROJECT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
