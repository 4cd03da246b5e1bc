"""Files, which are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from topology.cli.streams import print_text
from topology.errors import UsageError, printable


def need_writable(path: str, source: str) -> None:
    """Raises `UsageError` when a file cannot be written, before work is done for it.

    Nor is the file written from which the document is read, by whatever name.
    """
    if path == "-":
        return
    try:
        why = _why_not_writable(_real(path))
    except OSError as error:
        why = error.errno or errno.EIO
    if why:
        raise UsageError(f"{printable(path)} cannot be written: {os.strerror(why)}")
    if _is_same_file(path, source):
        raise UsageError(f"{printable(path)} is what is read: write to another file")


def _need_apart(output: str, notes: str | None) -> None:
    """Raises `UsageError` when a document and its notes would be one file, by whatever name."""
    if "-" in (output, notes) or notes is None:
        return
    try:
        is_one = _real(output) == _real(notes) or _is_same_file(output, notes)
    except OSError:
        return
    if is_one:
        raise UsageError(f"{printable(notes)} is where the document goes: write to another file")


def need_outputs(output: str, notes: str | None, read: Iterable[str]) -> None:
    """Raises `UsageError` when a document or its notes cannot be written, before work is done.

    Each is a file of its own, and none that is read.
    """
    _need_apart(output, notes)
    for source in read:
        need_writable(output, source)
        need_writable(notes or "-", source)


def need_one_stdin(files: Sequence[str]) -> None:
    """Raises `UsageError` when more than one file is standard input, which is read once."""
    if list(files).count("-") > 1:
        raise UsageError("only one of the files can be standard input")


def _real(path: str) -> str:
    """Where a path leads over all symbolic links. Raises `OSError` where they go in a circle."""
    real = os.path.realpath(path)
    if os.path.islink(real):  # noqa: PTH114
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    # A pipe behind /dev/stdout is there, and has no path of its own.
    is_nameless = os.path.exists(path) and not os.path.exists(real)  # noqa: PTH110
    return path if is_nameless else real


def _is_same_file(path: str, source: str) -> bool:
    """Whether both are one regular file; a terminal may well be read from and written to."""
    try:
        read = os.fstat(sys.stdin.fileno()) if source == "-" else os.stat(source)  # noqa: PTH116
        written = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError, AttributeError):
        # One of them is not there, or stdin is closed or is no file.
        return False
    return stat.S_ISREG(read.st_mode) and os.path.samestat(read, written)


def _why_not_writable(path: str) -> int:
    """The number of the error that writing there would be; 0 if none is seen."""
    folder = os.path.dirname(path)  # noqa: PTH120
    if not stat.S_ISDIR(os.stat(folder).st_mode):  # noqa: PTH116
        return errno.ENOTDIR
    if os.path.isdir(path):  # noqa: PTH112
        return errno.EISDIR
    is_there = os.path.exists(path)  # noqa: PTH110
    is_free = os.access(path if is_there else folder, os.W_OK)
    return 0 if is_free else errno.EACCES


def write_file(path: str, text: str) -> None:
    """Writes a file whole or not at all; `-` is stdout. Raises `UsageError` when it cannot."""
    if path == "-":
        print_text(text)
        return
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: str, data: bytes) -> None:
    """Writes a file whole or not at all. Raises `UsageError` when it cannot."""
    try:
        _write(Path(_real(path)), data)
    except OSError as error:
        raise UsageError(f"{printable(path)} cannot be written: {error.strerror}") from None


def _write(target: Path, data: bytes) -> None:
    if target.exists() and not target.is_file():
        # A pipe or a device is written to, and must not be replaced; a directory says so.
        target.write_bytes(data)
        return
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".topology-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink()
        raise


def _mode(target: Path) -> int:
    """The mode of the file that is replaced, or what a new file would have."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
