"""Pages with commands and what they print: the README, and those of `docs`.

A block after `<!-- file: NAME -->` is a file in the folder where everything runs. Blocks of
`console` hold commands and what they print, `...` being lines left out.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tests.support.command import run
from tests.support.processes import without_progress
from tests.support.repository import ROOT
from tests.support.surroundings import surroundings

BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)
WRITES = re.compile(r"-o (\S+)")


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    file: str | None
    line: int


@dataclass(frozen=True)
class Command:
    page: str
    line: int
    command: str
    output: str
    before: tuple[str, ...] = ()
    """Commands further up the page that write what it reads, in their order."""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Page:
    """One page, by its path in the checkout."""

    path: str

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    def blocks(self, *kinds: str) -> list[Block]:
        """The blocks of some kinds, of all without."""
        found = (
            Block(m["kind"], m["text"], m["file"], self.text.count("\n", 0, m.start("text")) + 1)
            for m in BLOCK.finditer(self.text)
        )
        return [block for block in found if not kinds or block.kind in kinds]

    def commands(self) -> list[Command]:
        """The commands that it shows, with what they print."""
        found: list[Command] = []
        for block in self.blocks("console"):
            for number, line in enumerate(block.text.splitlines(), block.line):
                if line.startswith("$ "):
                    before = _writing(line[2:], found)
                    found.append(Command(self.path, number, line[2:], "", before))
                else:
                    last = found[-1]
                    found[-1] = replace(last, output=f"{last.output}{line}\n")
        return found

    def lay_out(self, folder: Path) -> None:
        """Puts the models, and the files that the page shows, into a folder."""
        shutil.copytree(ROOT / "models", folder / "models")
        for block in self.blocks():
            if block.file:
                (folder / block.file).write_text(block.text, encoding="utf-8")


def _writing(command: str, above: Sequence[Command]) -> tuple[str, ...]:
    """The commands above that write what a command reads, with what they read themselves."""
    found: dict[str, None] = {}
    for other in above:
        written = WRITES.search(other.command)
        if written and re.search(rf"(?<!-o )(?<!\S){re.escape(written[1])}(?!\S)", command):
            found |= dict.fromkeys((*other.before, other.command))
    return tuple(found)


def as_pattern(output: str) -> str:
    """Expected output as a pattern, in which a line `...` stands for any lines."""
    parts = (
        r"(?:.*\n)*" if line == "..." else re.escape(f"{line}\n") for line in output.splitlines()
    )
    return "".join(parts)


TERMINAL = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
"""A terminal of 80 columns without colours."""
PLAIN = re.compile(r"topology [^|&;<>()$`\\*?\[\]#~!{}]*")
"""A command that needs no shell, as all that it has are words."""


def around_the_reader() -> dict[str, str]:
    """The terminal, with a `topology` on the path that is the one under test."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    return surroundings(PATH=path, **TERMINAL)


def _in_a_shell(words: str, folder: Path) -> tuple[str, str]:
    done = subprocess.run(
        ["bash", "-c", words],
        cwd=folder,
        env=around_the_reader(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.stdout.decode("utf-8"), without_progress(done.stderr.decode("utf-8"))


def _here(words: str, folder: Path) -> tuple[str, str]:
    done = run(*shlex.split(words)[1:], cwd=folder, **TERMINAL)
    return done.stdout, done.stderr


def printed(command: Command, folder: Path, *, in_a_shell: bool = True) -> str:
    """What a command prints in a folder: its complaints first.

    Not in a shell, what is nothing but a call of `topology` is run in this process: starting
    another takes longer than most of the examples do.
    """
    for words in (*command.before, command.command):
        play = _here if not in_a_shell and PLAIN.fullmatch(words) else _in_a_shell
        out, complaints = play(words, folder)
    return complaints + out
