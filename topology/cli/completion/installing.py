"""Where the script of a shell goes, and that it is read.

bash and fish read a file of the user for each command, so it is written there and no start-up file
is touched. zsh has no such place: a marked block in `.zshrc` reads the script.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from topology.cli.files import write_bytes
from topology.errors import UsageError, printable

OURS = b"# Made by `topology --install-completion`, which renews it.\n"
BEGIN, END = b"# >>> topology completion >>>\n", b"# <<< topology completion <<<\n"


def install(shell: str, script: str) -> Iterator[tuple[Path, bool]]:
    """Writes the script, and for zsh that it is read; each file, and whether it changed.

    Raises `UsageError`, also for a file that somebody else wrote.
    """
    path, text = _PLACES[shell](_home()), OURS + script.encode()
    before = _bytes(path)
    if before and not before.startswith(OURS):
        raise UsageError(f"{printable(str(path))} is there already, and is not of this program")
    edits = [(path, before, text)]
    if shell == "zsh":
        rc = Path(os.environ.get("ZDOTDIR") or _home(), ".zshrc")
        lines = _bytes(rc)
        edits.append((rc, lines, with_block(lines, _reading(path), printable(str(rc)))))
    for file, old, new in edits:
        if old != new:
            _make_folder(file.parent)
            write_bytes(str(file), new)
        yield file, old != new


def with_block(text: bytes, lines: bytes, name: str) -> bytes:
    """A start-up file with our block in it once: in its place, or else at the end.

    An empty line comes before it: the last line may end in a backslash, or in no newline. Raises
    `UsageError` where the block has lost one of its ends.
    """
    block = BEGIN + lines + END
    begins, ends = text.count(BEGIN), text.count(END)
    if not begins and not ends:
        return text + b"\n" * (2 if text and not text.endswith(b"\n") else 1) + block
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if (begins, ends) != (1, 1) or not end:
        raise UsageError(f"{name}: the lines of topology completion are damaged; take them out")
    return before + block + after


def _reading(path: Path) -> bytes:
    """The lines by which zsh reads a script, if it is there."""
    file = shlex.quote(str(path))
    return (
        "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"
        f"if [[ -r {file} ]]; then source {file}; fi\n"
    ).encode("utf-8", "surrogateescape")


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise UsageError("there is no home folder to write to: set HOME") from None


def _base(variable: str, default: Path) -> Path:
    """A folder of the user; one that is not absolute is to be passed over (XDG Base Directory)."""
    given = os.environ.get(variable, "")
    return Path(given) if os.path.isabs(given) else default  # noqa: PTH117


def _data(home: Path) -> Path:
    return _base("XDG_DATA_HOME", home / ".local" / "share")


def _bash(home: Path) -> Path:
    folder = _base("BASH_COMPLETION_USER_DIR", _data(home) / "bash-completion")
    return folder / "completions" / "topology"


def _zsh(home: Path) -> Path:
    return _data(home) / "topology" / "completion.zsh"


def _fish(home: Path) -> Path:
    folder = _base("XDG_CONFIG_HOME", home / ".config")
    return folder / "fish" / "completions" / "topology.fish"


_PLACES: dict[str, Callable[[Path], Path]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}


def _bytes(path: Path) -> bytes:
    """What a file holds; nothing where there is none. Raises `UsageError`."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UsageError(f"{printable(str(path))} cannot be read: {error.strerror}") from None


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{printable(str(path))} cannot be made: {error.strerror}") from None
