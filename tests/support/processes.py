"""The command `topology` as a process of its own, on pipes, in a shell or on a pseudo-terminal.

What is said of progress is said on stderr, once a step has taken a second: on a slow machine. Here
it is taken out of stderr, line by line, and stderr is never the stream on which output is looked
for.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.support.command import Done
from tests.support.surroundings import surroundings

_PROGRESS = re.compile(r"^.* …\n", re.M)
TOPOLOGY = (sys.executable, "-m", "topology")


def without_progress(stderr: str) -> str:
    """What is said on stderr that does not hang on the speed of the machine."""
    assert "Traceback" not in stderr, stderr
    return _PROGRESS.sub("", stderr)


def process(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **given: str
) -> Done:
    """Runs a command between pipes."""
    return _done([*TOPOLOGY, *map(str, arguments)], stdin, cwd, surroundings(**given))


def shell(command: str, *words: str | Path) -> Done:
    """Runs a line of bash in which `topology` is this one and `$1` the first of `words`."""
    script = f'set -o pipefail; topology() {{ "{sys.executable}" -m topology "$@"; }}; {command}'
    return _done(["bash", "-c", script, "bash", *map(str, words)], b"", None, surroundings())


def _done(words: list[str], stdin: bytes, cwd: Path | None, env: dict[str, str]) -> Done:
    done = subprocess.run(words, input=stdin, capture_output=True, cwd=cwd, env=env, check=False)
    err = without_progress(done.stderr.decode("utf-8"))
    return Done(done.returncode, done.stdout.decode("utf-8"), err)


def on_terminal(*arguments: str | Path, columns: int = 80, **given: str) -> str:
    """What a command shows on a pseudo-terminal, which is not where it says its progress."""
    primary, secondary = pty.openpty()
    with subprocess.Popen(
        [*TOPOLOGY, *map(str, arguments)],
        stdin=secondary,
        stdout=secondary,
        stderr=subprocess.PIPE,
        env=surroundings(**{"COLUMNS": str(columns), **given}),
    ) as process:
        os.close(secondary)
        shown = b"".join(iter(lambda: _read(primary), b""))
        assert process.stderr is not None
        assert without_progress(process.stderr.read().decode("utf-8")) == ""
    os.close(primary)
    return shown.decode("utf-8").replace("\r\n", "\n")


def _read(primary: int) -> bytes:
    try:
        return os.read(primary, 65_536)
    except OSError:  # how Linux says that the other end is closed
        return b""
